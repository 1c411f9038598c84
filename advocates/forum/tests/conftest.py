"""A mail server of our own for the forum's tests."""

from advocates.core.tests.test_transport import sink

__all__ = ["sink"]
