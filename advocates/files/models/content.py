"""Files as they are stored, what they hang on, and the words in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.rows import among
from advocates.core.viewer import Viewer
from advocates.files import uses
from advocates.spaces.bylines import Byline, Protected, Signature, signature
from advocates.spaces.models import Space

# A file that hangs on nothing is kept for so long.
WAITS = timedelta(days=1)


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, viewer: Viewer) -> "FileQuerySet":
        """What hangs on something that the viewer may open now, and one's own that waits to be sent."""
        if not viewer.spaces:
            return self.none()
        opened = Q(pk__in=())
        for kind, reach in uses.kinds().items():
            hung = FileUse.objects.filter(among(reach(viewer), "target"), kind=kind, file=OuterRef("pk"))
            opened |= Q(Exists(hung))
        return self.filter(opened | self._own(viewer), hidden_at=None)

    def _own(self, viewer: Viewer) -> Q:
        person: Any = viewer.person
        return Q(person=person, space__in=viewer.spaces) & ~Q(
            Exists(FileUse.objects.filter(file=OuterRef("pk")))
        )

    def waiting(self) -> "FileQuerySet":
        """Uploaded, and hanging on nothing yet."""
        return self.exclude(pk__in=FileUse.objects.values("file"))


def by_of(written: Any) -> Signature:
    """Whose it is, as a page says it; ask it of rows that were read with space, person and organisation."""
    person: Any = written.person
    protected = Protected.of(written, written.space.kind)
    organisation = written.mandate.organisation.name if written.mandate is not None else ""
    name = person.full_name if person is not None else written.written_as
    return signature(name, organisation, "", "", protected)


def told_in(alts: dict[str, str], first: tuple[str, str], lang: str) -> tuple[str, str]:
    """Language and words: the wanted ones, those that came with the file, or any others."""
    if lang == first[0] and first[1]:
        return first
    others = [(each, alts[each]) for each in (lang, *sorted(alts)) if alts.get(each)]
    if others and others[0][0] == lang:
        return others[0]
    return first if first[1] or not others else others[0]


class File(Byline):
    """A file as we made it: a picture drawn anew, a PDF written anew, or a document without its properties.

    `lang` is its alt's.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", pgettext_lazy("kind of file", "Picture")
        PDF = "pdf", pgettext_lazy("kind of file", "PDF")
        OFFICE = "office", pgettext_lazy("kind of file", "Document")

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    # Where it was uploaded. Who may open it follows from what it hangs on, which may move.
    space = models.ForeignKey(Space, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=140)
    # Bytes, of the file and of its small picture together.
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=100)
    # Random names in the storage; the key opens both, and whoever deletes it has deleted them.
    stored_as = models.CharField(max_length=100)
    small_stored_as = models.CharField(max_length=100, blank=True)
    sealed_key = models.CharField(max_length=200)
    # Of the content, so that a copy of it can be checked. It never leaves the server.
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    # What a picture shows, in words; and the same in other languages.
    alt = models.CharField(max_length=500, blank=True)
    alts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    # It is a version of something in a library. What hangs on posts and the like is listed apart.
    is_shelved = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(FileQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="files_of_person"),
            models.Index(fields=["space", "-created_at", "-id"], name="files_of_space"),
            models.Index(
                fields=["space", "-created_at", "-id"],
                condition=models.Q(is_shelved=False),
                name="files_that_hang",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def by(self) -> Signature:
        return by_of(self)

    def alt_in(self, lang: str) -> tuple[str, str]:
        """What the picture shows, in a language or the next best one: the language and the words."""
        return told_in(self.alts, (self.lang, self.alt), lang)

    @classmethod
    def of_person(cls, number: int) -> FileQuerySet:
        """What one person uploaded, for that person."""
        return cls.objects.filter(person_id=number).order_by("created_at", "id")

    @classmethod
    def bytes_of(cls, organisation_id: int) -> int:
        """How much an organisation keeps here."""
        found = cls.objects.filter(mandate__organisation=organisation_id).aggregate(sum=Sum("size"))
        return found["sum"] or 0

    @classmethod
    def bytes_in(cls, space_id: int) -> int:
        """How much is kept in a space."""
        return cls.objects.filter(space=space_id).aggregate(sum=Sum("size"))["sum"] or 0

    @classmethod
    def left_over(cls, now: datetime) -> FileQuerySet:
        """What hung on nothing for too long."""
        return cls.objects.waiting().filter(created_at__lt=now - WAITS)


class ArrivingQuerySet(models.QuerySet["Arriving"]):
    def visible_to(self, viewer: Viewer) -> "ArrivingQuerySet":
        """One's own."""
        person: Any = viewer.person
        return self.filter(person=person) if person is not None else self.none()


class Arriving(models.Model):
    """A file that comes in parts, so that a line that breaks costs one part. Nobody opens it; for a day it is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Drawn by the form: the same for all parts of a file.
    sending = models.CharField(max_length=40)
    # Bytes, of the whole and of what has come.
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    # Random names in the storage, in order.
    parts = models.JSONField(default=list, blank=True)
    sealed_key = models.CharField(max_length=200)
    # What was made of it when everything had come.
    file = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(ArrivingQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "sending"], name="arriving_once")]

    def __str__(self) -> str:
        return f"{self.received} of {self.size} from {self.person_id}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size

    @classmethod
    def left_over(cls, now: datetime) -> ArrivingQuerySet:
        """What nobody went on with."""
        return cls.objects.filter(began_at__lt=now - WAITS)


class FileUse(models.Model):
    """That a file hangs on a thing of some app."""

    file = models.ForeignKey(File, models.CASCADE, related_name="uses")
    # As the app has registered it: "forum.post".
    kind = models.CharField(max_length=40)
    target = models.PositiveBigIntegerField()
    # The place among others; in a library the number of the version.
    position = models.PositiveSmallIntegerField(default=0)
    # What is new in a version.
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "target", "file"], name="file_use_once")]

    def __str__(self) -> str:
        return f"{self.file_id} on {self.kind} {self.target}"

    @classmethod
    def hanging_on(cls, kind: str, targets: Iterable[int]) -> "models.QuerySet[FileUse]":
        """With their files, in order; whoever asks has checked who may open the targets."""
        found = cls.objects.filter(kind=kind, target__in=list(targets), file__hidden_at=None)
        return found.select_related("file").order_by("target", "position", "pk")

    @classmethod
    def rows_of(cls, kind: str, target: Any) -> "models.QuerySet[FileUse]":
        """The same for an inner question, which takes `SHOWN` of each; whoever asks has checked the target."""
        found = cls.objects.filter(kind=kind, target=target, file__hidden_at=None)
        return found.order_by("position", "pk")


SHOWN = tuple(
    f"file__{name}" for name in ("public_id", "kind", "name", "size", "alt", "lang", "width", "height")
)


class FileText(models.Model):
    """The words of a PDF or document, read by the worker; for the search alone, and shown nowhere else."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"text of {self.file_id}"


@dataclass(frozen=True, slots=True)
class ShownFile:
    """What a page draws of a file that hangs on something: a row of `SHOWN`."""

    public_id: str
    kind: str
    name: str
    size: int
    alt: str
    lang: str
    width: int
    height: int

    @property
    def label(self) -> str:
        """The kind of the file, in the reader's language."""
        return str(File.Kind(self.kind).label)
