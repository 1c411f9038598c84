"""What was made or read once is what would be made or read again."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from advocates.accounts.models import Person
from advocates.core import uploads
from advocates.core.tests import test_uploads
from advocates.core.tests.pictures import plain
from tests import once as remembering
from tests.cast import make_person

SIDE = 40


def drawn(content: bytes, side: int = SIDE) -> uploads.Picture:
    return uploads.picture(ContentFile(content, "picture.png"), largest_side=side)


@pytest.fixture
def started(monkeypatch) -> list[Path]:
    """Which children really were started, from now on."""
    found, real = [], uploads.subprocess.run

    def run(words, **options):
        found.append(Path(words[2]))
        return real(words, **options)

    monkeypatch.setattr(remembering, "_answers", {})
    monkeypatch.setattr(uploads.subprocess, "run", run)
    return found


class TestWhatAChildAnswered:
    def test_is_recalled_as_it_was(self, started):
        first = drawn(plain())
        assert drawn(plain()) == first
        assert (first.width, first.height) == (SIDE, SIDE // 2)
        assert started == [uploads.CHILD]

    @pytest.mark.parametrize("name", ["MEMORY", "CPU_SECONDS", "MOST_OUTPUT"])
    def test_not_under_another_limit(self, started, monkeypatch, name):
        drawn(plain())
        monkeypatch.setattr(uploads, name, getattr(uploads, name) - 1)
        drawn(plain())
        assert len(started) == 2

    def test_not_in_another_size_or_of_other_bytes(self, started):
        drawn(plain())
        assert drawn(plain(), SIDE // 2).width == SIDE // 2
        assert drawn(plain("JPEG")).width == SIDE
        assert len(started) == 3

    def test_not_by_another_child(self, started, monkeypatch, tmp_path):
        drawn(plain())
        other = tmp_path / "child.py"
        other.write_text("raise SystemExit(1)")
        monkeypatch.setattr(uploads, "CHILD", other)
        with pytest.raises(ValidationError):
            drawn(plain())
        assert [each.name for each in started] == ["picture_child.py", "child.py"]

    def test_a_refusal_is_asked_for_again(self, started):
        for _time in range(2):
            with pytest.raises(ValidationError):
                drawn(plain()[:60])
        assert len(started) == 2


@pytest.fixture(scope="module")
def kept_person(once) -> Person:
    return once(lambda: make_person("kept"))


@pytest.mark.django_db
class TestWhatWasMadeForAFile:
    """The same test twice: each changes what it found, and finds it unchanged."""

    @pytest.mark.parametrize("time", ["first", "second"])
    def test_is_there_each_time_and_nothing_else(self, kept_person, time):
        found = Person.objects.get()
        assert found.full_name == kept_person.full_name
        Person.objects.update(full_name="Changed")
        make_person(time)


def test_the_tests_of_reading_start_every_child():
    assert remembering.is_of_reading(Path(test_uploads.__file__))
    assert not remembering.is_of_reading(Path(__file__))
