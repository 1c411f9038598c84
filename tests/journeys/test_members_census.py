"""Every page behind the sign-in in a real browser: no barrier, light, never wider than a phone, from right to left.

Which they are, the access table says; so a new page is looked at as soon as it has its line there.
"""

import pytest
from django.conf import settings as configured

from advocates.publishing.news import archive
from tests.access_table import CAST, everything
from tests.access_world import make_world

AREAS = ("/members/", "/account/")
WHO = ("member", "moderator")
# What a member's page may fetch at a first visit, without pictures.
BYTES = 40_000
# A part of a page, which a script asks for.
LEFT_OUT = {"forum:topic_since"}


@pytest.fixture
def world(transactional_db):
    archive.forget()
    return make_world()


def pages_of(world):
    """By who may open them: the addresses that answer with a page, each with its name."""
    found = {who: {} for who in WHO}
    for line in everything():
        if not line.address.startswith(AREAS) or line.name in LEFT_OUT:
            continue
        who = next((each for each in WHO if line.get[CAST.index(each)] == "200"), None)
        if who is None:
            continue
        address = line.address.format(**world.scene)
        answer = world.browser(who).get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        is_kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
        if answer.status_code == 200 and is_page and not is_kept:
            found[who][address] = line.name
    return found


def cookies_of(client, url):
    name = configured.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": url}]


def in_arabic(address):
    return f"{address}{'&' if '?' in address else '?'}lang=ar"


def test_none_is_in_anybodys_way_and_none_is_heavy(walk, front, world):
    found = []
    for who, pages in pages_of(world).items():
        visit = walk(1280, cookies=cookies_of(world.browser(who), front.url))
        for address, name in pages.items():
            visit.open(address)
            visit.barriers(other="dark")
            visit.weigh(BYTES, requests=6)
            found += visit.told(f"{name} {address}")
    assert found == [], "\n".join(found)


def test_none_is_wider_than_a_phone_in_arabic_without_scripts(walk, front, world):
    found = []
    for who, pages in pages_of(world).items():
        visit = walk(390, color_scheme="dark", cookies=cookies_of(world.browser(who), front.url))
        for address, name in pages.items():
            visit.run_scripts(False)
            visit.open(in_arabic(address))
            if visit.page.evaluate("getComputedStyle(document.documentElement).direction") != "rtl":
                visit.faults.append("from left to right")
            visit.too_wide()
            visit.run_scripts(True)
            visit.barriers(other="light")
            found += visit.told(f"{name} {address}")
    assert found == [], "\n".join(found)


def test_there_are_pages_of_every_area(world):
    """A walk through nothing would find nothing."""
    addresses = [address for pages in pages_of(world).values() for address in pages]
    assert len(addresses) > 100
    for area in ("/members/forum/", "/members/wiki/", "/members/files/", "/members/moderation/", "/account/"):
        assert any(address.startswith(area) for address in addresses), area
