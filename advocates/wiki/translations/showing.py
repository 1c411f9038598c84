"""What a page shows of its languages: the menu, and which of its paragraphs are older."""

from typing import Any

from advocates.core.drawings import ICONS
from advocates.core.viewer import Viewer
from advocates.wiki.models import FamilyPage, WikiPage
from advocates.wiki.showing import trusted
from advocates.wiki.translations import marking
from advocates.wiki.translations.family import own_tongue


def languages_of(viewer: Viewer, page: WikiPage) -> dict[str, Any]:
    """`tongues` for the menu; where paragraphs are older, how many, and the HTML that marks them."""
    rows = vars(page)["tongues"]
    tongues = [
        {
            "page": public_id,
            "title": title,
            "tongue": own_tongue(lang),
            "is_here": public_id == page.public_id,
        }
        for public_id, lang, title, _older, _revision in rows
    ]
    context: dict[str, Any] = {"tongues": tongues}
    for public_id, _lang, _title, older, revision in rows:
        if public_id == page.public_id and older and revision == page.revision:
            found = FamilyPage.objects.visible_to(viewer).filter(page=page.pk)
            html = "".join(found.values_list("marked", flat=True))
            context |= {"older": older, "html": trusted(marking.worded(html, ICONS["clock"]))}
    return context
