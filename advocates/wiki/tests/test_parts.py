"""Changing one part of a page: the rest stays as it is, whatever others save meanwhile."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocates.spaces.texts import new_sending
from advocates.wiki import parts
from advocates.wiki.models import PageRevision
from advocates.wiki.paragraphs import canonical
from advocates.wiki.tests.factories import make_page, save

TEXT = """Before.

## One

First words.

### Below one

- > ## In a list

```
## In code
```

Two
---

Second words.

## Three

Last words."""


class TestReading:
    def test_a_part_ends_at_the_next_heading_of_its_rank(self):
        found = parts.parts(TEXT)
        assert [part and parts.text_of(TEXT, part).partition("\n")[0] for part in found] == [
            "## One", "### Below one", None, "Two", "## Three",
        ]  # fmt: skip
        assert found[0] is not None
        assert parts.text_of(TEXT, found[0]).endswith("```")
        assert "In code" in parts.text_of(TEXT, found[1])

    def test_other_text_changes_nothing_else(self):
        part = parts.part_at(TEXT, 0)
        changed = parts.with_text(TEXT, part, "## One\n\nNew words.\n")
        assert changed == f"Before.\n\n## One\n\nNew words.\n\n{TEXT[TEXT.index('Two') :]}"

    def test_the_last_one_and_none(self):
        assert parts.with_text(TEXT, parts.part_at(TEXT, 4), "## Three\n\nEnd.").endswith("## Three\n\nEnd.")
        assert parts.part_at(TEXT, 5) is None
        assert parts.part_at("", 0) is None

    def test_an_open_block_of_code_would_swallow_the_rest(self):
        assert parts.swallows(TEXT, parts.part_at(TEXT, 0), "## One\n\n```\nopen")
        assert not parts.swallows(TEXT, parts.part_at(TEXT, 0), "## One\n\n```\nclosed\n```\n\n## More")
        assert not parts.swallows(TEXT, parts.part_at(TEXT, 4), "## Three\n\n```\nopen")

    @given(
        st.lists(st.sampled_from(["# A", "## B", "### C", "", "", "Words.", "- item", "> # Q", "===", "```"]))
    )
    def test_putting_back_what_was_taken_changes_nothing(self, lines):
        text = canonical("\n".join(lines))
        for part in parts.parts(text):
            if part is not None:
                again = parts.with_text(text, part, parts.text_of(text, part))
                # At most an empty line comes before the next heading.
                assert [line for line in again.split("\n") if line] == [
                    line for line in text.split("\n") if line
                ]


@pytest.fixture
def page(member):
    return make_page(member.person, text=TEXT)


def hidden(answer, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', answer.text)
    return found[1] if found else ""


def change(client, page, **fields):
    form = {"lang": "en", "summary": "Clearer", "sending": new_sending(), "base_revision": 1, **fields}
    return client.post(f"{page.address}edit/", form)


@pytest.mark.django_db
class TestChanging:
    def test_from_the_heading_to_the_saved_page(self, member, other_member, page):
        shown = other_member.get(page.address).text
        anchor = page.headings[4][2]
        assert (
            f'href="{page.address}edit/?part={anchor}" aria-describedby="{anchor}">Change this part</a>'
            in shown
        )
        form = other_member.get(f"{page.address}edit/?part={anchor}")
        assert hidden(form, "part") == "4"
        assert "## Three\n\nLast words.</textarea>" in form.text
        assert "First words" not in form.text
        assert change(other_member, page, part=4, text="## Three\n\nBetter.").status_code == 302
        newest = PageRevision.objects.get(page=page, number=2)
        assert newest.source == TEXT.replace("Last words.", "Better.")

    def test_others_changes_elsewhere_stay(self, member, other_member, page):
        save(member.person, page, TEXT.replace("First words.", "Other words."), 1)
        assert change(other_member, page, part=4, text="## Three\n\nBetter.").status_code == 302
        source = PageRevision.objects.get(page=page, number=3).source
        assert source == TEXT.replace("First words.", "Other words.").replace("Last words.", "Better.")

    def test_others_changes_in_it_are_a_conflict_about_the_whole_page(self, member, other_member, page):
        save(member.person, page, TEXT.replace("Last words.", "Theirs."), 1)
        answer = change(other_member, page, part=4, text="## Three\n\nMine.")
        assert answer.status_code == 409
        assert "Theirs." in answer.text
        assert "First words." in answer.text
        assert hidden(answer, "part") == ""
        whole = TEXT.replace("Last words.", "Both.")
        assert change(other_member, page, text=whole, base_revision=2, part="").status_code == 302
        assert PageRevision.objects.get(page=page, number=3).source == whole

    def test_what_would_swallow_the_rest_is_refused_with_the_text_kept(self, member, page):
        answer = change(member, page, part=0, text="## One\n\n```\nmine")
        assert answer.status_code == 422
        assert "Close the block of code." in answer.text
        assert "mine" in answer.text
        assert hidden(answer, "part") == "0"

    @pytest.mark.parametrize("part", [2, 77, "x", -1, 10**9])
    def test_a_part_that_is_none_keeps_the_text(self, member, page, part):
        answer = change(member, page, part=part, text="All my words.")
        assert answer.status_code == 422
        assert "All my words." in answer.text
        page.refresh_from_db()
        assert page.revision == 1

    def test_an_anchor_that_is_gone_opens_the_whole_page(self, member, page):
        form = member.get(f"{page.address}edit/?part=s99")
        assert "First words." in form.text
        assert hidden(form, "part") == ""

    def test_it_is_seen_before_it_is_saved(self, member, page):
        answer = change(member, page, part=4, text="## Three\n\nBetter.", preview="1")
        assert answer.status_code == 200
        assert hidden(answer, "part") == "4"
        assert '<p dir="auto">Better.' in answer.text
