"""No screen of the back office needs a script within the page: our Content-Security-Policy would stop it, unseen."""

import re

from django.utils.safestring import mark_safe
from wagtail.admin.widgets import BaseChooser

from advocates.publishing.tests.articles import make_news
from tests.access_table import everything
from tests.scene import set_scene

# What is data, or names files.
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)([^>]*)>(.{0,120})", re.DOTALL)
DATA = re.compile(r'type="(?:application/json|text/(?:django-form-template|template|x-template)|importmap)"')


def stopped(client, addresses):
    """Scripts that would not run, by the address of their screen."""
    found = []
    for address in addresses:
        answer = client.get(address)
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
            scripts = SCRIPT.findall(answer.text)
            found += [(address, begins) for kind, begins in scripts if not DATA.search(kind)]
    return found


def test_no_screen_has_one(member, staff):
    scene = set_scene(member.person)
    addresses = [line.address.format(**scene) for line in everything()]
    screens = [each for each in addresses if each.startswith("/manage/") and "logout" not in each]
    articles = [f"/manage/pages/{scene[name]}/edit/" for name in ("scene_article", "shared_article")]
    assert stopped(staff, [*screens, *articles]) == []


def test_a_chooser_as_it_comes_would_be_noticed(editor, monkeypatch):
    """The twin."""
    address = f"/manage/pages/{make_news().pk}/edit/"
    assert stopped(editor, [address]) == []
    started = mark_safe("<script>start();</script>")  # noqa: S308 - a fixed text
    monkeypatch.setattr(BaseChooser, "render", lambda *_asked, **_more: started)
    assert stopped(editor, [address])
