"""How far a story is, whose it is, when and where it is to run, and its embargo: a page, and a side panel.

Page and panel show the same and have the same forms; every form ends in one act of `articles`.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.models import WorkflowState

from accounts.models import User
from articles import stages
from articles.content import sha256
from articles.embargo import lift_embargo, set_embargo
from articles.gate import PublicationBlocked
from articles.models import ArticlePage, ArticleRevision, Slot, Stage, StoryAct, StoryPlan
from articles.planning import Plan, assign, may_plan, plan, plan_of, planned, release, writers
from desk.history import HistoryMixin
from desk.publishing import refuse
from desk.times import both_times
from desk.viewsets.page import add_errors
from desk.words import as_options

ACTS_SHOWN = 30
MOMENT = {"type": "datetime-local"}


class AssignStoryForm(forms.Form):
    """Whose the story is."""

    assignee = forms.ModelChoiceField(
        label="Give it to",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose whose story it should be."},
    )

    def __init__(self, *args: Any, article: ArticlePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=[person.pk for person in writers(article)])
        self.fields["assignee"].queryset = people.order_by("first_name", "last_name", "username")


class PlanStoryForm(forms.Form):
    """When, where and how long."""

    due_at = forms.DateTimeField(
        label="Due",
        required=False,
        widget=forms.DateTimeInput(attrs=MOMENT),
        help_text="When it should be ready, in your own time zone.",
    )
    priority = forms.TypedChoiceField(choices=as_options(StoryPlan.Priority.choices), coerce=int)
    day = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The day for which it is planned, by the newsroom’s calendar.",
    )
    slot = forms.ModelChoiceField(
        required=False,
        queryset=Slot.objects.none(),
        empty_label="No slot",
        help_text="Its place in that day.",
    )
    word_target = forms.IntegerField(label="Words wanted", required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: Any, article: ArticlePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = Slot.objects.filter(section=article.section)
        self.fields["slot"].queryset = slots.on(*self._days(), timezone.localdate())

    def _days(self) -> list[Any]:
        day = self.data.get(self.add_prefix("day")) or self.initial.get("day")
        try:
            return [forms.DateField().clean(day)] if day else []
        except ValidationError:
            return []


class EmbargoForm(forms.Form):
    """Until when nobody is shown it."""

    until = forms.DateTimeField(
        label="Embargoed until",
        widget=forms.DateTimeInput(attrs=MOMENT),
        help_text="In your own time zone. Before that no page, list, feed or API shows the story.",
        error_messages={"required": "Give the day and hour until which it is embargoed."},
    )
    why = forms.CharField(label="Note", required=False, help_text="Who asked for it, for example.")


class SkipForm(forms.Form):
    """Why the story may pass its stage unapproved."""

    why = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept with your name.",
        error_messages={"required": "Say why it may skip the stage."},
    )


FORMS: dict[str, type[forms.Form]] = {
    "assign": AssignStoryForm,
    "plan": PlanStoryForm,
    "embargo": EmbargoForm,
    "skip": SkipForm,
}


def standing(article: ArticlePage, user: User) -> dict[str, Any]:
    """What page and panel show of a story, and which of the forms the user gets."""
    stored = plan_of(article)
    rights = article.permissions_for_user(user)
    embargo = article.embargo_in_force
    newest = ArticleRevision.objects.tip_of(article.pk)
    planner = may_plan(user, article)
    moved_on = bool(
        stored.stage == Stage.DRAFT
        and stored.approved
        and newest
        and stored.approved.content_digest != newest.content_digest
        and not article.live
    )
    return {
        "article": article,
        "plan": stored,
        "steps": _steps(article, stored.stage),
        "newest": newest,
        "moved_on": moved_on,
        "due": both_times(stored.due_at),
        "is_overdue": bool(
            stored.due_at
            and stored.due_at < timezone.now()
            and stored.stage not in (Stage.READY, Stage.PUBLISHED)
        ),
        "scheduled": both_times(_scheduled_at(article)),
        "embargo": embargo,
        "embargoed_until": both_times(embargo.until) if embargo else "",
        "may_plan": planner,
        "may_assign": planner,
        "may_take": stored.assignee_id is None and rights.can_edit(),
        "may_release": stored.assignee_id is not None and (planner or stored.assignee_id == user.pk),
        "may_embargo": rights.can_edit(),
        "may_lift": rights.can_publish(),
        "may_publish": rights.can_publish(),
        "may_skip": _at_a_stage(article) and user.has_perm("articles.skip_stage") and rights.can_publish(),
    }


def _steps(article: ArticlePage, stage: str) -> list[dict[str, Any]]:
    """The section's way from draft to published, with who passed the story at each stage so far."""
    section = article.section
    between = stages.stages_of(section) if section else []
    passed = {act.stage: act for act in stages.passes(article.pk)}
    way = [Stage.DRAFT, *between, Stage.READY, Stage.PUBLISHED]
    return [
        {"stage": each, "label": each.label, "is_now": each == stage, "act": passed.get(each.value)}
        for each in (way if stage in way else [*way[:1], Stage(stage), *way[1:]])
    ]


def _scheduled_at(article: ArticlePage) -> Any:
    if article.live and not article.has_unpublished_changes:
        return None
    return (
        article.revisions.filter(approved_go_live_at__isnull=False)
        .values_list("approved_go_live_at", flat=True)
        .first()
    )


def _at_a_stage(article: ArticlePage) -> bool:
    state = stages.current_state(article.pk)
    return bool(state and state.status == WorkflowState.STATUS_IN_PROGRESS)


def with_forms(context: dict[str, Any], bound: dict[str, forms.Form] | None = None) -> dict[str, Any]:
    """The forms that the user gets, filled with what stands; `bound` ones show their errors."""
    article, stored = context["article"], context["plan"]
    offered = {
        "assign": context["may_assign"],
        "plan": context["may_plan"],
        "embargo": context["may_embargo"],
        "skip": context["may_skip"],
    }
    plain = planned(stored)
    initial: dict[str, dict[str, Any]] = {
        "assign": {"assignee": stored.assignee_id},
        "plan": {
            "due_at": _for_input(plain.due_at),
            "priority": plain.priority,
            "day": plain.day.isoformat() if plain.day else None,
            "slot": plain.slot,
            "word_target": plain.word_target,
        },
        "embargo": {"until": _for_input(context["embargo"].until) if context["embargo"] else None},
        "skip": {},
    }
    made = {
        f"{name}_form": _form(name, article, initial=initial[name])
        for name, is_offered in offered.items()
        if is_offered
    }
    return {**context, **made, **{f"{name}_form": form for name, form in (bound or {}).items()}}


def _for_input(moment: Any) -> str | None:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else None


def _form(name: str, article: ArticlePage, *args: Any, **kwargs: Any) -> forms.Form:
    if name in ("assign", "plan"):
        kwargs["article"] = article
    return FORMS[name](*args, prefix=name, **kwargs)


class PlanMixin(HistoryMixin):
    """What page and panel have in common."""

    header_icon = "date"
    request: HttpRequest

    def act(self) -> tuple[str, dict[str, forms.Form]]:
        """Do what was posted: what to tell, and the form with its errors where it was refused."""
        name = self.request.POST.get("act", "")
        if name in FORMS:
            form = _form(name, self.article, self.request.POST)
            if form.is_valid():
                try:
                    return self._submit(name, form.cleaned_data), {}
                except ValidationError as error:
                    add_errors(form, error)
            return "", {name: form}
        plain: dict[str, Callable[[], str]] = {
            "take": self._grab,
            "release": self._release,
            "lift": self._lift,
        }
        if name not in plain:
            raise ValidationError("That button is not known here. Reload the page and try again.")
        return plain[name](), {}

    def _submit(self, name: str, values: dict[str, Any]) -> str:
        user = self.request.user
        if name == "assign":
            assign(self.article, values["assignee"], by=user)
            return f"It is in the hands of {values['assignee'].display_name}."
        if name == "plan":
            plan(self.article, Plan(**values), by=user)
            return "Planned."
        if name == "skip":
            stage = stages.skip(self.article, by=user, why=values["why"])
            return f"It skipped the stage “{stage.label}”; your reason is on file."
        set_embargo(self.article, values["until"], by=user, why=values["why"])
        return f"Embargoed until {both_times(values['until'])}."

    def _grab(self) -> str:
        assign(self.article, self.request.user, by=self.request.user)
        return "It is yours."

    def _release(self) -> str:
        release(self.article, by=self.request.user)
        return "It is nobody’s again."

    def _lift(self) -> str:
        lift_embargo(self.article, by=self.request.user)
        return "The embargo is lifted."


class PlanPage(PlanMixin, TemplateView):
    """All about a story's way to readers, and what was done on it."""

    template_name = "desk/plan/page.html"
    page_title = "Plan"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.article.get_admin_display_title()
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.article.pk]), "label": title},
            {"url": "", "label": "Plan"},
        ]

    def get_context_data(self, bound: dict[str, forms.Form] | None = None, **kwargs: Any) -> dict[str, Any]:
        acts = StoryAct.objects.filter(article=self.article.pk).select_related("by").order_by("-pk")
        return {
            **super().get_context_data(**kwargs),
            **with_forms(standing(self.article, self.request.user), bound),
            "acts": acts[:ACTS_SHOWN],
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            said, refused = self.act()
        except PublicationBlocked as blocked:
            return refuse(request, blocked)
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if refused:
                return self.render_to_response(self.get_context_data(bound=refused), status=422)
            messages.success(request, said)
        return redirect(request.path)


class PlanPanel(PlanMixin, View):
    """The same as a piece of HTML for the editor's side panel; 304 while it says the same."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            said, refused = self.act()
        except PublicationBlocked as blocked:
            return self._show(error=" ".join(blocked.messages))
        except PermissionDenied as refusal:
            return self._show(error=str(refusal))
        except ValidationError as error:
            return self._show(error=" ".join(error.messages))
        return self._show(said=said, bound=refused)

    def _show(
        self, *, said: str = "", error: str = "", bound: dict[str, forms.Form] | None = None
    ) -> HttpResponse:
        article = ArticlePage.objects.defer_streamfields().get(pk=self.article.pk)
        context = with_forms(standing(article, self.request.user), bound)
        token = get_token(self.request)
        context |= {"said": said, "error": error, "csrf_token": token}
        html = render_to_string("desk/plan/panel.html", context)
        etag = quote_etag(sha256(html.replace(token, "").encode())[:32])  # it is another one each time
        response: HttpResponse
        if self.request.method == "GET" and etag in self.request.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(html, status=422 if bound or error else 200)
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        return response
