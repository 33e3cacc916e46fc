"""The desk's home page: what awaits whoever has just come in, by their rights and sections.

Every panel is one short list with a link to the whole; the queries do not grow with what is listed.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from wagtail.models import WorkflowState

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, Correction, Draft
from claims.models import Claim, Notice, Verdict
from desk.awaiting import SHOWN, AwaitingPanel, Item
from desk.correction_panels import correction_panels
from desk.sections import Sections, articles_by_id, publishes_everywhere
from desk.viewsets.listing import listing_url
from desk.viewsets.readings import read_to
from desk.viewsets.stories import recently_saved
from desk.words import STATUS_TONE


def stylesheet() -> str:
    """The desk's own looks, on every page of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Put the user's panels above Wagtail's own (a `construct_homepage_panels` hook)."""
    for position, panel in enumerate(panels_of(request.user)):
        panel.order, panel.name = 10 + position, f"desk-{position}"
        panels.append(panel)


def panels_of(user: User) -> Iterator[AwaitingPanel]:
    """What awaits a user: managing editors, desk editors, fact-checkers and reporters see their own work."""
    sections = Sections()
    if Notice.objects.filter(person=user, read_at=None).exists():
        yield _news_panel(user)
    kept = Draft.objects.by(user).open().order_by("-pk")
    if kept.exists():
        yield _kept_panel(kept)
    in_hand = ArticlePage.objects.in_hands_of(user)
    if in_hand.exists():
        yield _in_hand_panel(in_hand)
    everywhere = publishes_everywhere(user)
    published = sections.published_by(user)
    checks = user.has_perm("claims.issue_verdict")
    yield from correction_panels(user, sections.all if everywhere else published)
    if everywhere:
        yield from _managing_panels(sections)
    elif published:
        yield from _desk_panels(sections, published)
    if checks:
        yield from _checker_panels()
    if not (everywhere or published or checks):
        yield from _reporter_panels(user, sections)


def _news_panel(user: User) -> AwaitingPanel:
    return AwaitingPanel(
        "News for you",
        "mail",
        "Nothing new.",
        listing_url("notices:index"),
        lambda: [
            Item(
                text=Truncator(notice.words).words(30),
                url=notice.get_absolute_url(),
                note=notice.subject,
                at=notice.at,
                status="New",
                tone="warn",
            )
            for notice in Notice.objects.filter(person=user, read_at=None).select_related("claim", "article")[
                : SHOWN + 1
            ]
        ],
    )


def _kept_panel(kept: QuerySet[Draft]) -> AwaitingPanel:
    return AwaitingPanel(
        "Texts of yours that were kept",
        "draft",
        "None.",
        reverse("kept_drafts"),
        lambda: [
            Item(
                text=draft.headline,
                url=draft.get_absolute_url(),
                note=draft.get_reason_display(),
                at=draft.created_at,
                status="Not saved",
                tone="warn",
            )
            for draft in kept[: SHOWN + 1]
        ],
    )


def _in_hand_panel(articles: QuerySet[ArticlePage]) -> AwaitingPanel:
    soonest = articles.order_by(F("plan__due_at").asc(nulls_last=True), "-plan__priority", "-pk")
    return AwaitingPanel(
        "Stories in my hands",
        "date",
        "None.",
        listing_url("stories:index", show="in-hand"),
        lambda: [
            Item(
                text=article.get_admin_display_title(),
                url=reverse("wagtailadmin_pages:edit", args=[article.pk]),
                note=article.plan.get_stage_display(),
                at=article.plan.due_at,
                status="Overdue" if article.plan.is_overdue else "Due" if article.plan.due_at else "",
                tone="bad" if article.plan.is_overdue else "calm",
            )
            for article in soonest.defer_streamfields().select_related("plan")[: SHOWN + 1]
        ],
    )


def _reporter_panels(user: User, sections: Sections) -> Iterator[AwaitingPanel]:
    mine = ArticlePage.objects.defer_streamfields().of_person(user)
    drafts = mine.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by(
        F("latest_revision_created_at").desc(nulls_last=True), "-pk"
    )
    yield AwaitingPanel(
        "My drafts",
        "draft",
        "No drafts: everything you wrote is published. Begin a story from the Pages menu.",
        listing_url("stories:index", show="drafts"),
        lambda: _stories(drafts, sections),
    )
    failed = read_to(ArticleRevision.objects.filter(article_id__in=mine.values("pk")), "failed")
    yield AwaitingPanel(
        "Readings of my stories that failed",
        "warning",
        "None: everything you saved was read, or will be soon.",
        listing_url("readings:index", state="failed", show="mine"),
        lambda: _readings(failed, sections),
    )
    yield AwaitingPanel(
        "Claims in my stories",
        "clipboard-list",
        "None yet. They are proposed when a story that says who said what is read.",
        listing_url("claims:index", show="mine"),
        lambda: _claims(Claim.objects.made_in(mine)),
    )


def _desk_panels(sections: Sections, published: list[Any]) -> Iterator[AwaitingPanel]:
    narrowed = {"section": published[0].slug} if len(published) == 1 else {}
    names = " and ".join(section.title for section in published[:3])
    within = Q()
    for section in published:
        within |= Q(path__startswith=section.path)
    articles = ArticlePage.objects.defer_streamfields().filter(within)
    yield from _going_out(sections, articles, names, narrowed)
    outgoing = articles.filter(
        Q(pk__in=articles.submitted().values("pk")) | Q(pk__in=recently_saved(articles).values("pk"))
    )
    yield AwaitingPanel(
        "Undecided claims in stories going out",
        "clipboard-list",
        "None: nothing on its way to readers waits for a verdict.",
        listing_url("claims:index", show="undecided", **narrowed),
        lambda: _claims(Claim.objects.undecided().made_in(outgoing)),
    )


def _going_out(
    sections: Sections, articles: QuerySet[ArticlePage], names: str, narrowed: dict[str, str]
) -> Iterator[AwaitingPanel]:
    yield AwaitingPanel(
        f"Submitted in {names}",
        "tasks",
        "Nothing waits for your approval.",
        listing_url("stories:index", show="submitted", **narrowed),
        lambda: _stories(articles.submitted().order_by("-latest_revision_created_at", "-pk"), sections),
    )
    yield AwaitingPanel(
        f"Saved in {names}, not published",
        "draft",
        "Nothing was saved this week that readers do not see.",
        listing_url("stories:index", show="unpublished", **narrowed),
        lambda: _stories(recently_saved(articles), sections),
    )


def _checker_panels() -> Iterator[AwaitingPanel]:
    yield AwaitingPanel(
        "Claims to check",
        "clipboard-list",
        "Nothing waits to be checked.",
        listing_url("claims:index", show="undecided"),
        lambda: _claims(Claim.objects.undecided().in_queue_order()),
    )
    yield AwaitingPanel(
        "Text changed since it was checked",
        "warning",
        "None: every verdict still stands by the words it was given on.",
        listing_url("claims:index", show="reworded"),
        lambda: _claims(Claim.objects.reworded()),
    )
    yield AwaitingPanel(
        "Two places fit",
        "help",
        "None: it is known where every claim stands.",
        listing_url("claims:index", show="torn"),
        lambda: _claims(Claim.objects.torn()),
    )


def _managing_panels(sections: Sections) -> Iterator[AwaitingPanel]:
    yield AwaitingPanel(
        "Readings that failed",
        "warning",
        "None: everything saved was read, or will be soon.",
        listing_url("readings:index", state="failed"),
        lambda: _readings(read_to(ArticleRevision.objects.all(), "failed"), sections),
    )
    articles = ArticlePage.objects.defer_streamfields()
    yield from _going_out(sections, articles, "all sections", {})
    yield AwaitingPanel(
        "Decided today",
        "circle-check",
        "No verdicts yet today.",
        listing_url("claims:index", show="decided"),
        _decided_today,
    )
    yield AwaitingPanel(
        "Newest corrections",
        "edit",
        "None: nothing that readers saw had to be put right.",
        reverse("corrections:index"),
        _corrections,
    )


def _stories(articles: QuerySet[ArticlePage], sections: Sections) -> list[Item]:
    items = []
    for article in articles.with_workflow_states()[: SHOWN + 1]:
        status, tone = _standing(article)
        items.append(
            Item(
                text=article.get_admin_display_title(),
                url=reverse("wagtailadmin_pages:edit", args=[article.pk]),
                note=getattr(sections.of(article), "title", ""),
                at=article.latest_revision_created_at,
                status=status,
                tone=tone,
            )
        )
    return items


def _standing(article: ArticlePage) -> tuple[str, str]:
    """How far a story is on its way to readers, and the tone to say it in."""
    handed_in = article.current_workflow_state
    if handed_in and handed_in.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return "Sent back, changes asked for", "warn"
    if handed_in:
        return "Submitted", "calm"
    return ("Live, with unpublished changes", "warn") if article.live else ("Draft", "calm")


def _readings(revisions: QuerySet[ArticleRevision], sections: Sections) -> list[Item]:
    rows = list(revisions.defer("content").order_by("-created_at", "-pk")[: SHOWN + 1])
    articles = articles_by_id(row.article_id for row in rows)
    return [
        Item(
            text=articles[row.article_id].get_admin_display_title(),
            url=reverse("wagtailadmin_pages:edit", args=[row.article_id]),
            note=f"revision {row.number}",
            at=row.created_at,
            status="Failed",
            tone="bad",
        )
        for row in rows
        if row.article_id in articles
    ]


def _claims(claims: QuerySet[Claim]) -> list[Item]:
    return [
        Item(
            text=str(claim),
            url=reverse("claims:page", args=[claim.pk]),
            note=claim.claimant.name if claim.claimant else claim.claimant_name,
            at=claim.created_at,
            status=claim.get_status_display().capitalize(),
            tone=STATUS_TONE.get(claim.status, ""),
        )
        for claim in claims.select_related("claimant")[: SHOWN + 1]
    ]


def _decided_today() -> list[Item]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    verdicts = Verdict.objects.filter(issued_at__gte=midnight).select_related("claim", "issued_by", "rating")
    return [
        Item(
            text=str(verdict.claim),
            url=reverse("claims:page", args=[verdict.claim_id]),
            note=verdict.issued_by.display_name,
            at=verdict.issued_at,
            status=verdict.rating.label,
            tone=verdict.rating.colour,
        )
        for verdict in verdicts.order_by("-pk")[: SHOWN + 1]
    ]


def _corrections() -> list[Item]:
    newest = Correction.objects.select_related("issued_by", "proposed").order_by("-issued_at", "-pk")[
        : SHOWN + 1
    ]
    return [
        Item(
            text=Truncator(correction.text).words(20),
            url=correction.proposed.get_absolute_url()
            if hasattr(correction, "proposed")
            else reverse("corrections:index"),
            note=correction.issued_by.display_name,
            at=correction.issued_at,
            status=correction.get_kind_display(),
            tone="calm",
        )
        for correction in newest
    ]
