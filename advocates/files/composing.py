"""Files in a form in which somebody writes: which wait there, and what a sent form brings along.

With scripts each file is sent by itself as soon as it is chosen (`file_add`) and the form names it in `files`; without
them the files come with the form, in `upload`. Both end as files that wait for the text to be sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from advocates.accounts.views.own import person_of
from advocates.core import uploads
from advocates.core.mailable import storable
from advocates.core.refused import Refused, TooOften
from advocates.core.viewer import viewer_of
from advocates.files import actions
from advocates.files.models import File
from advocates.files.office import BY_MIMETYPE, BY_TABLE
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space

# On one thing.
MOST_FILES = 8
# MB of all files that come with one form; `core.bodies` takes a little more. With scripts each comes by itself.
MOST_TOGETHER_MB = 24
ACCEPTED = ",".join([uploads.ACCEPTED_PAPERS, *(kind for kind, _ending in BY_TABLE.values()), *BY_MIMETYPE])
ENDINGS = ",".join(f".{ending}" for ending in ("docx", "xlsx", "pptx", *BY_MIMETYPE.values()))


@dataclass(frozen=True, slots=True)
class Files:
    """Drawn by `files/composer.html`."""

    key: str
    waiting: Sequence[File]
    errors: Sequence[str] = field(default_factory=tuple)
    accepted: str = f"{ACCEPTED},{ENDINGS}"
    pictures: str = uploads.ACCEPTED
    most: int = MOST_FILES
    most_mb: int = uploads.MOST_BYTES // 2**20
    together_mb: int = MOST_TOGETHER_MB

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(file.public_id for file in self.waiting)


def files_of(request: HttpRequest, key: str, named: Sequence[str], errors: Sequence[str] = ()) -> Files:
    """The files that wait in this form, in the order in which the form names them; no question where it names none."""
    wanted = [each for each in dict.fromkeys(named) if each.isalnum()][:MOST_FILES]
    if not wanted:
        return Files(key, (), errors)
    own = File.objects.visible_to(viewer_of(request)).waiting()
    found = own.filter(public_id__in=wanted, person=person_of(request))
    return Files(key, sorted(found, key=lambda file: wanted.index(file.public_id)), errors)


def take(request: HttpRequest, key: str, space: Space) -> Files:
    """What a sent form brings along: takes in new files, notes what pictures show, leaves out what was ticked off."""
    sent, person = request.POST, person_of(request)
    lang = sent.get("lang", "")[:16] or person.language
    left = [each for each in sent.getlist("files") if each not in sent.getlist("without")]
    alts = {each: storable(sent.get(f"alt-{each}", "")).strip() for each in left if f"alt-{each}" in sent}
    actions.describe(person=person, alts=alts, lang=lang)
    new, errors = _taken_in(request, space, MOST_FILES - len(left), lang)
    return files_of(request, key, [*left, *new], errors)


def take_versions(request: HttpRequest, space: Space, hung: Sequence[File]) -> list[tuple[File | None, str]]:
    """For each file on a thing the new version of it that a sent form brings along, or why it was not taken."""
    without = request.POST.getlist("without")
    named = {file.pk: request.POST.get(f"newer-{file.public_id}", "") for file in hung}
    wanted = [each for each in named.values() if each.isalnum() and each not in without]
    waiting: dict[str, File] = {}
    if wanted:
        own = File.objects.visible_to(viewer_of(request)).waiting().filter(person=person_of(request))
        waiting = {each.public_id: each for each in own.filter(public_id__in=wanted)}
    found: list[tuple[File | None, str]] = []
    for file in hung:
        if uploaded := request.FILES.get(f"version-{file.public_id}"):
            found.append(_version(request, space, file, uploaded))
        else:
            found.append((waiting.get(named[file.pk]), ""))
    return found


def _version(request: HttpRequest, space: Space, file: File, uploaded: Any) -> tuple[File | None, str]:
    try:
        made = actions.upload(
            author=author_of(viewer_of(request)), space=space, uploaded=uploaded, lang=file.lang
        )
    except ValidationError as refused:
        return None, " ".join(refused.messages)
    except Refused as refused:
        return None, refused.sentence
    except TooOften:
        return None, _("Those are many files in one hour. Send the others later.")
    if made.content_type != file.content_type:
        return None, _(
            "This is another kind of file than %(name)s. Choose it under “Files” below instead."
        ) % {"name": file.name}
    return made, ""


def _taken_in(request: HttpRequest, space: Space, places: int, lang: str) -> tuple[list[str], list[str]]:
    new: list[str] = []
    errors: list[str] = []
    alt = storable(request.POST.get("alt", "")).strip()
    author = author_of(viewer_of(request))
    chosen: list[Any] = request.FILES.getlist("upload")
    for uploaded in chosen[: max(0, places)]:
        try:
            file = actions.upload(author=author, space=space, uploaded=uploaded, lang=lang, alt=alt)
            new.append(file.public_id)
        except ValidationError as refused:
            errors += [f"{storable(uploaded.name or '')[:80]}: {sentence}" for sentence in refused.messages]
        except Refused as refused:
            errors.append(refused.sentence)
        except TooOften:
            errors.append(_("Those are many files in one hour. Send the others later."))
            break
    if len(chosen) > places:
        errors.append(_("Not all files fit. Send the others with another text."))
    return new, errors
