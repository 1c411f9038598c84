"""The index of the directory lives as long as the process; no test may see another one's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from advocates.core import visitorforms
from advocates.organisations import directory
from advocates.organisations.directory import Index
from advocates.organisations.enquiries import reach
from advocates.organisations.tests.enquiries import NETWORK, Letterbox, letterbox, with_contact
from advocates.organisations.tests.factories import load_real_directory, make_organisation
from advocates.organisations.tests.mailbox import letters  # noqa: F401 - a fixture

# Groups in scripts that the real file does not hold, made up.
MADE_UP = (
    {"name": "Thai Leukaemia Friends", "local_name": "ชมรมผู้ป่วยมะเร็งเม็ดเลือดขาว", "country": "TH", "languages": ["th"]},
    {"name": "Hebrew Hope", "local_name": "עמותת תקווה לחולים", "country": "IL", "languages": ["he"]},
    {"name": "Ελπίδα Ζωής", "country": "CY", "languages": ["el"], "city": "Λευκωσία"},
    {"name": "Надежда", "country": "KZ", "languages": ["kk", "ru"], "city": "Алматы"},
    {"name": "Sorgenti", "country": "IT", "city": "Forlì", "languages": ["it"], "acronym": "SRGNT",
     "services": ["helpline", "legal"]},
    {"name": "Worldwide Chat", "country": "", "languages": ["en", "es"], "services": ["helpline", "online-group"]},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _index_made_anew() -> Iterator[None]:
    directory.forget()
    reach.forget()
    yield
    directory.forget()
    reach.forget()


@pytest.fixture(scope="module")
def groups(django_db_setup: None, django_db_blocker: Any) -> Index:
    """The index of the real directory and of some groups in further scripts; it needs no database any more."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_real_directory()
        for fields in MADE_UP:
            make_organisation(**fields)
        made = Index(list(directory._entries()), 0)
        transaction.set_rollback(True)
    return made


@pytest.fixture
def quick_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work of visitors' browsers that is done at once."""
    monkeypatch.setattr(visitorforms, "COST", 1)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Letterbox]:
    """A real mail server, to which the worker hands everything."""
    with letterbox(settings) as made:
        yield made


@pytest.fixture
def network(settings: Any, tmp_path: Path) -> str:
    """The address that the network names for Western Europe."""
    settings.PROFILE = with_contact(tmp_path)
    return NETWORK
