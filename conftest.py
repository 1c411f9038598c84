"""Fixtures that the tests of every app share: the cast, the database, the browser."""

pytest_plugins = ["tests.databases", "tests.cast", "tests.browser"]
