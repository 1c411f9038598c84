"""Our own files: put together in memory, kept for a year, found under the hash of their content."""

import base64
import hashlib
from io import BytesIO

import brotli
import pytest
from django.template import Context, Template, TemplateSyntaxError

from advocates.core import assets
from advocates.core.assets import Assets, build, minified
from advocates.core.profile import Colour


@pytest.fixture
def folder(tmp_path):
    files = {
        "css/first/20-b.css": "b { color: red; }\n",
        "css/first/10-a.css": "/* first */ @layer a, b ;\na > b , c { margin: 0 1px ; }",
        "css/rest/x.css": "i { top: calc(1px + 2px); }" * 40,
        "js/map.js": 'import { x } from "./parts/one.js";\nconst y = import("./two.js");\n',
        "js/two.js": "export const two = 2;\n",
        "img/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "img/.hidden": "",
        "vendor/thing/index.js": "export default 1;\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "js/map.js").write_text('import { two } from "./two.js";\nconst y = import("./two.js");\n')
    return tmp_path


@pytest.fixture
def served(folder, settings, monkeypatch):
    """The folder in place of the real one."""
    monkeypatch.setattr(assets, "STATIC", folder)
    assets._built.cache_clear()
    yield folder
    assets._built.cache_clear()


def ask(path, method="GET", **extra):
    told = {}

    def start(status, headers):
        told.update(status=status, **{name.lower(): value for name, value in headers})

    front = Assets(lambda environ, start_response: [b"application"])
    body = b"".join(
        front({"PATH_INFO": path, "REQUEST_METHOD": method, "wsgi.input": BytesIO(), **extra}, start)
    )
    return told, body


def test_the_first_style_is_joined_by_file_name_and_hashed_for_the_policy(folder):
    bundle = build(folder)
    assert bundle.inline == "@layer a,b;a > b,c{margin:0 1px}b{color:red}"
    digest = base64.b64encode(hashlib.sha256(bundle.inline.encode()).digest()).decode()
    assert bundle.inline_hash == f"sha256-{digest}"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a::before { content: ' /* ; { '; }", "a::before{content:' /* ; { '}"),
        ('a { content: "\\"  ;" ; }', 'a{content:"\\"  ;"}'),
        ("/* it's */ a {\n\tcolor: red;\n}\n", "a{color:red}"),
        ("a { width: calc(1rem + 2px) }", "a{width:calc(1rem + 2px)}"),
        ("a :is(b, c) { --x: 1 }", "a :is(b,c){--x:1}"),
        (
            "@media (width >= 40rem) and (hover) { a { top: 0 } }",
            "@media (width >= 40rem) and (hover){a{top:0}}",
        ),
    ],
)
def test_a_style_sheet_loses_comments_and_gaps_but_no_string(css, expected):
    assert minified(css) == expected


def test_a_script_names_those_it_imports_by_their_hashed_addresses(folder):
    before = build(folder)
    module = before.files[before.addresses["map.js"]].body.decode()
    assert module.count(before.addresses["two.js"]) == 2
    (folder / "js/two.js").write_text("export const two = 22;\n")
    after = build(folder)
    assert after.addresses["map.js"] != before.addresses["map.js"]


def test_scripts_that_import_in_a_circle_or_what_is_not_there_are_refused(folder):
    (folder / "js/two.js").write_text('import "./map.js";')
    with pytest.raises(ValueError, match="circle"):
        build(folder)
    (folder / "js/two.js").write_text('import "./gone.js";')
    with pytest.raises(ValueError, match="gone.js"):
        build(folder)


def test_a_file_is_kept_for_a_year_and_sent_compressed(served):
    told, body = ask(assets.asset_url("site.css"), HTTP_ACCEPT_ENCODING="br")
    assert told["status"] == "200 OK"
    assert told["cache-control"] == "public, max-age=31536000, immutable"
    assert told["content-type"] == "text/css; charset=utf-8"
    assert told["x-content-type-options"] == "nosniff"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert brotli.decompress(body) == (b"i{top:calc(1px + 2px)}" * 40)


def test_head_304_and_other_methods(served):
    address = assets.asset_url("map.js")
    told, body = ask(address, "HEAD")
    assert (told["status"], told["content-type"], body) == ("200 OK", "text/javascript; charset=utf-8", b"")
    told, body = ask(address, HTTP_IF_NONE_MATCH=told["etag"])
    assert (told["status"], body) == ("304 Not Modified", b"")
    assert ask(address, "POST")[1] == b"application"


@pytest.mark.parametrize(
    "path", ["/static/a/site.css", "/static/a/../settings.py", "/static/a/", "/static/b.css"]
)
def test_everything_else_is_the_applications(served, path):
    assert ask(path) == ({}, b"application")


def test_names_are_found_by_template_tag_or_refused_when_the_template_is_read(served):
    assert Template('{% load assets %}{% asset "vendor/thing/index.js" %}').render(
        Context()
    ) == assets.asset_url("vendor/thing/index.js")
    for wrong in ('"gone.js"', "name", ""):
        with pytest.raises(TemplateSyntaxError):
            Template(f"{{% load assets %}}{{% asset {wrong} %}}")
    with pytest.raises(LookupError):
        assets.asset_url(".hidden")


def test_a_changed_file_is_seen_in_development_only(served, settings):
    before = assets.asset_url("two.js")
    (served / "js/two.js").write_text("export const two = 2.5;\n")
    assert assets.asset_url("two.js") == before
    settings.DEBUG = True
    assert assets.asset_url("two.js") != before


def test_the_real_files_can_be_put_together_and_fit_the_first_paint():
    bundle = build(assets.STATIC)
    assert bundle.inline
    assert "site.css" in bundle.addresses
    assert "</" not in bundle.inline
    assert len(brotli.compress(bundle.inline.encode())) < 8_000


class TestColoursOfTheNetwork:
    OWN = (Colour("primary", "#005A3C", "#9FE0C4"),)

    def test_they_come_last_and_the_policy_allows_them(self):
        bundle = build(assets.STATIC, self.OWN)
        assert bundle.inline.endswith(":root{--primary:var(--day,#005A3C) var(--night,#9FE0C4)}")
        assert bundle.inline_hash != build(assets.STATIC).inline_hash
        digest = base64.b64encode(hashlib.sha256(bundle.inline.encode()).digest()).decode()
        assert bundle.inline_hash == f"sha256-{digest}"

    def test_without_any_nothing_is_added(self):
        assert build(assets.STATIC).inline == build(assets.STATIC, ()).inline

    def test_a_role_that_there_is_not_stops_the_start_with_a_sentence(self):
        with pytest.raises(SystemExit, match="no colour called primry"):
            build(assets.STATIC, (Colour("primry", "#000", "#FFF"),))
