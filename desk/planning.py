"""The page of the planning board, its live results, and the acts of its cards."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date
from django.utils.http import quote_etag, urlencode
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from articles import planning
from articles.content import sha256
from articles.models import ArticlePage, SectionPage, Slot, Stage
from desk.board import HANDS, SHOWS, Board, Wanted
from desk.words import as_options

KEPT = ("show", "week", "section", "stage", "hands")


def menu_item() -> MenuItem:
    """The board in the desk's menu, above the stories."""
    return MenuItem("Planning", reverse("planning"), name="planning", icon_name="date", order=185)


def wanted_of(request: HttpRequest) -> Wanted:
    """What an address asks for; whatever is no such thing is passed over."""
    asked = request.GET
    show, stage, hands = asked.get("show", ""), asked.get("stage", ""), asked.get("hands", "")
    return Wanted(
        user=request.user,
        show=show if show in SHOWS else "today",
        monday=_day(asked.get("week", "")),
        section=asked.get("section", "") if asked.get("section") != "all" else "",
        stage=stage if stage in Stage.values else "",
        hands=hands if hands in HANDS else "",
    )


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


class BoardMixin:
    """Makes the board of a request."""

    request: HttpRequest

    def board_context(self) -> dict[str, Any]:
        """What the results show; the same for the same board, whoever renders it."""
        board = Board(wanted_of(self.request))
        return {"board": board, "columns": board.columns, "next": self._address(reverse("planning"))}

    def _address(self, url: str, **values: str) -> str:
        asked = {name: self.request.GET[name] for name in KEPT if self.request.GET.get(name)}
        query = urlencode({name: value for name, value in (asked | values).items() if value})
        return f"{url}?{query}" if query else url


class PlanningPage(BoardMixin, WagtailAdminTemplateMixin, TemplateView):
    """The board with its filters, bar and dialogs."""

    template_name = "desk/planning/page.html"
    page_title = "Planning"
    header_icon = "date"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), **self.board_context()}
        board: Board = context["board"]
        wanted, here = board.wanted, reverse("planning")
        every_section = Board(Wanted(user=self.request.user)).sections
        return context | {
            "results_url": self._address(reverse("planning_results")),
            "shows": self._choices("show", SHOWS, wanted.show, "today"),
            "hands": self._choices("hands", {"": "Everybody’s", **HANDS}, wanted.hands, ""),
            "sections": [("", "All sections"), *((each.slug, each.title) for each in every_section)],
            "stages": [("", "All stages"), *as_options(Stage.choices)],
            "wanted": wanted,
            "is_week": wanted.show == "week",
            "week_before": self._address(here, week=f"{board.monday - timedelta(days=7)}"),
            "week_after": self._address(here, week=f"{board.monday + timedelta(days=7)}"),
            "settings_of": [each for each in every_section if self._sets(each)],
            "slots_of": Slot.objects.filter(section__in=board.open_sections).on(*board.days),
        }

    def _choices(self, name: str, labels: dict[str, str], chosen: str, default: str) -> list[dict[str, Any]]:
        url = reverse("planning")
        asked = {each: self.request.GET[each] for each in KEPT if self.request.GET.get(each) and each != name}
        made = []
        for value, label in labels.items():
            query = urlencode(asked | ({name: value} if value != default else {}))
            address = f"{url}?{query}" if query else url
            made.append({"label": label, "url": address, "is_on": value == chosen})
        return made

    def _sets(self, section: SectionPage) -> bool:
        user = self.request.user
        plans = user.has_perm("articles.plan_story")
        may_slot = plans and section.permissions_for_user(user).can_publish_subpage()
        return may_slot or user.has_perm("articles.set_stages")


class PlanningResults(BoardMixin, View):
    """The board alone, for the script that keeps it true; 304 while it is the same."""

    def get(self, request: HttpRequest) -> HttpResponse:
        html = render_to_string("desk/planning/results.html", self.board_context())
        etag = quote_etag(sha256(html.encode())[:32])
        known = etag in request.headers.get("If-None-Match", "")
        response: HttpResponse = HttpResponseNotModified() if known else HttpResponse(html)
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        return response


class PlanningActs(View):
    """POST `act`: `place` (a story to a zone), `take`, or `begin` (an idea in a zone). JSON for scripts."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        acts = {"place": self._place, "take": self._take, "begin": self._begin}
        try:
            act = acts.get(request.POST.get("act", ""))
            if act is None:
                raise ValidationError("That button is not known here. Reload the page and try again.")
            return self._answer(said=act())
        except PermissionDenied as refusal:
            return self._answer(error=str(refusal))
        except ValidationError as error:
            return self._answer(error=" ".join(error.messages))

    def _place(self) -> str:
        story, (day, slot) = self._story(), self._zone()
        planning.place(story, day, slot, by=self.request.user)
        if day is None:
            return f"“{story.get_admin_display_title()}” has no day any more."
        where = f", {slot}" if slot else ""
        return f"“{story.get_admin_display_title()}” runs on {day:%A %-d %B}{where}."

    def _take(self) -> str:
        story = self._story()
        planning.assign(story, self.request.user, by=self.request.user)
        return f"“{story.get_admin_display_title()}” is yours."

    def _begin(self) -> str:
        day, slot = self._zone()
        number = self.request.POST.get("section", "")
        section = SectionPage.objects.filter(pk=int(number) if number.isdecimal() else 0).first()
        section = slot.section if slot else section
        if section is None:
            raise ValidationError("Choose the section in which the story stands.")
        wanted = planning.Plan(day=day, slot=slot, word_target=self._words())
        idea = planning.begin_idea(
            section, self.request.POST.get("title", ""), by=self.request.user, wanted=wanted
        )
        return f"“{idea.title}” is begun."

    def _words(self) -> int | None:
        said = self.request.POST.get("words", "").strip()
        if not said:
            return None
        if not (said.isdecimal() and 0 < int(said) <= 100_000):
            raise ValidationError("Give the words wanted as a number from 1 to 100,000, or leave it empty.")
        return int(said)

    def _story(self) -> Page:
        number = self.request.POST.get("story", "")
        found = ArticlePage.objects.defer_streamfields().filter(pk=int(number) if number.isdecimal() else 0)
        if (story := found.first()) is None:
            raise ValidationError("That story is not there any more. Reload the page.")
        return story

    def _zone(self) -> tuple[date | None, Slot | None]:
        said, _, number = self.request.POST.get("zone", "|").partition("|")
        day = _day(said)
        if said and day is None:
            raise ValidationError("That is no day of the calendar.")
        slot = (
            Slot.objects.select_related("section").filter(pk=int(number)).first()
            if number.isdecimal()
            else None
        )
        if number and slot is None:
            raise ValidationError("That slot is not there any more. Reload the page.")
        return day, slot

    def _answer(self, *, said: str = "", error: str = "") -> HttpResponse:
        if self.request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": error}, status=422) if error else JsonResponse({"said": said})
        (messages.error if error else messages.success)(self.request, error or said)
        return redirect(get_valid_next_url_from_request(self.request) or "planning")
