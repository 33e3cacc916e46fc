"""What comparing two revisions costs, beside Wagtail's own comparison of the same two; and what it costs
to know where every sentence of a long history comes from."""

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Revision

from articles.actions import freeze, open_section
from articles.diff import compare
from articles.models import ArticlePage, ArticleRevision, RevisionOrigins
from articles.origins import origins_of, trace
from bench.measure import milliseconds, paired, percentile
from bench.texts import paragraphs
from desk.comparison import comparison_of

WORDS, CHANGED, TURNS = 5_000, 0.2, 7
HISTORY, LONG = 200, 2_000


def main() -> None:
    """Compare two revisions of one story in three ways of editing it, then trace a history."""
    section = open_section("Bench")
    print(f"Comparing two revisions of {WORDS:,} words ({connection.vendor})")
    for name, share, fresh in (
        (f"{CHANGED:.0%} of the words changed", CHANGED, False),
        (f"{CHANGED:.0%} changed, all block ids new", CHANGED, True),
        ("every word rewritten, all block ids new", 1.0, True),
    ):
        pick = random.Random(1)  # noqa: S311 - edits, not secrets
        article = section.add_child(
            instance=ArticlePage(
                title="Diff", slug=f"diff-{share:.0%}-{fresh}".replace("%", "").lower(), live=False
            )
        )
        story = _story(WORDS)
        _save(article, story)
        _save(article, [_edited(text, share, story, pick) for text in story], fresh="new" if fresh else "")
        _compare(article, name)
    _trace(section)


def _compare(article: ArticlePage, name: str) -> None:
    old, new = Revision.objects.for_instance(article).order_by("pk")
    panel = ArticlePage.get_edit_handler().get_bound_panel(instance=article, request=None, form=None)

    def frozen() -> tuple[dict[str, Any], dict[str, Any]]:
        before, after = ArticleRevision.objects.of(article)
        return before.data, after.data

    def ours() -> str:
        return render_to_string("desk/diff.html", {**comparison_of(*frozen()), "layout": "inline"})

    def wagtails() -> list[str]:
        before, after = (Revision.objects.get(pk=each.pk).as_object() for each in (old, new))
        found = [each(before, after) for each in panel.get_comparison()]
        return [str(each.htmldiff()) for each in found if each.has_changed()]

    pair = paired(ours, wagtails, turns=TURNS)
    data = percentile([milliseconds(lambda: compare(*frozen()))[1] for _ in range(TURNS)], 0.5)
    print(f"  {name}")
    print(f"    ours, from the database to HTML  {pair.ours * 1000:7.0f} ms   (aim: 500)")
    print(f"      of it comparing                {data:7.0f} ms   (processor time)")
    print(f"    Wagtail's                        {pair.peer * 1000:7.0f} ms")
    print(f"    ours / Wagtail's                 {pair.ratio:7.2f}")


def _trace(section: Any) -> None:
    pick = random.Random(2)  # noqa: S311 - edits, not secrets
    article = section.add_child(instance=ArticlePage(title="Origins", slug="origins", live=False))
    story = _story(LONG)
    while ArticleRevision.objects.of(article).count() < HISTORY:
        working_copy = Revision(content_object=article, content={}, created_at=timezone.now())
        working_copy.content = {"title": "Origins", "body": json.dumps(_blocks(story))}
        freeze(working_copy, kind="autosave")
        at = pick.randrange(len(story))
        story[at] = _edited(story[at], 0.05, story, pick)
        if pick.random() < 0.1:  # a paragraph goes elsewhere
            story.insert(pick.randrange(len(story)), story.pop(at))
    newest = ArticleRevision.objects.of(article).last()
    assert newest is not None
    whole = milliseconds(lambda: trace(article.pk))
    RevisionOrigins.objects.filter(number=newest.number).delete()
    step = milliseconds(lambda: trace(article.pk))
    asked = sorted(milliseconds(lambda: origins_of(newest)) for _ in range(TURNS))[TURNS // 2]
    print(
        f"Where every sentence comes from: {newest.number} revisions of {LONG:,} words ({connection.vendor})"
    )
    for name, (wall, processor) in (
        ("the whole history, once", whole),
        ("one revision more", step),
        ("all sentences of the newest", asked),
    ):
        print(f"  {name:<32} {wall:7.0f} ms   (processor time {processor:.0f})")


def _story(words: int) -> list[str]:
    """Paragraphs of the demo's words, no two of them alike."""
    story: list[str] = []
    pool: Iterator[str] = itertools.cycle(paragraphs())
    while sum(len(text.split()) for text in story) < words:
        story.append(f"{len(story) + 1}. {next(pool)}")
    return story


def _edited(text: str, share: float, story: list[str], pick: random.Random) -> str:
    """The text with some of its words exchanged for others of the story."""
    source = pick.choice(story).split()
    return " ".join(pick.choice(source) if pick.random() < share else word for word in text.split())


def _blocks(story: list[str], fresh: str = "") -> list[dict[str, Any]]:
    return [
        {
            "id": f"{fresh}{text.split('.')[0]}-{number}",
            "type": "paragraph",
            "value": f'<p data-block-key="{fresh}{number}">{text}</p>',
        }
        for number, text in enumerate(story)
    ]


def _save(article: ArticlePage, story: list[str], fresh: str = "") -> None:
    article.body = json.dumps(_blocks(story, fresh))
    article.save_revision()
