"""Files: their content, what they hang on, and the libraries of spaces."""

from advocates.files.models.content import (
    SHOWN,
    Arriving,
    ArrivingQuerySet,
    File,
    FileQuerySet,
    FileText,
    FileUse,
    ShownFile,
    told_in,
)
from advocates.files.models.library import LIBRARY, LibraryFile, LibraryFileQuerySet, LibraryUse, LibraryWatch

__all__ = [
    "LIBRARY",
    "SHOWN",
    "ShownFile",
    "Arriving",
    "ArrivingQuerySet",
    "File",
    "FileQuerySet",
    "FileText",
    "FileUse",
    "LibraryFile",
    "LibraryFileQuerySet",
    "LibraryUse",
    "LibraryWatch",
    "told_in",
]
