"""Of the versions of an agency's item the highest stands, in whatever order and by whatever job they come."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from accounts.models import User
from articles.copy import Story, parse
from articles.models import ArticlePage, ArticleRevision, SectionPage
from tests.conftest import furnish, paragraphs, work
from tests.wires.documents import PLAIN, news_item, newsml, ninjs
from tests.wires.test_parallel import finish
from wires.actions import Sent, begin_job
from wires.formats import newsml as newsml_g2
from wires.formats import ninjs as ninjs_3
from wires.models import Item, Job
from wires.taking import take_in_job

MESSAGE = "application/vnd.iptc.g2.newsmessage+xml"
NINJS = "application/vnd.iptc.ninjs+json"


def version(number: int, words: str = "", guid: str = "urn:a") -> Sent:
    """One item as NewsML-G2; 0: it states no version."""
    meta = f"<headline>{words or f'Version {number}'}</headline>"
    item = news_item(PLAIN, guid=guid, version=number, meta=meta)
    return Sent(newsml(item.replace(' version="0"', "")), MESSAGE)


def taken(*sent: Sent, **said: object) -> list[Item]:
    job = begin_job(sent, **said)  # type: ignore[arg-type]
    work()
    return list(job.items.all())


def states(items: list[Item]) -> list[str]:
    return [item.state for item in items]


def headline() -> str:
    return str(ArticlePage.objects.get().get_latest_revision_as_object().title)


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        *(("2", 2), (7, 7), (" 3 ", 3), ("1870340219", 1870340219), ("9" * 18, 10**18 - 1)),
        *(("1.2", 0), ("v2", 0), (2.5, 0), (True, 0), (-1, 0), ("²", 0), ("9" * 19, 0), ([2], 0), (None, 0)),
    ],
)
def test_a_version_is_a_whole_number_or_not_stated(stated: object, number: int) -> None:
    (story,) = ninjs_3.read(ninjs(version=stated))
    assert isinstance(story, Story)
    assert story.version == number


def test_a_news_item_states_its_version_and_a_file_of_words_none() -> None:
    (story,) = newsml_g2.read(newsml(news_item(version=12)))
    assert isinstance(story, Story)
    assert story.version == 12
    assert parse(b"---\nheadline: Tolls\nversion: 4\n---\n\nThey stay.").version == 0


def test_a_version_is_nothing_that_a_story_says() -> None:
    story = parse(b"Tolls\n\nThey stay.")
    unknown = replace(story, source_id="")
    assert unknown.identified() == story
    assert replace(unknown, version=3).identified().source_id == story.source_id


@pytest.mark.django_db
def test_an_older_version_in_a_later_message_changes_nothing(desk: User, news: SectionPage) -> None:
    assert states(taken(version(3), by=desk, section=news)) == ["new"]
    (older,) = taken(version(2), by=desk, section=news)
    assert (older.state, older.version) == ("unchanged", 2)
    assert older.why == "A newer version of it, number 3, came in before it."
    article = ArticlePage.objects.get()
    assert (older.article, headline()) == (article, "Version 3")
    assert states(taken(version(4), by=desk, section=news)) == ["changed"]
    assert headline() == "Version 4"
    assert ArticleRevision.objects.of(article).count() == 2


@pytest.mark.django_db
def test_versions_that_say_the_same_count_and_change_nothing(desk: User, news: SectionPage) -> None:
    assert states(taken(version(2, "Same"), by=desk, section=news)) == ["new"]
    assert states(taken(version(5, "Same"), by=desk, section=news)) == ["unchanged"]
    assert states(taken(version(4, "Another"), by=desk, section=news)) == ["unchanged"]
    assert ArticleRevision.objects.count() == 1


@pytest.mark.django_db
def test_the_same_version_with_other_words_is_taken_in(desk: User, news: SectionPage) -> None:
    taken(version(3), by=desk, section=news)
    assert states(taken(version(3, "Mended"), by=desk, section=news)) == ["changed"]
    assert headline() == "Mended"


@pytest.mark.django_db
def test_what_states_no_version_counts_by_its_arrival(desk: User, news: SectionPage) -> None:
    taken(version(3), by=desk, section=news)
    assert states(taken(version(0, "Unnumbered"), by=desk, section=news)) == ["changed"]
    assert states(taken(version(3, "Third"), by=desk, section=news)) == ["changed"]
    assert states(taken(version(1, "First"), by=desk, section=news)) == ["unchanged"]
    assert headline() == "Third"


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), [(2, 3), (3, 2), (3, 3)])
@pytest.mark.parametrize("turns", [(0, 1), (1, 0)])
def test_whichever_of_two_jobs_comes_to_its_turn_first(
    desk: User, news: SectionPage, first: int, second: int, turns: tuple[int, int]
) -> None:
    sent = [version(first, f"{first} came first"), version(second, f"{second} came second")]
    jobs = [begin_job([each], by=desk, section=news) for each in sent]
    for turn in turns:
        take_in_job(jobs[turn].pk)
    assert headline() == ("3 came second" if second == 3 else "3 came first")
    assert {job.items.get().article for job in jobs} == {ArticlePage.objects.get()}


@pytest.mark.django_db
def test_a_version_that_was_kept_aside_counts_and_one_that_was_refused_does_not(
    desk: User, news: SectionPage
) -> None:
    article = taken(version(1), by=desk, section=news)[0].article
    assert article
    article.body = paragraphs("What the desk made of it.")
    article.save_revision(user=desk)
    assert states(taken(version(5), by=desk, section=news)) == ["kept"]
    assert states(taken(version(4), by=desk, section=news)) == ["unchanged"]
    empty = Sent(newsml(news_item("", guid="urn:a", version=9)), MESSAGE)
    assert states(taken(empty, by=desk, section=news)) == ["refused"]
    assert states(taken(version(6), by=desk, section=news)) == ["kept"]


@pytest.mark.django_db
def test_versions_of_other_items_and_of_a_story_that_is_gone_do_not_count(
    desk: User, news: SectionPage
) -> None:
    said = {"by": desk, "section": news}
    taken(version(3), **said)
    assert states(taken(version(1, guid="urn:b"), **said)) == ["new"]
    assert states(taken(version(1), **said, wire="afp")) == ["new"]
    ArticlePage.objects.get(source_id="urn:a").delete()
    assert states(taken(version(2), **said)) == ["new"]


@pytest.mark.django_db
def test_whoever_may_not_edit_the_story_is_told_of_no_version(
    desk: User, reporter: User, news: SectionPage
) -> None:
    taken(version(3), by=desk, section=news)
    (item,) = taken(version(2), by=reporter, section=news)
    assert (item.state, item.cause, item.article) == ("refused", "rights", None)
    assert "3" not in item.why


@pytest.mark.django_db
def test_versions_of_ninjs_count_as_those_of_newsml(desk: User, news: SectionPage) -> None:
    guid = "urn:newsml:coastwire.example:20260314:tram-7"
    taken(Sent(ninjs(version="3", embargoedUntil=None), NINJS), by=desk, section=news)
    assert states(taken(version(2, guid=guid), by=desk, section=news)) == ["unchanged"]
    older = Sent(ninjs(version=2, title="Older", headlines=None, embargoedUntil=None), NINJS)
    assert states(taken(older, by=desk, section=news)) == ["unchanged"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", ["news", "sport"])
def test_two_workers_with_the_versions_of_one_item_end_with_the_highest(others: str) -> None:
    furnish()
    boss = User.objects.create_superuser("boss")
    sections = {section.slug: section for section in SectionPage.objects.all()}
    jobs: list[Job] = [
        begin_job([version(number) for number in numbers], by=boss, section=sections[slug])
        for slug, numbers in (("news", [5, 1, 7, 3]), (others, [2, 8, 4, 6]))
    ]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(finish, [job.pk for job in jobs * 2]))
    assert headline() == "Version 8"
    assert set(Item.objects.values_list("state", flat=True)) <= {"new", "changed", "unchanged"}
    revisions = ArticleRevision.objects.of(ArticlePage.objects.get()).count()
    assert revisions == Item.objects.exclude(state="unchanged").count()
