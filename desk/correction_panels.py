"""What of corrections awaits whoever has just come in; nothing is shown where nothing does."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.text import Truncator

from accounts.models import User
from articles.models import ArticlePage, CorrectionRequest, ProposedCorrection, SectionPage, SilentEdit
from desk.awaiting import SHOWN, AwaitingPanel, Item
from desk.sections import articles_by_id
from desk.viewsets.listing import listing_url


def correction_panels(user: User, published: Sequence[SectionPage]) -> Iterator[AwaitingPanel]:
    """Panels for a user who publishes in these sections."""
    if user.has_perm("articles.approve_correction"):
        waiting = ProposedCorrection.objects.awaiting_approval().select_related("asked_by").order_by("pk")
        if waiting.exists():
            yield AwaitingPanel(
                "Corrections waiting for your approval",
                "edit",
                "None.",
                listing_url("corrections:index", show="approval"),
                lambda: [
                    Item(
                        text=Truncator(each.text).words(20),
                        url=each.get_absolute_url(),
                        note=f"asked for by {each.asked_by.display_name}",
                        at=each.asked_at,
                        status=each.get_kind_display(),
                        tone="warn",
                    )
                    for each in waiting[: SHOWN + 1]
                ],
            )
    if not published:
        return
    reports = CorrectionRequest.objects.open().filter(article_id__in=_articles_in(published))
    reports = reports.select_related("assignee").order_by("due_at", "pk")
    if reports.exists():
        yield AwaitingPanel(
            "Errors that readers report",
            "comment",
            "None.",
            listing_url("correction_requests:index", show="open"),
            lambda: _reports(list(reports[: SHOWN + 1])),
        )
    edits = SilentEdit.objects.open().filter(article_id__in=_articles_in(published)).order_by("-pk")
    if edits.exists():
        yield AwaitingPanel(
            "Edited without a word to readers",
            "warning",
            "None.",
            listing_url("silent_edits:index", show="open"),
            lambda: _edits(list(edits[: SHOWN + 1])),
        )


def _reports(reports: list[CorrectionRequest]) -> list[Item]:
    return [
        Item(
            text=Truncator(report.wrong).words(20),
            url=report.get_absolute_url(),
            note=report.assignee.display_name if report.assignee else "in nobody’s hands",
            at=report.due_at,
            status="Overdue" if report.is_overdue else report.get_state_display().capitalize(),
            tone="bad" if report.is_overdue else "warn",
        )
        for report in reports
    ]


def _articles_in(sections: Sequence[SectionPage]) -> object:
    within = Q(pk__in=[])
    for section in sections:
        within |= Q(path__startswith=section.path)
    return ArticlePage.objects.filter(within).order_by().values("pk")


def _edits(edits: list[SilentEdit]) -> list[Item]:
    articles = articles_by_id(edit.article_id for edit in edits)
    return [
        Item(
            text=Truncator(str(edit)).words(20),
            url=edit.get_absolute_url(),
            note=articles[edit.article_id].get_admin_display_title() if edit.article_id in articles else "",
            at=edit.published_at,
            status="Correction or not?",
            tone="warn",
        )
        for edit in edits
    ]
