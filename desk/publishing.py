"""What the gate's refusal looks like at Wagtail's own doors: words, links, and nobody else held up."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail.admin import messages
from wagtail.admin.action_menu import WorkflowMenuItem
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry

from accounts.models import User
from articles.acting import STORY_ACT
from articles.gate import HELD_BACK, PublicationBlocked, foresee, require_passage, sections_of
from articles.locks import TAKEN_OVER
from articles.models import ArticlePage
from articles.stages import StageRefused
from articles.versions import StaleVersion
from claims.gatekeeping import OVERRIDDEN
from desk.times import both_times

MODAL = "wagtailadmin_pages:workflow_action"  # asked by a script that expects a step and an address


def refuse(request: HttpRequest, blocked: PublicationBlocked) -> HttpResponse:
    """Say that a story was not published and lead to the page that says why."""
    say_refused(request, blocked)
    return redirect("article_gate", blocked.article_id)


def say_refused(request: HttpRequest, blocked: PublicationBlocked) -> None:
    """A message with the first thing that stands in the way, and a link to all of them."""
    first, count = blocked.objections[0], len(blocked.objections)
    more = f" And {count - 1} more." if count > 1 else ""
    url = reverse("article_gate", args=[blocked.article_id])
    messages.error(
        request,
        format_html(
            "“{}” is saved and not published. {} {}{}", blocked.headline, first.words, first.remedy, more
        ),
        buttons=[messages.button(url, "See what stands in the way")],
    )


def stay(request: HttpRequest, refused: StageRefused) -> HttpResponse:
    """Say why a story stays at its stage, and lead to its text."""
    messages.error(request, " ".join(refused.messages))
    return redirect("wagtailadmin_pages:edit", refused.article_id)


def before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's create and edit views ask this once the draft is saved. Of a later hour it only warns, unless
    no hour will let the story out.
    """
    if not isinstance(page, ArticlePage):
        return None
    try:
        with transaction.atomic():
            require_passage(page, page.latest_revision, sections_of(page))
    except PublicationBlocked as blocked:
        is_lasting = any(each.is_lasting for each in blocked.objections)
        if is_lasting or not (page.go_live_at and page.go_live_at > timezone.now()):
            return refuse(request, blocked)
        messages.warning(
            request,
            f"As it stands it will be held back at its hour: {blocked.objections[0].words}",
            buttons=[messages.button(reverse("article_gate", args=[page.pk]), "See what stands in the way")],
        )
    return None


def after_publishing(request: HttpRequest, page: Page) -> None:
    """Whoever published is told what the rules warn of."""
    if not (isinstance(page, ArticlePage) and page.live):
        return
    if embargo := page.embargo_in_force:
        until = both_times(embargo.until)
        messages.warning(request, f"“{page.title}” is under embargo: readers see it from {until} on.")
    told = [each for each in foresee(page) if not each.is_blocking and each.key != "lesser"]
    if told:
        more = f" And {len(told) - 1} more." if len(told) > 1 else ""
        url = reverse("article_gate", args=[page.pk])
        messages.warning(request, f"{told[0].words}{more}", buttons=[messages.button(url, "See all")])


def after_copying(request: HttpRequest, page: Page, copy: Page) -> None:
    """Whoever asked for a live copy or alias and got a draft is told why."""
    wants_live = request.POST.get("publish_copies") or request.POST.get("alias")
    if wants_live and not copy.live and issubclass(copy.specific_class, ArticlePage):
        why = (
            "the rules of that section hold it back"
            if copy.alias_of_id
            else "a copy is another story, whose claims have to be read first"
        )
        messages.warning(request, f"“{copy.title}” is a draft: {why}.")


class PublishStories(PublishBulkAction):
    """Wagtail's bulk action; a story that may not go out stays as it is, and the others go."""

    def get_execution_context(self) -> dict[str, Any]:
        self.held_back: list[PublicationBlocked] = []
        return {**super().get_execution_context(), "held_back": self.held_back}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        include_descendants: bool = False,
        user: User | None = None,
        held_back: list[PublicationBlocked] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        held_back = [] if held_back is None else held_back
        chosen = list(objects)
        below: list[Page] = []
        if include_descendants:
            for page in chosen:
                drafts = page.get_descendants().not_live().defer_streamfields().specific()
                below += [draft for draft in drafts if _may_publish(draft, user)]
        publish = super().execute_action
        return _publish_each(chosen, publish, user, held_back), _publish_each(below, publish, user, held_back)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for blocked in self.held_back:
            say_refused(self.request, blocked)
        if not num_parent_objects and not num_child_objects:
            return None
        return super().get_success_message(num_parent_objects, num_child_objects)


def _may_publish(page: Page, user: User | None) -> bool:
    return user is None or page.permissions_for_user(user).can_publish()


def _publish_each(
    pages: Sequence[Page],
    publish: Callable[..., Any],
    user: User | None,
    held_back: list[PublicationBlocked],
) -> int:
    """Publish what may go out, and collect what may not; returns how many went out."""
    before = len(held_back)
    for page in pages:
        try:
            with transaction.atomic():
                publish([page], user=user)
        except PublicationBlocked as blocked:
            held_back.append(blocked)
    return len(pages) - (len(held_back) - before)


class GateMiddleware:
    """Turns a refusal that no view expected into words: the gate's page, or JSON for scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whatever the view wrote in its transaction is undone by now."""
        if isinstance(exception, StageRefused):
            return self._stay(request, exception)
        if isinstance(exception, StaleVersion):
            return self._moved_on(request, exception)
        if not isinstance(exception, PublicationBlocked):
            return None
        match = request.resolver_match
        is_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        if match and match.view_name == MODAL and is_script:
            say_refused(request, exception)
            return JsonResponse(
                {"step": "success", "redirect": reverse("article_gate", args=[exception.article_id])}
            )
        if is_script or "text/html" not in request.headers.get("Accept", "text/html"):
            return JsonResponse(
                {"error": " ".join(exception.messages), "errors": exception.messages}, status=409
            )
        return refuse(request, exception)

    def _moved_on(self, request: HttpRequest, stale: StaleVersion) -> HttpResponse:
        """A door without a text of its own was overtaken between looking and writing: it may begin anew."""
        words = f"{stale} Nothing was done. Look at the story as it is now, and try again."
        if "text/html" not in request.headers.get("Accept", "text/html"):
            return JsonResponse({"error": words}, status=409)
        messages.error(request, words)
        return redirect("wagtailadmin_pages:edit", stale.article_id)

    def _stay(self, request: HttpRequest, refused: StageRefused) -> HttpResponse:
        response = stay(request, refused)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": response["Location"]})
        return response


def name_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The last approval makes a story ready; Wagtail's button would say that it publishes it."""
    for item in items:
        if isinstance(item, WorkflowMenuItem) and isinstance(context.get("page"), ArticlePage):
            item.label = str(item.label).removesuffix(" and Publish")


def register_log_actions(actions: LogActionRegistry) -> None:
    """What Wagtail's own history of a page says of the gate and of the desk's acts."""

    @actions.register_action(STORY_ACT)
    class ActFormatter(LogFormatter):
        label = "Act of the desk"

        def format_message(self, log_entry: PageLogEntry) -> str:
            words = (log_entry.data.get("done", ""), log_entry.data.get("about", ""))
            return " ".join(word for word in words if word).capitalize()

        def format_comment(self, log_entry: PageLogEntry) -> str:
            return str(log_entry.data.get("why", ""))

    @actions.register_action(TAKEN_OVER)
    class TakenOverFormatter(LogFormatter):
        label = "Take over lock"

        def format_message(self, log_entry: PageLogEntry) -> str:
            return f"Took over the lock from {log_entry.data.get('name') or 'somebody'}"

    @actions.register_action(OVERRIDDEN)
    class OverrideFormatter(LogFormatter):
        label = "Publish all the same"

        def format_message(self, log_entry: PageLogEntry) -> str:
            return "Let through the gate, although the rules forbade it"

        def format_comment(self, log_entry: PageLogEntry) -> str:
            return str(log_entry.data.get("reason", ""))

    @actions.register_action(HELD_BACK)
    class HeldBackFormatter(LogFormatter):
        label = "Held back"

        def format_message(self, log_entry: PageLogEntry) -> str:
            return "Held back at its hour"

        def format_comment(self, log_entry: PageLogEntry) -> str:
            return " ".join(log_entry.data.get("why", []))
