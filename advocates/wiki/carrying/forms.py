"""Forms: how much is taken out; which archive is brought in, and in which language it is."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Viewer
from advocates.spaces.tongues import choices_for
from advocates.wiki.carrying.reading import MOST_BYTES

PAGE, BRANCH = "page", "branch"


class OutForm(forms.Form):
    """A page alone, or with everything below it."""

    part = forms.ChoiceField(
        label=_("What do you take out?"),
        choices=[
            (PAGE, pgettext_lazy("what is taken out", "This page")),
            (BRANCH, pgettext_lazy("what is taken out", "This page and all below it")),
        ],
        widget=forms.RadioSelect,
        initial=PAGE,
    )


class InForm(forms.Form):
    """A ZIP with a folder of Markdown."""

    archive = forms.FileField(
        label=_("ZIP archive"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose a ZIP archive."),
            "empty": _("This file is empty. Choose another one."),
        },
        max_length=200,
    )
    lang = forms.ChoiceField(
        label=_("Language of the texts"), help_text=_("For files that do not say it themselves.")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["archive"].help_text = _(
            "A folder of Markdown files with their pictures and documents, or a part of an archive that was taken out "
            "here; at most %(most)s MB. You see first what would become of each file."
        ) % {"most": MOST_BYTES // 2**20}
        lang: Any = self.fields["lang"]
        lang.choices = choices_for(viewer)

    def clean_archive(self) -> bytes:
        sent: UploadedFile[Any] = self.cleaned_data["archive"]
        # One byte more than is allowed is enough to see that it is too large.
        return bytes(sent.read(MOST_BYTES + 1))
