"""Links are stored with a text; pages that name a page are drawn anew when its title changes or it begins."""

from collections.abc import Iterable

from django.db import transaction

from advocates.core.jobs import enqueue, every, job
from advocates.wiki import rendering
from advocates.wiki.models import PageLink, WikiPage, name_key
from advocates.wiki.rendering import Drawn

# Pages that one job draws before it makes room for others.
AT_ONCE = 50
# Pages of older rules that are drawn anew in an hour.
MOST_OLD = 500


def store_links(page: WikiPage, drawn: Drawn) -> None:
    """What the newest text names, in place of what the one before named; the page knows whether that is nothing."""
    targets = set(drawn.targets)
    if drawn.addresses:
        targets |= set(WikiPage.objects.filter(public_id__in=drawn.addresses).values_list("pk", flat=True))
    _keep_dead_end(page, is_dead_end=not targets - {page.pk})
    there = {(target, key): pk for pk, target, key in PageLink.of_page(page.pk)}
    wanted: dict[tuple[int | None, str], str] = {(pk, ""): "" for pk in targets - {page.pk}}
    wanted |= {(None, key): title for key, title in drawn.wishes.items()}
    gone = [pk for line, pk in there.items() if line not in wanted]
    if gone:
        PageLink.objects.filter(pk__in=gone).delete()
    new = [line for line in wanted if line not in there]
    PageLink.objects.bulk_create(
        PageLink(page=page, target_id=target, key=key, title=wanted[target, key]) for target, key in new
    )


def _keep_dead_end(page: WikiPage, *, is_dead_end: bool) -> None:
    if page.is_dead_end != is_dead_end:
        page.is_dead_end = is_dead_end
        WikiPage.objects.filter(pk=page.pk).update(is_dead_end=is_dead_end)


def redraw_wishes(page: WikiPage) -> None:
    """A page begins, or has another title: who wished for one of this title names it from now on."""
    wishes = PageLink.objects.filter(target=None, key=name_key(page.title), page__space=page.space_id)
    _later(wishes.values_list("page", flat=True))


def redraw_linking(page: WikiPage) -> None:
    """The title of a page has changed: who names it shows the new one."""
    _later(PageLink.objects.filter(target=page).values_list("page", flat=True))


def _later(pages: Iterable[int]) -> None:
    ids = list(pages)
    for start in range(0, len(ids), AT_ONCE):
        enqueue(redraw, pages=ids[start : start + AT_ONCE])


@every(seconds=3600)
def redraw_old() -> int:
    """Have pages drawn anew that were drawn by older rules; returns how many."""
    old = WikiPage.objects.standing().filter(html_version__lt=rendering.VERSION, current__isnull=False)
    ids = list(old.values_list("pk", flat=True)[:MOST_OLD])
    _later(ids)
    return len(ids)


@job
def redraw(pages: list[int]) -> int:
    """Draw pages anew from their newest texts; returns how many. A page that is saved meanwhile is left to that."""
    done = 0
    found = WikiPage.objects.filter(pk__in=pages).standing().select_related("space", "current").defer("html")
    for page in found:
        if page.current is None:
            continue
        source = page.current.source
        drawn = rendering.draw(source, page.space, page.lang, page.headings, page.last_anchor)
        fields = {
            "html": drawn.html,
            "html_version": rendering.VERSION,
            "headings": drawn.headings,
            "last_anchor": drawn.last_anchor,
        }
        with transaction.atomic():
            if WikiPage.objects.filter(pk=page.pk, revision=page.revision).update(**fields):
                store_links(page, drawn)
                done += 1
    return done
