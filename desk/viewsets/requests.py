"""What readers report as wrong: a listing by due time, and a page of each to work on and answer."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from accounts.models import User
from articles import requests
from articles.models import ArticlePage, CorrectionRequest, Publication, SectionPage
from desk.sections import Sections, articles_by_id, section_filter
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.viewsets.page import ActingPage

State = CorrectionRequest.State
REQUEST_TONE: dict[str, str] = {
    State.OPEN: "warn",
    State.IN_WORK: "calm",
    State.ANSWERED: "good",
    State.REJECTED: "off",
}
RIGHT = "articles.answer_correctionrequest"


class RequestFilterSet(WagtailFilterSet):
    """What of the reports to show."""

    show = django_filters.ChoiceFilter(
        label="Show",
        method="narrow",
        choices=[
            ("open", "Without an answer"),
            ("overdue", "Overdue"),
            ("mine", "Mine"),
            ("nobody", "Nobody’s"),
            ("closed", "Answered or rejected"),
        ],
        empty_label="All",
        widget=forms.RadioSelect,
    )
    section = section_filter()

    class Meta:
        model = CorrectionRequest
        fields: list[str] = []

    def narrow(self, found: Any, name: str, value: str) -> Any:
        """By what awaits whom."""
        if value == "closed":
            return found.filter(state__in=[State.ANSWERED, State.REJECTED])
        if value == "overdue":
            return found.overdue()
        if value == "mine":
            return found.open().filter(assignee=self.request.user)
        return found.open().filter(assignee=None) if value == "nobody" else found.open()

    def in_section(self, found: Any, name: str, section: SectionPage) -> Any:
        """About the stories of one section."""
        return found.in_section(section)


class RequestListingView(ListingView):
    """Without an answer first, the soonest due on top."""

    page_title = "Readers’ reports"
    default_ordering = ("is_closed", "due_at", "-pk")
    empty_hint = "Readers report errors with the link below every story, programs through the API."

    @property
    def verbose_name_plural(self) -> str:
        return "reports"

    def get_base_queryset(self) -> QuerySet[CorrectionRequest]:
        is_closed = Case(When(state__in=[State.OPEN, State.IN_WORK], then=Value(0)), default=Value(1))
        return CorrectionRequest.objects.select_related("assignee").annotate(is_closed=is_closed)

    def complete(self, rows: list[CorrectionRequest]) -> None:
        articles, sections = articles_by_id(row.article_id for row in rows), Sections()
        for row in rows:
            article = articles.get(row.article_id)
            section = sections.of(article) if article else None
            title = article.get_admin_display_title() if article else "A deleted article"
            row.note = f"{title}{f' · {section.title}' if section else ''}"
            row.tone = "bad" if row.is_overdue else REQUEST_TONE[row.state]
            row.standing = "overdue" if row.is_overdue else row.get_state_display()


def answerers() -> QuerySet[User]:
    """Whoever may answer readers, by name."""
    app, code = RIGHT.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=code)
    may = Q(groups__permissions__in=right) | Q(user_permissions__in=right) | Q(is_superuser=True)
    return User.objects.filter(may, is_active=True).distinct().order_by("first_name", "last_name", "username")


class AssignForm(forms.Form):
    """Who works on it."""

    assignee = forms.ModelChoiceField(
        label="Who", queryset=User.objects.none(), empty_label="Choose somebody"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = answerers()


class AnswerForm(forms.Form):
    """The answer."""

    words = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In words for the reader, who gets it by e-mail where an address was given.",
        error_messages={"required": "Write the answer."},
    )


class RejectForm(AnswerForm):
    """Why nothing has to be put right."""

    words = forms.CharField(
        label="Why nothing has to be put right",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In words for the reader, who gets them by e-mail where an address was given.",
        error_messages={"required": "Say why, in words for the reader."},
    )


class ReopenForm(forms.Form):
    """Why it is taken up again."""

    words = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}))


class RequestPage(ActingPage):
    """One report, what was done with it, and the next steps."""

    model = CorrectionRequest
    template_name = "desk/requests/request.html"
    index_url_name = "correction_requests:index"
    index_label = "Readers’ reports"
    header_icon = "comment"

    def get_base_object_queryset(self) -> Any:
        found = CorrectionRequest.objects.select_related("assignee", "revision", "proposed")
        return found.defer("revision__content")

    def acts(self) -> dict[str, Callable[[], str]]:
        return {"take": self._take}

    def _take(self) -> str:
        user = self.request.user
        requests.assign_request(self.object, user, by=user)
        return "The report is yours."

    def forms(self) -> dict[str, type[forms.Form]]:
        return {"assign": AssignForm, "answer": AnswerForm, "reject": RejectForm, "reopen": ReopenForm}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        report, user = self.object, self.request.user
        mailed = " It is sent by e-mail." if report.email else " No e-mail address was given."
        if name == "assign":
            requests.assign_request(report, values["assignee"], by=user)
            return f"The report is in the hands of {values['assignee'].display_name}, who is told."
        if name == "reopen":
            requests.reopen_request(report, values["words"], by=user)
            return "The report is open again."
        act = requests.answer_request if name == "answer" else requests.reject_request
        act(report, values["words"], by=user)
        return f"{'Answered' if name == 'answer' else 'Rejected'}.{mailed}"

    def get_page_title(self) -> str:
        return "A reader’s report"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, user = self.object, self.request.user
        article = ArticlePage.objects.filter(pk=report.article_id).first()
        may = user.has_perm(RIGHT) and bool(article) and article.permissions_for_user(user).can_edit()
        return {
            **super().get_context_data(**kwargs),
            "report": report,
            "tone": "bad" if report.is_overdue else REQUEST_TONE[report.state],
            "article": article,
            "acts_done": report.acts.select_related("by"),
            "may_work": may and report.is_open,
            "may_reopen": may and not report.is_open,
            "is_mine": report.assignee_id == user.pk,
            "may_correct": report.is_open and bool(article) and user.has_perm("articles.ask_correction"),
            "correction_url": correction_url(report),
            "may_see_asker": may,
        }


def correction_url(report: CorrectionRequest) -> str:
    """The form of a correction, begun from the report."""
    version = Publication.objects.of(report.article_id).filter(revision=report.revision_id).last()
    given = {
        "article": report.article_id,
        "request": report.pk,
        "version": version.pk if version else "",
        "wrong": report.wrong,
        "text": report.right,
        "why": "A reader reported it.",
    }
    return f"{reverse('corrections:add')}?{urlencode(given)}"


class RequestViewSet(ListingViewSet):
    """Readers' reports in the menu."""

    model = CorrectionRequest
    name = "correction_requests"
    icon = "comment"
    menu_order = 232
    menu_label = "Readers’ reports"
    index_view_class = RequestListingView
    page_view_class = RequestPage
    filterset_class = RequestFilterSet
    search_fields = ["wrong", "right"]
    list_display = [
        OpeningColumn("wrong", "correction_requests:page", label="What is wrong"),
        TemplateColumn("standing", "desk/columns/status.html", label="State"),
        Column("assignee", label="In the hands of", accessor="assignee.display_name"),
        TemplateColumn("due_at", "desk/columns/answer_due.html", label="Due", sort_key="due_at"),
        DateColumn("received_at", label="Received", sort_key="received_at"),
    ]
