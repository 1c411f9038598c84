"""A page that is moved gets another address, and so does all that lies below it: none that is taken already."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from advocates.publishing.forms import is_answered
from advocates.publishing.refusals import AddressTaken


def obstacle(page, parent):
    """Why a page cannot stand below another one, with the next step; empty if it can."""
    new = f"{parent.url_path}{page.slug}/"
    if new == page.url_path:
        return ""
    if not Page._slug_is_available(page.slug, parent, page):
        return in_use(page)
    below = page.get_descendants(inclusive=True).values_list("title", "url_path")
    for title, path in below:
        if is_answered(new + path.removeprefix(page.url_path)):
            return _(
                "Not moved: there “%(title)s” would have an address that belongs to another part of the site. Give it "
                "another one first, or choose another place."
            ) % {"title": title}
    return ""


def in_use(page):
    return _(
        "Not moved: another page there has the same address as “%(title)s”. Give it another one first, or choose "
        "another place."
    ) % {"title": page.title}


def refuse(instance, parent_page_after, **_kwargs):
    """Every way to move a page comes by here. Raises `AddressTaken`."""
    if sentence := obstacle(instance, parent_page_after):
        raise AddressTaken(sentence)


def before_one(request, page, parent):
    """The screen that moves a page says it before anything is confirmed."""
    if sentence := obstacle(page, parent):
        messages.error(request, sentence)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


def before_many(request, deed, pages, screen):
    """The screen that moves several says it, and moves none."""
    if deed != "move":
        return None
    parent, slugs = screen.cleaned_form.cleaned_data["chooser"], set()
    for page in pages:
        sentence = in_use(page) if page.slug in slugs else obstacle(page, parent)
        if sentence:
            messages.error(request, sentence)
            return redirect(screen.next_url)
        slugs.add(page.slug)
    return None
