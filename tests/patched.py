"""Tests that take a guard out: what was written of statements before is written anew, or they would prove nothing."""

from typing import Any

import pytest

from advocates.core import asking


class Forgetful(pytest.MonkeyPatch):
    """Each change, and each one taken back, is a reason to write statements again."""

    def setattr(self, *args: Any, **options: Any) -> None:
        super().setattr(*args, **options)
        asking.forget()

    def undo(self) -> None:
        super().undo()
        asking.forget()


@pytest.fixture
def monkeypatch():
    """pytest's own, for code whose statements are kept."""
    patch = Forgetful()
    yield patch
    patch.undo()
