"""What people ruled goes out as annotated stories; what nobody looked at is told apart."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from annotations.actions import rule
from annotations.models import Attribution
from articles.models import ArticlePage, ArticleRevision
from claims.actions import triage
from claims.models import Claim
from entities.actions import confirm_entity, rename_entity
from entities.models import Entity
from tests.conftest import edit, work

pytestmark = pytest.mark.django_db


def export(path: Path, *options: str) -> list[dict]:
    call_command("export_corpus", str(path), *options, stdout=io.StringIO())
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def words(story: dict, spans: list[list[int]]) -> list[str]:
    return [story["text"][start:end] for start, end in spans]


def newest(article: ArticlePage) -> ArticleRevision:
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None
    return revision


def direct(article: ArticlePage) -> Attribution:
    return newest(article).attributions.get(type="direct")


def test_a_confirmed_attribution_goes_out_with_its_source(
    article: ArticlePage, reporter: User, tmp_path: Path
):
    work()
    rule(direct(article), "confirmed", by=reporter)
    (story,) = export(tmp_path / "corpus.jsonl")
    (said,) = story["attributions"]
    assert words(story, said["content"]) == ["“The bridge will cost 40 million crowns,”"]
    assert words(story, said["cue"]) == ["said"]
    (source,) = [e for e in story["entities"] if e["id"] in said["entities"]]
    assert (source["name"], source["kind"]) == ("Mara Lindqvist", "person")
    assert words(story, source["mentions"])[0] == "Mara Lindqvist"
    assert words(story, story["headings"]) == [article.title]


def test_what_nobody_looked_at_is_told_apart(article: ArticlePage, reporter: User, tmp_path: Path):
    work()
    rule(direct(article), "dismissed", by=reporter)
    (story,) = export(tmp_path / "corpus.jsonl")
    others = newest(article).attributions.exclude(type="direct").count()
    assert story["attributions"] == []
    assert [words(story, a["content"]) for a in story["dismissed"]] == [
        ["“The bridge will cost 40 million crowns,”"]
    ]
    assert len(story["unreviewed"]["attributions"]) == others > 0
    assert "Mara Lindqvist" in [e["name"] for e in story["unreviewed"]["entities"]]


def test_an_entity_goes_out_under_the_name_that_people_gave_it(
    article: ArticlePage, reporter: User, desk: User, tmp_path: Path
):
    work()
    entity = Entity.objects.get(name="Mara Lindqvist")
    rename_entity(entity, "Mara Lindqvist-Holm", by=desk)
    confirm_entity(entity, by=desk)
    rule(direct(article), "dismissed", by=reporter)
    (story,) = export(tmp_path / "corpus.jsonl")
    assert [e["name"] for e in story["entities"]] == ["Mara Lindqvist-Holm"]


def test_a_claim_that_somebody_took_up_confirms_its_words(article: ArticlePage, desk: User, tmp_path: Path):
    work()
    triage(Claim.objects.get(statement__contains="40 million"), by=desk)
    (story,) = export(tmp_path / "corpus.jsonl")
    assert [words(story, a["content"]) for a in story["attributions"]] == [
        ["“The bridge will cost 40 million crowns,”"]
    ]


def test_only_stories_in_which_somebody_ruled_go_out(
    article: ArticlePage, write: Callable[..., ArticlePage], reporter: User, tmp_path: Path
):
    write("Other", "“All is well,” said Ada Byrne.", slug="other")
    work()
    assert export(tmp_path / "none.jsonl") == []
    rule(direct(article), "confirmed", by=reporter)
    assert [s["doc"] for s in export(tmp_path / "one.jsonl")] == [f"article-{article.pk}-1"]
    assert export(tmp_path / "sport.jsonl", "--section", "sport") == []
    assert export(tmp_path / "later.jsonl", "--since", "2999-01-01") == []


def test_a_ruling_goes_out_with_the_text_as_it_is_now(article: ArticlePage, reporter: User, tmp_path: Path):
    work()
    rule(direct(article), "confirmed", by=reporter)
    edit(article, reporter, "40 million", "45 million")
    work()
    (story,) = export(tmp_path / "corpus.jsonl")
    assert words(story, story["attributions"][0]["content"]) == ["“The bridge will cost 45 million crowns,”"]


def test_a_file_is_not_written_over_unasked(article: ArticlePage, reporter: User, tmp_path: Path):
    path = tmp_path / "corpus.jsonl"
    path.write_text("mine")
    with pytest.raises(CommandError, match="--force"):
        export(path)
    assert path.read_text() == "mine"
    assert export(path, "--force") == []


@pytest.mark.parametrize(
    ("options", "remedy"),
    [(["--since", "yesterday"], "2026-01-31"), (["--section", "nowhere"], "nowhere")],
)
def test_a_strange_option_is_refused_with_a_remedy(options: list[str], remedy: str, tmp_path: Path):
    with pytest.raises(CommandError, match=remedy):
        export(tmp_path / "corpus.jsonl", *options)
    assert list(tmp_path.iterdir()) == []


def test_the_same_rulings_make_the_same_file_in_a_fixed_order(
    write: Callable[..., ArticlePage], reporter: User, tmp_path: Path
):
    for n in range(3):
        write(f"Story {n}", "“The bridge will cost 40 million crowns,” said Ada Byrne.", slug=f"s{n}")
    work()
    for attribution in Attribution.objects.filter(type="direct"):
        rule(attribution, "confirmed", by=reporter)
    first, second = export(tmp_path / "one.jsonl"), export(tmp_path / "two.jsonl")
    assert first == second
    assert [s["doc"] for s in first] == sorted((s["doc"] for s in first), key=lambda d: int(d.split("-")[1]))
