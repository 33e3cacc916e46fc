"""What happens in the demo newsroom: stories are filed, published, read, checked, edited, corrected.

All of it goes through the same actions as the desk's buttons, signed by the demo accounts. It happens
in one transaction: a demo that was interrupted leaves nothing behind and may be loaded again.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from annotations.actions import rule
from annotations.models import Attribution, Ruling
from articles.copy import parse
from articles.corrections import issue_correction
from articles.gate import foresee
from articles.importing import find_section, import_story
from articles.models import ArticlePage, ArticleRevision
from claims.actions import (
    add_evidence,
    add_note,
    assign,
    cross_check,
    import_reviews,
    issue_verdict,
    mark_duplicate,
    plan,
    publish_verdict,
    set_aside,
    triage,
)
from claims.gatekeeping import override_gate
from claims.models import Claim, Evidence, ForeignRating
from claims.notices import mark_read
from entities.actions import confirm_entity, reject_entity
from entities.models import Entity
from newsroom.demo.people import hire, open_demo_newsroom
from newsroom.demo.pictures import hang
from newsroom.demo.planning import plan_the_week
from outbox import relay

STORIES = Path(__file__).parent / "stories"
CHECKS = Path(__file__).parent / "checks.json"  # of invented publishers; one has no rating and is not taken
PUBLISHED = ("lighthouse", "cycling", "library", "rowing", "ferry")  # the last stands on top
DRAFTS = ("shops",)
EDITORS = {"news": "dana", "politics": "dana", "sport": "sam"}
PICTURES = {  # story: palette, caption, alternative text
    "ferry": (
        "harbour",
        "The harbour of Port Merrin, from where the ferries leave.",
        "Dark hills and water under an orange evening sky.",
    ),
    "rowing": ("lake", "Lake Hallow on the morning of the race.", "A pale sun over a green lake."),
    "lighthouse": ("coast", "The coast below Cape Sorrel.", "Grey waves under a grey sky."),
    "cycling": ("road", "The hills above Sankt Aldo.", "Brown hills under a yellow sky."),
}
LETTER = """Port Merrin, the treasurer's office

To your question: the council pays 31,000 crowns a year, and has not been asked for more.
"""
Blocks = list[dict[str, Any]]
Tell = Callable[[str], object]


def is_loaded() -> bool:
    """Whether the demo stories came in before; whatever became of them since is left alone.

    History outlives a story that was deleted.
    """
    if ArticlePage.objects.filter(source_id="demo:ferry").exists():
        return True
    imported = ArticleRevision.objects.filter(kind=ArticleRevision.Kind.IMPORT)
    return imported.filter(content__contains='"source_id":"demo:ferry"').exists()


@transaction.atomic
def load(tell: Tell) -> None:
    """Load the whole demo newsroom; `tell` hears of every step that takes a moment."""
    open_demo_newsroom()
    staff = hire()
    tell("Filing and publishing six stories …")
    articles = {name: _file(name, staff) for name in (*PUBLISHED, *DRAFTS)}
    tell("Reading them …")
    relay.work_off()
    tell("Checking claims …")
    _rule(articles, staff)
    _check(articles, staff["chris"], second=staff["noor"])
    _on_the_way(articles, staff)
    _import_checks(staff["chris"])
    relay.work_off()
    mark_read(staff["chris"])  # that the demo's made-up addresses cannot be archived is no news
    tell("Editing a story whose claims were checked …")
    _edit(articles["ferry"], staff["dana"])
    tell("Planning the week …")
    plan_the_week(articles["shops"], staff)
    relay.work_off()


def _file(name: str, staff: dict[str, User]) -> ArticlePage:
    """Take a story in as its reporter, give it its picture and publish it as its editor."""
    story = parse((STORIES / f"{name}.md").read_bytes(), name=f"{name}.md")
    editor = staff[EDITORS[story.section]]
    article, _ = import_story(story, section=find_section(story.section), by=staff["rita"])
    if name in PICTURES:
        palette, caption, alt = PICTURES[name]
        article.lead_image = hang(palette, caption.rstrip("."), by=editor)
        article.lead_image_caption = f'<p data-block-key="demo1">{caption}</p>'
        article.lead_image_credit = "Newsroom demo, drawn by a program"
        article.lead_image_alt = alt
        article.save_revision(user=editor, log_action=True)
    if name in PUBLISHED:
        article.get_latest_revision().publish(user=editor)
    return ArticlePage.objects.get(pk=article.pk)


def _rule(articles: dict[str, ArticlePage], staff: dict[str, User]) -> None:
    """Confirm and dismiss some of what was read."""
    for name, words, decision in (
        ("ferry", "No passenger on the island line", Ruling.Decision.CONFIRMED),
        ("ferry", "cancelled the repair of two ferries", Ruling.Decision.CONFIRMED),
        ("library", "what you will buy", Ruling.Decision.DISMISSED),
        ("rowing", "this was the easy part", Ruling.Decision.CONFIRMED),
    ):
        editor = staff["sam" if name == "rowing" else "dana"]
        found = Attribution.objects.filter(revision__article=articles[name], content_text__contains=words)
        if attribution := found.select_related("revision").last():
            rule(attribution, decision, by=editor)
    for known in ("Ilse Vantongeren", "Tomas Reyk", "Petra Oduya"):
        for entity in Entity.objects.filter(name=known, kind=Entity.Kind.PERSON):
            confirm_entity(entity, by=staff["dana"])
    for boat in Entity.objects.filter(name__in=["Tern", "Skua"]):  # boats, not people or firms
        reject_entity(boat, by=staff["dana"])


def _check(articles: dict[str, ArticlePage], checker: User, *, second: User) -> None:
    """Evidence and verdicts on claims of three stories; one claim stays in check, one waits to be checked."""

    def decide(claim: Claim, rating: str, reason: str) -> None:
        if issue_verdict(claim, rating, reason=reason, by=checker).needed_second:
            cross_check(claim, agrees=True, by=second)
        publish_verdict(claim, by=checker)

    if claim := _claim(articles["ferry"], "cancelled the repair of two ferries"):
        add_evidence(
            claim,
            "https://example.invalid/velland/gazette/2026-03-works",
            by=checker,
            title="Official gazette, March: works withdrawn",
            stance=Evidence.Stance.SUPPORTS,
            quotation="Withdrawn: hull repairs, ferries Plover and Dunlin.",
        )
        decide(
            claim,
            "true",
            "The official gazette lists both repairs as withdrawn on 12 March.",
        )
    if claim := _claim(articles["ferry"], "No passenger on the island line"):
        add_evidence(
            claim,
            "https://example.invalid/velland/transport/fares-order",
            by=checker,
            title="Fares order for the island line, annex 2",
            stance=Evidence.Stance.REFUTES,
            quotation="A surcharge of three crowns applies from June to August.",
        )
        decide(
            claim,
            "misleading",
            "The ceiling leaves out the summer surcharge of three crowns in the ministry’s own order.",
        )
    if claim := _claim(articles["ferry"], "lost no crossing to bad weather"):
        add_evidence(
            claim,
            "https://example.invalid/merrin/port/log",
            by=checker,
            title="Port log of Port Merrin",
            stance=Evidence.Stance.REFUTES,
            quotation="14 February: all crossings cancelled, wind force 9.",
        )
        add_evidence(
            claim,
            "https://example.invalid/velland/statistics/crossings.csv",
            by=checker,
            kind=Evidence.Kind.DATA_SET,
            title="Crossings by line and month",
            version="March, first release",
            locator="row “Island line”, column “cancelled, wind”",
            stance=Evidence.Stance.REFUTES,
        )
        add_evidence(
            claim,
            by=checker,
            kind=Evidence.Kind.INTERVIEW,
            title="What the company’s office says to it",
            interviewee="The duty officer at Port Merrin",
            interviewed_by=checker.display_name,
            quotation="We count a crossing as lost only when it is not made up the day after.",
            locator="minute 3",
            reliability="On the record. Knows the log, but did not write these entries.",
        )
        decide(
            claim,
            "false",
            "The port log shows six crossings cancelled because of wind since January.",
        )
    if claim := _claim(articles["rowing"], "no crew had ever rowed the course faster"):
        add_evidence(
            claim,
            "https://example.invalid/hallow/regatta/records",
            by=checker,
            title="Course records of the Lake Hallow regatta",
            stance=Evidence.Stance.REFUTES,
            quotation="Eights: 5:38.4, Students’ Boat Club Hallow, 2011.",
        )
        decide(
            claim,
            "false",
            "The committee’s list has a faster time, rowed by the students’ club in 2011.",
        )
    if claim := _claim(articles["library"], "31,000 crowns a year"):
        add_evidence(
            claim,
            by=checker,
            kind=Evidence.Kind.FILE,
            upload=ContentFile(LETTER.encode(), name="treasurer-letter.txt"),
            title="Letter of the treasurer’s office",
            quotation="31,000 crowns a year",
            reliability="Signed, and confirmed by telephone.",
        )
    if claim := _claim(articles["library"], "two thousand residents"):
        triage(claim, by=checker)


def _on_the_way(articles: dict[str, ArticlePage], staff: dict[str, User]) -> None:
    """Claims at every other place of their way over the desk."""
    chris, dana = staff["chris"], staff["dana"]
    if claim := _claim(articles["shops"], "nine million crowns"):
        due = timezone.now() + timedelta(days=1)
        plan(claim, by=dana, priority=Claim.Priority.HIGH, due_at=due, topic="shops")
        assign(claim, staff["noor"], by=dana)
        add_note(claim, "The treasury has last year’s figures, @noor. The story goes out tomorrow.", by=dana)
    if claim := _claim(articles["lighthouse"], "had found no cracks"):
        issue_verdict(claim, "false", reason="The report of May lists two cracks in the sea wall.", by=chris)
    if claim := _claim(articles["library"], "busiest day of the week"):
        issue_verdict(claim, "mostly-true", reason="It was in ten months of twelve.", by=chris)
    if claim := _claim(articles["lighthouse"], "eaten better than on dry land"):
        set_aside(claim, by=dana, why="A matter of taste.")
    same = list(Claim.objects.filter(statement="I simply forgot to brake").order_by("pk"))
    for claim in same[1:]:
        mark_duplicate(claim, same[0], by=dana)


def _import_checks(checker: User) -> None:
    """What others checked, one of them by words that the newsroom knows how to take."""
    ForeignRating.objects.get_or_create(label="Pants on fire", publisher="", defaults={"rating_id": "false"})
    import_reviews(by=checker, name=CHECKS.name, content=CHECKS.read_bytes())


def _claim(article: ArticlePage, words: str) -> Claim | None:
    """The claim that an article makes with these words; None where the reader did not find it."""
    return Claim.objects.appearing_in(article).filter(statement__icontains=words).first()


def _edit(article: ArticlePage, editor: User) -> None:
    """Three edits after the checks: a sentence moves, a sentence changes, a sentence goes.

    The second goes out although a claim that was found false still stands in the story.
    """
    first = ArticleRevision.objects.live_of(article)
    moving = " Reyk said that the ministry had cancelled the repair of two ferries in March."
    before = "The ministry expects a million passengers a year on the line."
    _save(article, editor, lambda html: html.replace(moving, "").replace(before, before + moving))
    _save(
        article,
        editor,
        lambda html: html.replace("will pay more than eight crowns", "will pay more than nine crowns"),
    )
    override_gate(
        article,
        reason="The fare is wrong and cannot wait. The sentence about crossings goes with the next edit.",
        seen=[each.key for each in foresee(article)],
        by=editor,
        publish=True,
    )
    relay.work_off()
    issue_correction(
        article,
        "She said nine crowns.",
        wrong="An earlier version of this story quoted the minister as promising a ceiling of eight crowns.",
        revision=first,
        by=editor,
    )
    _save(
        article, editor, lambda html: "" if "lost no crossing to bad weather" in html else html, publish=True
    )


def _save(article: ArticlePage, editor: User, change: Callable[[str], str], *, publish: bool = False) -> None:
    """Save the article with its paragraphs changed, an empty one gone, and have the news worked off."""
    draft = article.get_latest_revision_as_object()
    blocks: Blocks = []
    for block in draft.body.raw_data:
        value = change(block["value"]) if block["type"] == "paragraph" else block["value"]
        if value:
            blocks.append({**block, "value": value})
    draft.body = blocks
    revision = draft.save_revision(user=editor, log_action=True)
    if publish:
        revision.publish(user=editor)
    article.refresh_from_db()
    relay.work_off()
