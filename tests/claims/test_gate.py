"""What the rules of a section say of a text: who and what blocks, what lifts it, and who let it out."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from articles.actions import open_section
from articles.gate import PublicationBlocked, foresee
from articles.models import ArticlePage, ArticleRevision
from claims.actions import assign, mark_duplicate, plan, reaffirm
from claims.evidence import add_evidence
from claims.gatekeeping import override_gate, say_context
from claims.models import Claim, ClaimAct, ContextNote, Gate, GateOverride, Notice
from claims.workflow import Status
from tests.claims.deciding import decide, find_out
from tests.conftest import edit, paragraphs, work
from tests.desk.making import claim_in, give_up, rewrite

pytestmark = pytest.mark.django_db
WORDS = "The bridge will cost 40 million crowns"
HIGH = Claim.Priority.HIGH


@pytest.fixture(autouse=True)
def _only_what_is_tested(newsroom):
    """Nothing is asked but what a test asks."""
    rules(undecided="off", rated_false="off", unnamed="off", unread="off")


def rules(section=None, **answers) -> Gate:
    gate, _ = Gate.objects.update_or_create(section=section, defaults=answers)
    return gate


def blocking(article: ArticlePage) -> list[str]:
    return [each.words for each in foresee(article) if each.is_blocking]


def publish(article: ArticlePage, by) -> None:
    article.get_latest_revision().publish(user=by)


def is_live(article: ArticlePage) -> bool:
    return ArticlePage.objects.get(pk=article.pk).live


def test_an_undecided_claim_of_high_priority_blocks(article, desk):
    rules(undecided="block")
    claim = claim_in(article, WORDS, priority=HIGH)
    with pytest.raises(PublicationBlocked) as refusal:
        publish(article, desk)
    (objection,) = refusal.value.objections
    assert WORDS in objection.words
    assert "not decided: it is new" in objection.words
    assert objection.url == f"/desk/claims/{claim.pk}/"
    assert "Decide it" in objection.remedy
    assert not is_live(article)


@pytest.mark.parametrize(
    ("status", "is_blocked"),
    [(status, status in ("new", "triaged", "assigned", "in_check", "cross_check")) for status in Status],
)
def test_what_counts_as_undecided(article, desk, checker, status, is_blocked):
    rules(undecided="block")
    claim = claim_in(article, WORDS, priority=HIGH)
    if status in ("decided", "published"):
        find_out(claim, "true", reason="So it is.", by=checker)
    original = (
        {"duplicate_of": claim_in(article, "tolls", status="published")} if status == "duplicate" else {}
    )
    Claim.objects.filter(pk=claim.pk).update(status=status, **original)
    assert bool(blocking(article)) is is_blocked


def test_a_claim_below_the_rules_priority_is_only_mentioned(article, desk):
    rules(undecided="block", priority=HIGH)
    claim_in(article, WORDS, priority=Claim.Priority.NORMAL)
    (said,) = foresee(article)
    assert not said.is_blocking
    assert "1 claim of lower priority is not decided" in said.words
    publish(article, desk)
    assert is_live(article)


def test_a_duplicate_is_as_undecided_as_its_original(article, write, desk, checker):
    rules(undecided="block")
    original = claim_in(write("Elsewhere", WORDS), WORDS, priority=HIGH)
    claim = claim_in(article, WORDS)
    assert not blocking(article)
    mark_duplicate(claim, original, by=checker)
    assert len(blocking(article)) == 1
    find_out(original, "true", reason="So it is.", by=checker)
    assert not blocking(article)


def test_words_that_are_gone_lift_it(article, desk):
    rules(undecided="block")
    claim_in(article, WORDS, priority=HIGH)
    rewrite(article, paragraphs("Nothing of it is left here."), user=desk)
    publish(ArticlePage.objects.get(pk=article.pk), desk)
    assert is_live(article)


def test_words_that_changed_since_the_verdict_block_until_it_is_reaffirmed(article, desk, checker):
    rules(undecided="block")
    claim = claim_in(article, WORDS, priority=HIGH)
    find_out(claim, "true", reason="So it is.", by=checker)
    edit(article, desk, "40 million", "41 million")
    with pytest.raises(PublicationBlocked, match="words changed since"):
        publish(article, desk)
    work()
    reaffirm(claim, by=checker, seen=[claim.appearances.get().anchor.pk])
    publish(article, desk)
    assert is_live(article)


def test_the_text_is_judged_that_is_published_not_the_newest(article, desk):
    rules(undecided="block")
    innocent = article.get_latest_revision()
    edit(article, desk, "tolls would stay", "fares would stay")
    claim_in(article, "fares would stay unchanged", priority=HIGH)
    with pytest.raises(PublicationBlocked):
        publish(article, desk)
    innocent.publish(user=desk)
    assert is_live(article)


def test_a_claim_rated_false_blocks_without_context(article, desk, checker):
    rules(rated_false="block")
    claim = claim_in(article, WORDS)
    find_out(claim, "false", reason="It is not so.", by=checker)
    with pytest.raises(PublicationBlocked, match="rated “False” and stands here without context"):
        publish(article, desk)
    rules(rated_false="warn")
    publish(article, desk)
    assert is_live(article)


@pytest.mark.parametrize(
    ("rating", "up_to", "is_blocked"),
    [
        ("misleading", 1, False),
        ("misleading", 2, True),
        ("true", 4, False),
        ("unproven", 4, False),
    ],
)
def test_how_false_is_the_sections_to_say(article, desk, checker, rating, up_to, is_blocked):
    rules(rated_false="block", false_up_to=up_to)
    find_out(claim_in(article, WORDS), rating, reason="We looked.", by=checker)
    assert bool(blocking(article)) is is_blocked


@pytest.mark.parametrize(("at", "is_given"), [(0, True), (1, True), (2, True), (3, False)])
def test_a_link_to_the_claim_in_or_beside_the_paragraph_is_context(write, desk, checker, at, is_given):
    rules(rated_false="block")
    article = write("Bridge", "Before.", f"“{WORDS},” she said.", "After.", "Far off.")
    claim = claim_in(article, WORDS)
    find_out(claim, "false", reason="It is not so.", by=checker)
    body = list(article.body.raw_data)
    body[at]["value"] = body[at]["value"].replace(
        "</p>", f' <a href="https://news.example{claim.get_absolute_url()}">We checked.</a></p>'
    )
    article.body = body
    article.save_revision(user=desk)
    assert bool(blocking(article)) is not is_given


@pytest.mark.parametrize(("linked", "is_given"), [("", True), ("-and-more", False)])
def test_a_link_to_the_very_evidence_is_context(article, desk, checker, linked, is_given):
    rules(rated_false="block")
    claim = claim_in(article, WORDS)
    add_evidence(claim, "https://books.invalid/?a=1&b=2", by=checker, title="The books")
    find_out(claim, "false", reason="It is not so.", by=checker)
    edit(
        article, desk, "said Mara", f'<a href=\\"https://books.invalid/?a=1&amp;b=2{linked}\\">said</a> Mara'
    )
    assert bool(blocking(article)) is not is_given


def test_a_colleague_says_that_the_text_gives_context_for_these_words(article, desk, reporter, checker):
    rules(rated_false="block")
    claim = claim_in(article, WORDS)
    find_out(claim, "false", reason="It is not so.", by=checker)
    appearance = claim.appearances.get()
    say_context(appearance, by=desk, exact=WORDS)
    assert not blocking(article)
    say_context(appearance, by=desk, exact=WORDS, is_given=False)
    assert blocking(article)
    say_context(appearance, by=desk, exact=WORDS)
    edit(article, desk, "40 million", "44 million")
    work()
    reaffirm(claim, by=checker, seen=[appearance.anchors.latest("pk").pk])
    assert blocking(article)  # other words: somebody has to look again
    with pytest.raises(ValidationError, match="changed since you looked"):
        say_context(claim.appearances.get(), by=desk, exact=WORDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContextNote.objects.update(is_given=True)


def test_a_direct_quotation_without_a_named_source(write, desk):
    rules(unnamed="block")
    article = write("Harbour", "“The harbour is closed until further notice on Monday,” said an official.")
    work()
    with pytest.raises(PublicationBlocked, match="quoted by “an official”, and nobody is named"):
        publish(article, desk)
    named = write("Harbour two", "“The harbour is closed until Monday,” said Mara Lindqvist.")
    work()
    publish(named, desk)
    assert is_live(named)


def test_a_text_that_was_not_read_yet(article, desk):
    rules(unread="block")
    with pytest.raises(PublicationBlocked, match="not been read yet"):
        publish(article, desk)
    work()
    publish(article, desk)
    assert is_live(article)
    edit(article, desk, "Tuesday", "Wednesday")
    with pytest.raises(PublicationBlocked, match="not been read yet"):
        publish(article, desk)


def test_the_same_text_again_is_read_already(article, desk):
    rules(unread="block")
    work()
    article.kicker = "Not part of the text"
    article.save_revision(user=desk)
    publish(article, desk)
    assert is_live(article)


def test_a_reading_that_failed_is_no_reading(article, desk):
    rules(unread="block")
    give_up("annotations.tasks.read_revision", ArticleRevision.objects.latest_of(article).pk)
    assert "not been read" in blocking(article)[0]


def test_a_section_has_its_own_rules_and_the_rest_the_newsrooms(article, news, sport, desk):
    rules(undecided="block")
    claim_in(article, WORDS, priority=HIGH)
    rules(section=sport, undecided="off", rated_false="off", unnamed="off", unread="off")
    assert blocking(article)
    rules(section=news, undecided="off", rated_false="off", unnamed="off", unread="off")
    assert not blocking(article)


def test_a_newsroom_that_set_nothing_blocks_what_is_open_and_false():
    Gate.objects.all().delete()
    gate = Gate.objects.for_sections([open_section("News")])
    assert gate.sentences == [
        "Block while a claim of priority high or above is undecided.",
        "Block while a claim rated false stands without context.",
        "Warn when a direct quotation has no named source.",
        "Warn while the text has not been read.",
    ]
    assert (
        Gate(undecided="off", rated_false="off", unnamed="off", unread="off").sentences[0].startswith("Off")
    )


def test_of_several_sections_the_strictest_counts_in_every_matter(news, sport):
    rules(section=news, undecided="block", priority=Claim.Priority.URGENT, unnamed="off")
    rules(section=sport, undecided="warn", priority=Claim.Priority.LOW, unnamed="block")
    gate = Gate.objects.for_sections([news, sport])
    assert (gate.undecided, gate.priority, gate.unnamed) == ("block", Claim.Priority.URGENT, "block")


def test_there_is_one_set_of_rules_for_a_section_and_one_for_the_rest(sport):
    for section in (sport, None):
        Gate.objects.get_or_create(section=section)
        with pytest.raises(IntegrityError), transaction.atomic():
            Gate.objects.create(section=section)


def keys(article: ArticlePage) -> list[str]:
    return [each.key for each in foresee(article) if each.is_blocking]


def test_publishing_all_the_same_is_on_file_told_and_holds_for_these_words(article, desk, checker):
    rules(undecided="block")
    claim = claim_in(article, WORDS, priority=HIGH)
    assign(claim, checker, by=desk)
    Notice.objects.all().delete()
    override = override_gate(
        article, reason="The minister resigns at noon.", seen=keys(article), by=desk, publish=True
    )
    assert is_live(article)
    work()
    assert "“Bridge bill grows” go out all the same: The minister" in Notice.objects.get(person=checker).words
    assert foresee(article)[0].let_through == "Dana: The minister resigns at noon."
    edit(article, desk, "Tuesday", "Wednesday")  # other words than the claim's
    publish(ArticlePage.objects.get(pk=article.pk), desk)
    edit(article, desk, "40 million", "45 million")
    with pytest.raises(PublicationBlocked):
        publish(ArticlePage.objects.get(pk=article.pk), desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        GateOverride.objects.filter(pk=override.pk).update(reason="Another reason.")
    assert not ClaimAct.objects.filter(
        claim=claim, name__startswith="override"
    ).exists()  # the claim stays open


@pytest.mark.parametrize("reason", ["", "   ", "too short", "  a       b  "])
def test_a_reason_has_ten_characters(article, desk, reason):
    rules(undecided="block")
    claim_in(article, WORDS, priority=HIGH)
    with pytest.raises(ValidationError, match="10 characters or more"):
        override_gate(article, reason=reason, seen=keys(article), by=desk)
    assert not GateOverride.objects.exists()


def test_whoever_may_not_publish_here_may_not_override(article, reporter, sport_desk, checker):
    rules(undecided="block")
    claim_in(article, WORDS, priority=HIGH)
    for person in (reporter, sport_desk, checker):
        with pytest.raises(PermissionDenied):
            override_gate(article, reason="Because I say so.", seen=keys(article), by=person)
    assert not GateOverride.objects.exists()


def test_nobody_overrides_what_they_did_not_see(article, desk):
    rules(undecided="block")
    claim_in(article, WORDS, priority=HIGH)
    seen = keys(article)
    claim_in(article, "tolls would stay unchanged", priority=HIGH)
    with pytest.raises(ValidationError, match="More has come up"):
        override_gate(article, reason="The minister resigns.", seen=seen, by=desk)
    Claim.objects.update(priority=Claim.Priority.LOW)
    with pytest.raises(ValidationError, match="Nothing stands in the way"):
        override_gate(article, reason="The minister resigns.", seen=seen, by=desk)


def test_the_gate_asks_the_same_number_of_questions_whatever_there_is(
    write, desk, checker, django_assert_max_num_queries
):
    rules(undecided="block", rated_false="block", unnamed="block", unread="block")
    texts = [f"The {number} bridges cost {number} million crowns a year." for number in range(20, 50)]
    article = write("Many claims", *texts)
    for number, text in enumerate(texts):
        claim = claim_in(article, text[:-1])
        if number % 3 == 0:
            plan(claim, by=checker, priority=HIGH)
        elif number % 3 == 1:
            decide(claim, "false", reason="It is not so.", by=checker)
    work()
    with django_assert_max_num_queries(30):
        assert len([each for each in foresee(article) if each.is_blocking]) == 20


def test_whoever_published_an_unread_text_is_told_what_came_up(article, desk, reporter):
    rules(unread="warn", undecided="block", priority=Claim.Priority.LOW)
    publish(article, desk)
    assert not Notice.objects.exists()
    work()
    notice = Notice.objects.get(person=desk)
    count = len(blocking(article))
    assert f"went out before it was read. Now that it is, {count} things stand against it" in notice.words
    assert notice.article_id == article.pk
    article.kicker = "The same words again"
    article.save_revision(user=desk)
    work()
    assert Notice.objects.filter(person=desk).count() == 1


def test_nobody_is_told_of_a_draft_or_of_what_the_rules_allow(article, write, desk):
    rules(undecided="warn", priority=Claim.Priority.LOW)
    publish(article, desk)
    rules_off = write("A draft", "“The harbour will close on Monday for a week,” said Mara Lindqvist.")
    work()
    assert rules_off.history.exists()
    assert not Notice.objects.exists()
