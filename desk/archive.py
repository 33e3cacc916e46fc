"""What the archive keeps, read at the desk: copies of a page, what changed between them, files handed in.

Strangers wrote all of it. Its text is shown as text; the thing itself leaves as a download, which no browser
opens within the desk.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from anchoring import Segment
from anchoring.verbatim import find_verbatim
from archive import actions, visits
from archive.events import PAGE_WANTED
from archive.models import Copy, FileText, KeptFile, Page
from articles.changes import Names
from articles.diff import diff, summary
from claims.models import Evidence
from claims.quotations import stretch
from desk.comparison import folded
from outbox.models import OutboxEvent

PER_PAGE = 25
CITED = 50  # pieces of evidence that are listed beside a page
LONGEST = 300_000  # characters of a text on one page of the desk
BEFORE = 5_000  # characters before the first quotation, of a text that is longer


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive characters of a text, quoted or not."""

    text: str
    is_quoted: bool


class ArchiveMixin(WagtailAdminTemplateMixin):
    """Finds the page of the address and refuses whoever may not see the archive."""

    header_icon = "link"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = _page(request, kwargs["page_id"])

    def copy(self, copy_id: int) -> Copy:
        """One copy of the page; 404 where there is none."""
        return _copy(self.page, copy_id)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url = reverse("archive_page", args=[self.page.pk])
        is_page = self.get_page_title() == "Archived page"
        return [
            *self.breadcrumbs_items,
            {"url": reverse("archive:index"), "label": "Archive"},
            {"url": "" if is_page else url, "label": "Archived page"},
            *([] if is_page else [{"url": "", "label": self.get_page_title()}]),
        ]


class PageView(ArchiveMixin, TemplateView):
    """How things stand with a page, its copies, and the evidence that points to it."""

    template_name = "desk/archive/page.html"
    page_title = "Archived page"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        copies = Copy.objects.filter(page=self.page).order_by("-pk").defer("text", "headers")
        listing = Paginator(copies, PER_PAGE).get_page(self.request.GET.get("p"))
        first = listing.start_index() - 1 if listing.paginator.count else 0
        window = list(copies[first : first + PER_PAGE + 1])  # the last row is compared with one more
        cited = Evidence.objects.filter(page=self.page).select_related("claim", "added_by", "retraction")
        can_keep = self.request.user.has_perm("archive.keep_page")
        owed = OutboxEvent.objects.undone().filter(topic=PAGE_WANTED, key=str(self.page.pk))
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "rows": list(zip(window[:PER_PAGE], [*window[1:], None], strict=False)),
            "page_obj": listing,
            "cited": cited.order_by("-pk")[:CITED],
            "can_ask": can_keep and visits.never_asked(self.page.url) is None,
            "can_take_note": can_keep and self.page.state == Page.State.CHANGED,
            "is_owed": owed.exists(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.POST.get("act") == "ask":
                actions.check_again(self.page, by=request.user)
                messages.success(request, "A worker looks at the page now. Reload this page in a moment.")
            elif request.POST.get("act") == "note":
                actions.take_note(self.page, by=request.user)
                messages.success(request, "The change is noted: the page counts as kept by its newest copy.")
            else:
                messages.error(request, "That button is not known here. Reload the page and try again.")
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)


class CopyView(ArchiveMixin, TemplateView):
    """The readable text of one copy, with what was quoted from the page marked in it."""

    template_name = "desk/archive/copy.html"

    def get_page_title(self) -> str:
        return f"Copy {self.kwargs['copy_id']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        copy = self.copy(self.kwargs["copy_id"])
        quoted = Evidence.objects.standing().filter(page=self.page).exclude(quotation="").order_by("pk")
        ids = Copy.objects.filter(page=self.page).order_by("pk").values_list("pk", flat=True)
        return {
            **super().get_context_data(**kwargs),
            **_marked(copy.text, list(quoted[:CITED])),
            "page": self.page,
            "copy": copy,
            "earlier": ids.filter(pk__lt=copy.pk).last(),
            "later": ids.filter(pk__gt=copy.pk).first(),
        }


class CompareView(ArchiveMixin, View):
    """From two chosen radio buttons to the page that compares them."""

    page_title = "Compare"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = [request.GET.get(name, "") for name in ("from", "to")]
        ids = sorted({int(pk) for pk in chosen if pk.isdecimal() and len(pk) < 19})
        if len(ids) != 2:
            messages.error(request, "Choose two different copies, one in each column, then compare.")
            return redirect("archive_page", self.page.pk)
        return redirect("archive_comparison", self.page.pk, *ids)


class CopiesView(ArchiveMixin, TemplateView):
    """What changed in the text between two copies."""

    template_name = "desk/archive/comparison.html"

    def get_page_title(self) -> str:
        return f"Copy {self.kwargs['old']} to {self.kwargs['new']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, new = self.copy(self.kwargs["old"]), self.copy(self.kwargs["new"])
        changes = diff(_segments(old.text, "old"), _segments(new.text, "new"))
        added, removed = summary(changes)
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "sides": [("From", old), ("To", new)],
            "added": added,
            "removed": removed,
            "stretches": folded(changes),
            "names": Names(()),
            "is_same_text": all(change.kind == "same" for change in changes),
        }


class FileTextView(WagtailAdminTemplateMixin, TemplateView):
    """The readable text of a file that is evidence, with what was quoted from it marked."""

    template_name = "desk/archive/file.html"
    header_icon = "doc-full"
    page_title = "Text of a file"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        claim_id = _evidence(self.request, self.kwargs["evidence_id"]).claim_id
        return [
            *self.breadcrumbs_items,
            {"url": reverse("claims:index"), "label": "Claims"},
            {"url": reverse("claims:page", args=[claim_id]), "label": "Claim"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        evidence = _evidence(self.request, self.kwargs["evidence_id"])
        reading = FileText.objects.filter(file=evidence.file_id).first()
        text = stretch(evidence, reading)[0] if reading else ""
        return {
            **super().get_context_data(**kwargs),
            **_marked(text, [evidence] if evidence.quotation else []),
            "evidence": evidence,
            "reading": reading,
        }


@require_safe
def warc_file(request: HttpRequest, page_id: int, copy_id: int) -> HttpResponse:
    """The WARC file of a copy."""
    copy = _copy(_page(request, page_id), copy_id)
    name = str(copy.warc.name).rpartition("/")[2]
    return _download(copy.warc_file(), name, "application/gzip")


@require_safe
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """The file of a piece of evidence, as it was handed in."""
    evidence = _evidence(request, evidence_id)
    kept: KeptFile = evidence.file
    try:
        content = kept.open()
    except FileNotFoundError as error:
        raise Http404("The file is missing from the archive. Tell whoever runs Newsroom.") from error
    return _download(content, evidence.file_name, kept.media_type)


def _download(content: File, name: str, media_type: str) -> HttpResponse:
    """Bytes of a stranger's, to be saved and not shown: no browser may take them for a page of ours."""
    response: HttpResponse = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, page_id: int) -> Page:
    if not request.user.has_perm("archive.view_page"):
        raise PermissionDenied
    page = Page.objects.filter(id=page_id).first()
    if page is None:
        raise Http404("The archive has no such page.")
    return page


def _copy(page: Page, copy_id: int) -> Copy:
    copy = Copy.objects.filter(page=page, id=copy_id).first()
    if copy is None:
        raise Http404("This page has no such copy.")
    return copy


def _evidence(request: HttpRequest, evidence_id: int) -> Evidence:
    """A piece of evidence with a file. Whoever sees claims sees what bears on them."""
    if not request.user.has_perm("claims.view_claim"):
        raise PermissionDenied
    evidence = Evidence.objects.filter(id=evidence_id, file__isnull=False).select_related("file").first()
    if evidence is None:
        raise Http404("There is no such evidence, or it has no file.")
    return evidence


def _marked(text: str, quoted: list[Evidence]) -> dict[str, Any]:
    """A text as runs, and which of the quotations stand in it. Of a very long one the part that matters."""
    found = [(each, find_verbatim(each.quotation, text)) for each in quoted]
    spans = sorted(span for _, places in found for span in places)
    start = max(0, spans[0][0] - BEFORE) if spans and spans[0][1] > LONGEST else 0
    end = start + LONGEST
    runs, at = [], start
    for first, last in spans:
        if first >= end or last <= at:
            continue
        runs += [Run(text[at:first], False)] if first > at else []
        runs.append(Run(text[max(first, at) : min(last, end)], True))
        at = min(last, end)
    runs += [Run(text[at:end], False)] if at < min(end, len(text)) else []
    return {
        "runs": runs,
        "quotations": [(each, bool(places)) for each, places in found],
        "left_out": max(0, len(text) - LONGEST),
    }


def _segments(text: str, side: str) -> list[Segment]:
    """A text's lines as segments that only their words identify."""
    segments: list[Segment] = []
    at = 0
    for line in text.split("\n"):
        if line:
            segments.append(Segment(side, str(at), at, line))
        at += len(line) + 1
    return segments
