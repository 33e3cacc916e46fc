"""What the gate adds to the publication of a story of 5,000 words that makes 200 claims."""

import itertools

from django.db import connection

from anchoring import anchor
from articles import gate
from articles.actions import open_section
from articles.models import ArticlePage, ArticleRevision
from bench.measure import paired
from bench.texts import body, stories
from claims.following import appear_all
from claims.models import Claim

CLAIMS, STORIES, TURNS = 200, 6, 20


def main() -> None:
    """Publish one story again and again, each time after an edit, turn by turn with and without the judge."""
    section = open_section("Bench")
    article = section.add_child(instance=ArticlePage(title="Gate", slug="gate", live=False))
    story = _story()
    article.body = body(story)
    article.save_revision()
    _make_claims(article)
    judges, editions = list(gate._judges), itertools.count(1)

    def publish(asked: list[gate.Judge]) -> None:
        gate._judges[:] = asked
        article.latest_revision.publish()

    def edit() -> None:
        blocks = list(article.body.raw_data)
        blocks[-1]["value"] = f'<p data-block-key="last">Edition {next(editions)}.</p>'
        article.body = blocks
        article.save_revision()

    pair = paired(lambda: publish(judges), lambda: publish([]), turns=TURNS, before=edit)
    gate._judges[:] = judges
    words = sum(len(text.split()) for text in story)
    print(f"Publishing {words:,} words that make {CLAIMS} claims, after an edit ({connection.vendor})")
    print(f"  with the gate                  {pair.ours * 1000:7.1f} ms")
    print(f"  without                        {pair.peer * 1000:7.1f} ms")
    print(f"  with / without                 {pair.ratio:7.2f}")


def _story() -> list[str]:
    """Paragraphs of the demo's words, no two of them alike."""
    supply = itertools.islice(stories(), STORIES)
    return [f"{number}. {text}" for number, text in enumerate(itertools.chain(*supply))]


def _make_claims(article: ArticlePage) -> None:
    """Every so many words one claim, of a priority that holds nothing up."""
    revision = ArticleRevision.objects.of(article).latest("number")
    long = [segment for segment in revision.text.segments if len(segment.text) > 60]
    places = [segment.start + at for segment in long for at in range(0, len(segment.text) - 60, 60)]
    chosen = places[:: max(1, len(places) // CLAIMS)][:CLAIMS]
    claims = Claim.objects.bulk_create(Claim(statement=f"Claim {number}") for number in range(len(chosen)))
    anchors = [anchor(revision.text.segments, start, start + 50) for start in chosen]
    appear_all(list(zip(claims, anchors, strict=True)), revision)
