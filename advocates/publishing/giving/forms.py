"""The form of the page of donations: where money goes is said once, by staff."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core.viewer import Role, viewer_for
from advocates.publishing.forms import PageForm

WHERE_TO = ("accounts", "providers")


class DonatePageForm(PageForm):
    """Editors write the words; accounts and providers change by staff's hand, on the page of the first language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.locale_id and self.instance.language != settings.LANGUAGE_CODE:
            for name in WHERE_TO:
                self.fields.pop(name, None)

    def clean(self):
        cleaned = super().clean()
        if not viewer_for(self.for_user).has_role(Role.STAFF):
            for name in set(WHERE_TO) & set(self.changed_data):
                self.add_error(name, ValidationError(_("Only staff can change where donations go.")))
        return cleaned
