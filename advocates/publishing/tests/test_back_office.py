"""Who may open what of Wagtail's back office, and what it does not have."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from advocates.accounts import actions
from advocates.core.access import audience_of, is_marked
from advocates.core.viewer import Role
from advocates.publishing import audiences
from advocates.publishing.models import NewsIndex
from advocates.publishing.tests.office import edit_url, page_form

OPEN_TO_EDITORS = [
    "/manage/",
    "/manage/pages/",
    "/manage/images/",
    "/manage/documents/",
    "/manage/snippets/publishing/fundingstatement/",
    "/manage/styleguide/",
    "/manage/jsi18n/",
]
OPEN_TO_STAFF = [
    "/manage/redirects/",
    "/manage/reports/site-history/",
    "/manage/workflows/list/",
    "/manage/collections/",
]
CLOSED = [
    "/manage/users/",
    "/manage/users/new/",
    "/manage/users/edit/1/",
    "/manage/groups/",
    "/manage/groups/edit/1/",
    "/manage/sites/",
    "/manage/sites/new/",
    "/manage/password_reset/",
    "/manage/password_reset/confirm/MQ/set-password/",
    "/manage/failwhale/",
    "/manage/bulk/accounts/person/delete/",
    "/manage/redirects/import/",
    "/manage/embeds/chooser/",
    "/manage/api/main/documents/",
    "/manage/images/1/generate_url/",
    "/manage/reports/site-history/?export=csv",
    "/manage/reports/aging-pages/?export=xlsx",
    "/manage/nothing/of/this/name/",
    "/_util/authenticate_with_password/1/2/",
    "/documents/authenticate_with_password/1/",
    "/django-admin/",
    "/admin/",
]


def names_below(patterns, spaces=()):
    """Full URL names and views of all patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_below(
                pattern.url_patterns, (*spaces, pattern.namespace) if pattern.namespace else spaces
            )
        else:
            yield ":".join((*spaces, pattern.name or "")), pattern.callback


def office():
    resolver = next(item for item in get_resolver().url_patterns if str(item.pattern) == "manage/")
    return list(names_below(resolver.url_patterns))


def test_every_address_of_the_back_office_has_a_mark():
    assert [name for name, view in office() if not name or not is_marked(view, name)] == []


def test_no_mark_is_left_over():
    known = {name for name, _view in office()}
    tables = (audiences.FOR_EDITORS, audiences.FOR_STAFF, audiences.CLOSED)
    assert [name for table in tables for name in audiences.names_of(table) if name not in known] == []


def test_an_address_without_a_mark_would_be_noticed():
    assert not is_marked(lambda request: None, "wagtailadmin_pages:a_screen_of_the_next_version")


def test_no_screen_is_for_members_or_for_everybody():
    marks = {mark for name, view in office() for mark in audience_of(view, name)}
    assert marks <= {"editor", "staff", "moderator", "reviewer"}


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 302), ("pending", 404), ("editor", 200), ("staff", 200)],
    ids=str,
)
@pytest.mark.parametrize("path", OPEN_TO_EDITORS)
def test_screens_of_editors(request, path, who, status, db):
    answer = request.getfixturevalue(who).get(path)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404), ("staff", 200)]
)
@pytest.mark.parametrize("path", OPEN_TO_STAFF)
def test_screens_of_staff(request, path, who, status, db):
    assert request.getfixturevalue(who).get(path).status_code == status


@pytest.mark.parametrize("path", CLOSED)
def test_closed_to_everybody(staff, editor, path):
    for client in (staff, editor):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in {404, 405}


def test_page_privacy_has_no_screen(staff, about):
    assert staff.get(f"/manage/pages/{about.pk}/privacy/").status_code == 404
    assert staff.post(f"/manage/pages/{about.pk}/privacy/", {"restriction_type": "login"}).status_code == 404
    assert staff.post("/manage/collections/1/privacy/", {"restriction_type": "login"}).status_code == 404


def test_wagtails_own_sign_in_leads_elsewhere(visitor, editor, db):
    assert visitor.get("/manage/login/")["Location"].startswith("/account/login/")
    assert editor.get("/manage/login/")["Location"] == "/manage/"
    assert editor.get("/manage/account/")["Location"] == "/account/"


def test_signing_out_needs_a_post(editor):
    editor.get("/manage/logout/")
    assert editor.get("/manage/").status_code == 200
    answer = editor.post("/manage/logout/")
    assert answer["Location"] == "/"
    assert editor.get("/manage/").status_code == 302


def test_groups_follow_roles(editor, staff):
    assert [group.name for group in editor.person.groups.all()] == ["Editors"]
    assert [group.name for group in staff.person.groups.all()] == ["Staff"]
    assert not editor.person.is_superuser
    assert not staff.person.is_superuser


def test_a_role_that_ends_takes_the_group_along(editor):
    actions.end_role(actor=None, person=editor.person, role=Role.EDITOR)
    assert not editor.person.groups.exists()
    assert editor.get("/manage/").status_code == 404


def test_a_group_without_a_role_opens_nothing(pending):
    pending.person.groups.set(Group.objects.all())
    assert pending.get("/manage/").status_code == 404


def test_nobody_may_manage_people(db):
    labels = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for group in Group.objects.all()
        for permission in group.permissions.select_related("content_type")
    }
    assert labels
    assert not {label for label in labels if label.startswith(("accounts.", "auth."))}
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", "Staff"}


def test_roles_count_now(editor):
    grant = editor.person.role_grants.get()
    grant.starts_at = timezone.now() - timedelta(days=2)
    grant.ends_at = timezone.now() - timedelta(days=1)
    grant.save()
    assert editor.get("/manage/").status_code == 404


@pytest.mark.parametrize("question", ['foo"bar', "%", "'; --", "a\x00b", "(", "*" * 500, "患者", ""])
def test_search_of_pages_answers_anything(editor, question):
    for path in (
        "/manage/pages/search/",
        "/manage/images/",
        "/manage/documents/",
        "/manage/choose-page/search/",
    ):
        assert editor.get(path, {"q": question}).status_code == 200, path


def test_search_of_pages_finds(editor):
    assert "About us" in editor.get("/manage/pages/search/", {"q": "about"}).content.decode()


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_back_office_speaks_the_persons_language(editor, language, direction):
    editor.person.language = language
    editor.person.save()
    text = editor.get("/manage/").content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in text


def test_it_shows_the_networks_name_and_nothing_of_wagtails_makers(editor, about):
    for path in ("/manage/", edit_url(about)):
        text = editor.get(path).content.decode()
        assert "CML Advocates Network" in text
        assert "gravatar" not in text
        assert "releases.wagtail.io" not in text


def test_menu_of_editors_and_staff(editor, staff):
    assert "/manage/reports/site-history/" not in editor.get("/manage/").content.decode()
    assert "/manage/reports/site-history/" in staff.get("/manage/").content.decode()
    assert "/manage/users/" not in staff.get("/manage/").content.decode()


def test_scripts_are_files_alone(editor, about):
    paths = (
        "/manage/",
        edit_url(about),
        "/manage/snippets/publishing/fundingstatement/add/",
        "/manage/images/add/",
    )
    for path in paths:
        answer = editor.get(path)
        policy = answer["Content-Security-Policy"]
        scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
        assert scripts.split() == ["script-src", "'self'"]
        assert "<script>" not in answer.content.decode()


def test_a_preview_may_be_framed_by_the_back_office(editor, about):
    editor.post(f"/manage/pages/{about.pk}/edit/preview/", page_form(about, "Words to look at"))
    answer = editor.get(f"/manage/pages/{about.pk}/edit/preview/?in_preview_panel=true")
    assert "Words to look at" in answer.content.decode()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_article_is_begun_from_what_waits_in_ones_own_language(editor, language):
    index = NewsIndex.objects.get(locale__language_code=language)
    begins = f"/manage/pages/add/publishing/newsarticle/{index.pk}/"
    assert begins in editor.get(f"/manage/waiting/?lang={language}").text
    assert editor.get(begins).status_code == 200
