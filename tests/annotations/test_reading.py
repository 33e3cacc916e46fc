"""The same text is never read twice, and what editors said of it stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

import extraction
from annotations.actions import progress_of, read_again, reader_ids, rule
from annotations.models import Attribution, Mention, Reading
from annotations.rereading import unread_by_this_reader
from articles.models import ArticleRevision
from entities.actions import reject_entity
from entities.models import Entity
from outbox.models import OutboxEvent
from tests.conftest import edit, paragraphs, work

pytestmark = pytest.mark.django_db


def newest(article) -> ArticleRevision:
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None
    return revision


def test_a_saved_story_is_read(article):
    assert progress_of(article).state == "waiting"
    work()
    assert progress_of(article).state == "done"
    said = newest(article).attributions.get(type="direct")
    assert said.source_entity.name == "Mara Lindqvist"
    assert said.content_text == "“The bridge will cost 40 million crowns,”"
    assert newest(article).mentions.filter(name="Mara Lindqvist").count() == 2


def test_spans_point_at_their_words(article):
    work()
    text = newest(article).text.plain
    for mention in Mention.objects.all():
        assert text[mention.start : mention.end] == mention.text
    for attribution in Attribution.objects.all():
        start, end = attribution.hull
        assert text[start:end] == attribution.content_text


def test_the_same_text_is_read_once_whoever_saves_it_and_however_often(write):
    write("One", "“All is well,” said Ada Byrne.", slug="one")
    write("One", "“All is well,” said Ada Byrne.", slug="two")
    work()
    assert Reading.objects.count() == 1
    assert Attribution.objects.count() == 2


def test_only_the_newest_and_the_published_state_are_indexed(article, reporter, desk):
    article.save_revision(user=desk).publish(user=desk)
    for n in range(3):
        edit(article, reporter, "ten years", f"ten years {n}")
        work()
    indexed = set(Attribution.objects.values_list("revision__number", flat=True))
    assert indexed == {1, 4}


def test_publishing_an_older_state_indexes_it(article, reporter, desk):
    older = article.get_latest_revision()
    edit(article, reporter, "40 million", "44 million")
    work()
    older.publish(user=desk)
    work()
    assert set(Attribution.objects.values_list("revision__number", flat=True)) == {1, 2}


@pytest.fixture
def confirmed(article, reporter) -> Attribution:
    work()
    said = newest(article).attributions.get(type="direct")
    rule(said, "confirmed", by=reporter)
    return said


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("Lindqvist added", "Lindqvist then added", "exact"),
        ("“The bridge", "At the meeting: “The bridge", "moved"),
        ("40 million", "45 million", "changed"),
    ],
)
def test_a_ruling_follows_its_words(article, reporter, confirmed, old, new, state):
    edit(article, reporter, old, new)
    work()
    said = newest(article).attributions.get(type="direct")
    assert (said.status, said.anchor_state) == ("confirmed", state)


def test_a_ruling_follows_step_by_step_through_many_edits(article, reporter, confirmed):
    for old, new in [
        ("40 million", "45 million"),
        ("bridge will", "new bridge will"),
        ("crowns", "crowns in all"),
    ]:
        edit(article, reporter, old, new)
        work()
    said = newest(article).attributions.get(type="direct")
    assert (said.status, said.anchor_state) == ("confirmed", "changed")


def test_a_ruling_comes_back_with_its_words(article, reporter, confirmed):
    sentence = "“The bridge will cost 40 million crowns,” said Mara Lindqvist, the board’s chair."
    edit(article, reporter, sentence, "The board went home early that day.")
    work()
    assert not newest(article).attributions.filter(status="confirmed").exists()
    edit(article, reporter, "The board went home early that day.", sentence)
    work()
    assert newest(article).attributions.get(type="direct").status == "confirmed"


def test_what_an_editor_confirmed_stays_where_a_reading_overlooks_it(article, confirmed, monkeypatch):
    blind = extraction.Reading(reader=extraction.READER, entities=(), attributions=())
    from annotations import index

    index.build(newest(article), blind)
    said = newest(article).attributions.get()
    assert (said.status, said.content_text) == ("confirmed", confirmed.content_text)


def test_a_dismissed_attribution_stays_dismissed(article, reporter):
    work()
    rule(newest(article).attributions.get(type="direct"), "dismissed", by=reporter)
    edit(article, reporter, "ten years", "twelve years")
    work()
    assert newest(article).attributions.get(type="direct").status == "dismissed"


def test_a_ruling_can_be_taken_back(article, reporter, confirmed):
    said = newest(article).attributions.get(type="direct")
    rule(said, "withdrawn", by=reporter)
    edit(article, reporter, "ten years", "twelve years")
    work()
    assert newest(article).attributions.get(type="direct").status == "proposed"


def test_another_sections_editor_may_not_rule(article, sport_desk):
    work()
    with pytest.raises(PermissionDenied, match="may not edit this article"):
        rule(newest(article).attributions.get(type="direct"), "confirmed", by=sport_desk)


def test_a_rejected_entity_is_not_proposed_again(article, reporter, desk):
    work()
    reject_entity(Entity.objects.get(name="Eastmouth"), by=desk)
    edit(article, reporter, "ten years", "twelve years")
    work()
    assert not Mention.objects.filter(name="Eastmouth", entity__isnull=False).exists()
    assert Entity.objects.filter(name="Eastmouth").count() == 1


def test_a_text_that_cannot_be_read_ends_as_failed_and_can_be_replayed(
    write, reporter, desk, settings, monkeypatch
):
    real = extraction.read

    def brittle(text: str, *rest: object) -> extraction.Reading:
        if "unreadable" in text:
            raise ValueError("this text breaks the reader")
        return real(text, *rest)

    monkeypatch.setattr(extraction, "read", brittle)
    bad, good = write("Bad", "This is unreadable.", slug="bad"), write("Good", "This is fine.", slug="good")
    for _ in range(settings.NEWSROOM_MAX_ATTEMPTS):
        OutboxEvent.objects.waiting().update(due_at=timezone.now())
        work()
    assert progress_of(good).state == "done"
    assert progress_of(bad).state == "failed"
    assert progress_of(bad).error == "ValueError: this text breaks the reader"
    monkeypatch.setattr(extraction, "read", real)
    read_again(bad, by=reporter)
    work()
    assert progress_of(bad).state == "done"


def test_progress_costs_the_same_however_long_the_history(article, reporter, django_assert_max_num_queries):
    for n in range(5):
        edit(article, reporter, "ten years", f"ten years {n}")
    work()
    with django_assert_max_num_queries(4):
        assert progress_of(article).state == "done"


def test_what_an_earlier_reader_read_serves_until_it_is_read_anew(article, reporter):
    work()
    Reading.objects.update(reader="newsroom-rules 0")
    progress = progress_of(article)
    assert (progress.state, progress.reading.reader) == ("done", "newsroom-rules 0")
    read_again(article, by=reporter)
    assert progress_of(article).state == "waiting"
    work()
    assert progress_of(article).reading.reader in reader_ids()
    assert Reading.objects.count() == 2


def test_an_empty_story_is_read_too(write):
    article = write("Only a headline", "")
    work()
    assert progress_of(article).state == "done"


def test_hostile_words_are_stored_as_they_are(write):
    article = write(
        "Odd", "\u202eright to left\u202c and 👩‍🚀 said “é́ is fine,” noted Zoë O’Brien.", paragraphs("x")
    )
    work()
    text = newest(article).text.plain
    for attribution in newest(article).attributions.all():
        start, end = attribution.content[0]
        assert text[start:end] in attribution.content_text


def test_a_story_in_a_language_without_a_reader_says_so_and_guesses_nothing(write):
    article = write("Burmistrz odchodzi", "„Wygramy te wybory”, powiedział w piątek burmistrz Jan Nowak.")
    work()
    progress = progress_of(article)
    assert (progress.state, progress.reading.language) == ("done", "pl")
    assert progress.reading.refusal_words == "Written in Polish: no reader for it is installed."
    assert not newest(article).mentions.exists()
    assert not newest(article).attributions.exists()


def test_a_new_reader_for_a_language_has_the_texts_refused_so_far_read(write):
    article = write("Burmistrz odchodzi", "„Wygramy te wybory”, powiedział w piątek burmistrz Jan Nowak.")
    work()
    Reading.objects.update(reader="none not de")
    assert unread_by_this_reader() == [(newest(article).pk, newest(article).text_digest)]


def test_a_story_beyond_all_measure_is_not_read_and_the_worker_lives(write):
    article = write("Long", "The rain fell all day in Bergen. " * (extraction.LONGEST // 33 + 1))
    work()
    assert progress_of(article).state == "done"
    assert progress_of(article).reading.refusal_words.startswith("Too long to read: at most 400,000")
