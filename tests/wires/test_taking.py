"""A job's items are taken in one by one: each wholly or not at all, in their order, whatever else goes on."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles.copy import BadCopy, Story, parse
from articles.embargo import set_embargo
from articles.models import ArticlePage, ArticleRevision, Draft
from outbox.models import OutboxEvent
from tests.conftest import paragraphs, work
from wires import formats, taking
from wires.actions import Sent, begin_job
from wires.models import Item, Job
from wires.taking import forget_old_jobs, ring_unfinished, take_in_job

pytestmark = pytest.mark.django_db


def markdown(body: str = "Body.", source_id: str = "wire-1", **fields: str) -> Sent:
    stated = {"headline": "Tolls rise", "id": source_id, **fields}
    matter = "\n".join(f"{name}: {value}" for name, value in stated.items())
    return Sent(f"---\n{matter}\n---\n\n{body}".encode(), "text/markdown")


def taken(*sent: Sent, **said: object) -> list[Item]:
    """The items of a job once it is done."""
    job = begin_job(sent, **said)  # type: ignore[arg-type]
    work()
    job.refresh_from_db()
    assert job.finished_at
    return list(job.items.all())


def states(items: list[Item]) -> list[str]:
    return [item.state for item in items]


def test_good_items_become_drafts_and_bad_ones_are_refused_by_themselves(desk, news, sport, settings):
    settings.NEWSROOM_INGEST_MAX_BYTES = 500
    items = taken(
        markdown(),
        Sent(b"Only a headline", "text/plain"),
        Sent(b"<h1>Rain</h1><p>It rains.", "text/html; charset=utf-8"),
        Sent(b"%PDF-", "application/pdf", "a.pdf"),
        Sent(b"Ferry\n\nIt sails.", "application/octet-stream", "ferry.txt"),
        markdown(source_id="wire-2", section="moon"),
        markdown(source_id="wire-3", section="sport"),
        Sent(b"x" * 501, "text/plain"),
        by=desk,
        section=news,
    )
    assert states(items) == ["new", "refused", "new", "refused", "new", "refused", "refused", "refused"]
    reasons = [(item.cause, item.why) for item in items if item.state == "refused"]
    for (cause, why), expected in zip(
        reasons,
        [
            ("copy", "no body"),
            ("copy", "Nothing reads “application/pdf”"),
            ("copy", "Choose one of news, sport"),
            ("rights", "may not write in Sport"),
            ("copy", "larger than 500 bytes"),
        ],
        strict=True,
    ):
        assert cause == expected[0]
        assert expected[1] in why
    assert {article.title for article in ArticlePage.objects.all()} == {"Tolls rise", "Rain", "Ferry"}
    assert not ArticlePage.objects.filter(live=True)
    assert {article.owner for article in ArticlePage.objects.all()} == {desk}
    assert not any(bytes(item.data) for item in items)


def test_the_same_again_changes_nothing_and_a_change_is_the_next_revision(desk, news):
    said = {"by": desk, "section": news, "wire": "reuters"}
    assert states(taken(markdown(), **said)) == ["new"]
    assert states(taken(markdown(), **said)) == ["unchanged"]
    assert states(taken(markdown("More."), **said)) == ["changed"]
    article = ArticlePage.objects.get()
    assert article.source_id == "reuters:wire-1"
    assert ArticleRevision.objects.of(article).count() == 2
    assert states(taken(markdown(), **said | {"wire": "afp"})) == ["new"]


def test_what_people_changed_since_is_kept_as_it_is(desk, news):
    article = taken(markdown(), by=desk, section=news)[0].article
    article.body = paragraphs("What the desk made of it.")
    article.save_revision(user=desk)
    assert states(taken(markdown("Corrected."), by=desk, section=news)) == ["kept"]
    assert "Corrected." in Draft.objects.get().text.plain
    assert "Corrected." not in ArticleRevision.objects.latest_of(article).text.plain


def test_a_language_is_given_to_what_states_none(desk, news):
    sent = (markdown(), markdown(source_id="wire-2", language="en-GB"))
    taken(*sent, by=desk, section=news, language="es")
    assert set(ArticlePage.objects.values_list("source_id", "language")) == {
        ("wire-1", "es"),
        ("wire-2", "en-GB"),
    }


def test_whoever_lacks_the_right_learns_nothing_of_what_is_known(desk, reporter, sport_desk, news, sport):
    taken(markdown(), by=desk, section=news)
    with pytest.raises(PermissionDenied):
        begin_job([markdown()], by=sport_desk, section=news)
    for body in ("Body.", "Guessed."):
        for by, section in ((reporter, news), (sport_desk, sport)):
            (item,) = taken(markdown(body), by=by, section=section)
            assert (item.state, item.cause, item.article) == ("refused", "rights", None)
            assert "Tolls" not in item.why
    job = begin_job([markdown(source_id="wire-9")], by=reporter, section=news)
    reporter.is_active = False
    reporter.save()
    work()
    assert (job.items.get().state, job.items.get().cause) == ("refused", "rights")


def test_a_token_limited_to_sections_and_without_embargoes_leads_no_further(desk, news, sport):
    desk.is_superuser = True
    desk.save()
    article = taken(markdown(), by=desk, section=news)[0].article
    limited = {"by": desk, "section": sport, "reach": [sport.pk]}
    sent = (markdown("New."), markdown(source_id="wire-2", section="news"), markdown(source_id="wire-3"))
    assert states(taken(*sent, **limited)) == ["refused", "refused", "new"]
    set_embargo(article, timezone.now() + timedelta(days=1), by=desk)
    blind = {"by": desk, "section": news, "may_reach_embargoed": False}
    assert states(taken(markdown("New."), **blind)) == ["refused"]
    assert ArticleRevision.objects.of(article).count() == 1


def test_of_two_versions_the_newer_stands_whichever_comes_to_its_turn_first(desk, news):
    older = begin_job([markdown("First.")], by=desk, section=news)
    newer = begin_job([markdown("Second.")], by=desk, section=news)
    take_in_job(newer.pk)
    take_in_job(older.pk)
    assert older.items.get().state == "unchanged"
    assert older.items.get().article == newer.items.get().article
    assert "Second." in ArticleRevision.objects.latest_of(ArticlePage.objects.get()).text.plain
    items = taken(markdown("Third."), markdown("Fourth."), by=desk, section=news)
    assert states(items) == ["changed", "changed"]
    assert "Fourth." in ArticleRevision.objects.latest_of(ArticlePage.objects.get()).text.plain


def test_a_file_of_several_stories_gives_each_a_row(desk, news, monkeypatch):
    """A package of a format that a test makes up: JSON lines of Markdown, with “bad” for what cannot be."""

    def read(data: bytes) -> list[Story | BadCopy]:
        lines = json.loads(data)
        return [BadCopy("is bad.") if line == "bad" else parse(line.encode()) for line in lines]

    monkeypatch.setitem(formats.FORMATS, "text", formats.Format(("text/plain",), (".txt",), read))
    package = ["# One\n\n**Body** [link](https://example.org/).", "bad", "# Two\n\nBody."]
    sent = (Sent(json.dumps(package).encode(), "text/plain"), markdown())
    items = taken(*sent, by=desk, section=news)
    assert [(item.position, item.part, item.state) for item in items] == [
        (1, 1, "new"),
        (1, 2, "refused"),
        (1, 3, "new"),
        (2, 1, "new"),
    ]
    again = taken(*sent, by=desk, section=news)
    assert states(again) == ["unchanged", "refused", "unchanged", "unchanged"]


def test_what_breaks_the_program_is_refused_and_does_not_stop_the_rest(desk, news, monkeypatch):
    monkeypatch.setitem(
        formats.FORMATS, "text", formats.Format(("text/plain",), (".txt",), lambda data: 1 / 0)
    )
    items = taken(Sent(b"x", "text/plain"), markdown(), by=desk, section=news)
    assert states(items) == ["refused", "new"]
    monkeypatch.setattr(taking, "take_in", lambda *args, **kwargs: 1 / 0)
    (item,) = taken(markdown(source_id="wire-2"), by=desk, section=news)
    assert (item.state, item.cause) == ("refused", "broken")


def test_an_item_that_kills_every_worker_is_given_up(desk, news):
    job = begin_job([markdown()], by=desk, section=news)
    job.items.update(attempts=taking.MOST_ATTEMPTS)
    work()
    assert (job.items.get().state, job.items.get().cause) == ("refused", "broken")


def test_the_sweep_rings_for_what_is_unfinished_alone(desk, news):
    job = begin_job([markdown()], by=desk, section=news)
    assert ring_unfinished() == 0  # the outbox owes it
    OutboxEvent.objects.all().delete()
    assert ring_unfinished() == 1
    work()
    job.refresh_from_db()
    assert job.finished_at
    assert ring_unfinished() == 0


def test_a_worker_gives_others_their_turn(desk, news, monkeypatch):
    monkeypatch.setattr(taking, "AT_A_TIME", 0)
    job = begin_job([markdown(source_id=f"wire-{n}") for n in range(3)], by=desk, section=news)
    assert take_in_job(job.pk) == 1
    work()
    assert states(list(job.items.all())) == ["new"] * 3


def test_nothing_and_too_much_are_refused(desk, news, settings):
    settings.NEWSROOM_INGEST_MAX_ITEMS = 1
    for sent in ([], [markdown(), markdown()]):
        with pytest.raises(ValidationError):
            begin_job(sent, by=desk, section=news)
    assert not Job.objects.exists()


def test_old_jobs_are_forgotten_and_their_articles_stay(desk, news):
    taken(markdown(), by=desk, section=news)
    assert forget_old_jobs() == 0
    Job.objects.update(finished_at="2020-01-01T00:00:00Z")
    assert forget_old_jobs() == 1
    assert ArticlePage.objects.exists()


def test_an_id_that_grows_too_long_is_refused(desk, news):
    (item,) = taken(markdown(source_id="x" * 250), by=desk, section=news, wire="reuters")
    assert "258 characters" in item.why
