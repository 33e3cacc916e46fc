"""The views in which articles are written.

An autosave is frozen when the writer pauses, an explicit save at once. Every save, whatever the button,
says what it began from: one that comes too late changes nothing, and its text is kept (`desk.editor.slower`).
"""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.forms import Media, Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.html import strip_tags
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.locks import BasicLock
from wagtail.models import Revision, WorkflowState

from accounts.models import User
from articles.actions import freeze_pending, pending_autosaves
from articles.comments.standing import stand_on_words
from articles.gate import PublicationBlocked
from articles.models import ArticlePage, ArticleRevision, Draft
from articles.saving import saving_as
from articles.stages import StageRefused, having_seen_newest
from articles.versions import (
    StaleVersion,
    beginning_from,
    newest_of,
    require_stated,
    token_of_content,
    wait_for_turn,
)
from desk.editor.begun import begun_in, give_slug
from desk.editor.panels import (
    GateSidePanel,
    OriginSidePanel,
    PlanSidePanel,
    ReadingSidePanel,
    RemarksSidePanel,
)
from desk.editor.slower import answer, answer_script, beginning_of, keep, taken_anew
from desk.locks import HeldLock
from desk.presence import PresenceModule
from desk.publishing import refuse, stay
from desk.restoring import RevertView
from desk.times import both_times

HYDRATE = "_w_hydrate_create_view"  # how Wagtail asks for what turns a new story's page into a saved one's
PANELS = (PlanSidePanel, ReadingSidePanel, GateSidePanel, OriginSidePanel, RemarksSidePanel)


def _kind(expects_json_response: bool) -> str:
    return ArticleRevision.Kind.AUTOSAVE if expects_json_response else ArticleRevision.Kind.SAVE


class ArticleCreateView(CreateView):
    """Begin an article. The panel is there from the start and fills once the first save is read."""

    def post(self, request: HttpRequest) -> HttpResponse:
        stated = beginning_of(request)
        if begun := begun_in(stated.form, self.parent_page, request.user):
            return self.go_on(request, begun)
        give_slug(request, self.parent_page)
        beginning = replace(stated, token="")  # it begins from nothing
        with saving_as(_kind(self.expects_json_response)), beginning_from(beginning):
            return super().post(request)

    def go_on(self, request: HttpRequest, begun: ArticlePage) -> HttpResponse:
        """Save into the story that this very window has begun: the answer to that was lost on its way."""
        give_slug(request, self.parent_page, begun.slug)
        response = ArticleEditView.as_view()(request, begun.pk)
        if isinstance(response, JsonResponse) and response.status_code == 200:
            self.page = begun
            edit_url = self.get_edit_url()
            told = json.loads(response.content) | {"url": edit_url}
            return JsonResponse(told | {"hydrate_url": set_query_params(edit_url, {HYDRATE: "1"})})
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        module = PresenceModule(self.request, None, self.parent_page)
        return with_scripts(super().get_context_data(**kwargs) | {"editing_sessions": module})

    def get_side_panels(self) -> MediaContainer:
        ours = [panel(self.page, self.request) for panel in PANELS]
        return MediaContainer([*super().get_side_panels(), *ours])


class ArticleEditView(EditView):
    """Write on. Every kind of save (draft, publish, submit) asks first whether somebody else was faster."""

    page: ArticlePage
    latest_revision: Revision | None
    lock: Any  # what Wagtail found; None for a story that nobody has locked

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._take_the_newest()
        stand_on_words(self.page)
        if isinstance(self.lock, BasicLock):
            self.lock = HeldLock(self.page)
        if not self.hydrate_create_view and (asked := asked_changes(self.page)):
            messages.warning(request, asked)
        if not self.hydrate_create_view and (embargo := self.page.embargo_in_force):
            messages.warning(request, f"Embargoed until {both_times(embargo.until)}: readers see none of it.")
        if not self.hydrate_create_view and (kept := open_draft(self.page, request.user)):
            words = "A text of yours was kept aside" if kept.created_by_id else "What came in was kept aside"
            button = messages.button(kept.get_absolute_url(), "See it, and merge it")
            messages.warning(request, f"{words}, because {kept.get_reason_display()}.", buttons=[button])
        return super().get(request, *args, **kwargs)

    def _take_the_newest(self) -> None:
        """What a form is filled from must stand in history: it may have to be merged with what comes."""
        if pending_autosaves(self.page.pk):
            freeze_pending(self.page.pk)
        newest = newest_of(self.page.pk)
        if newest and self.latest_revision and newest.created_at != self.latest_revision.created_at:
            self.real_page_record.refresh_from_db(fields=["latest_revision", "latest_revision_created_at"])
            self.latest_revision, self.page = newest, self.get_object()
        self.page.began_from = token_of_content(newest.content) if newest else ""

    @property
    def is_out_of_date(self) -> bool:
        """No, as far as Wagtail asks: `post` asks better, and of every kind of save."""
        return False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.page.alias_of_id:
            return super().post(request, *args, **kwargs)
        self.beginning = beginning_of(request)
        with saving_as(_kind(self.expects_json_response)), beginning_from(self.beginning):
            try:
                self._look_who_was_faster()
                return super().post(request, *args, **kwargs)
            except StaleVersion as stale:
                return self.refuse(stale)

    def _look_who_was_faster(self) -> None:
        require_stated(self.page.pk, self.beginning, self.latest_revision)
        if self.latest_revision and token_of_content(self.latest_revision.content) != self.beginning.token:
            # The form has not heard of its own last save, nor of the rows that were made in it.
            self.request.POST = taken_anew(self.request.POST, self.page, ["bylines"])

    def form_valid(self, form: Any) -> HttpResponse:
        if self.action_name == "save":  # Wagtail's own transaction is around that
            return super().form_valid(form)
        with transaction.atomic():
            wait_for_turn(self.page.pk)
            require_stated(self.page.pk, self.beginning, newest_of(self.page.pk))
            try:
                return super().form_valid(form)
            except PublicationBlocked as blocked:  # what was typed is saved all the same
                return refuse(self.request, blocked)
            except StageRefused as refused:
                return stay(self.request, refused)

    def form_invalid(self, form: Any) -> HttpResponse:
        if not self.locked_for_user or self.is_cancelling_workflow or not form.is_valid():
            return super().form_invalid(form)
        words = f"Not saved: {self.lock.get_message(self.request.user) or 'this story is locked.'}"
        return self._keep(strip_tags(words), Draft.Reason.LOCKED)

    def refuse(self, stale: StaleVersion) -> HttpResponse:
        """Say who was faster, and keep the text. One that the same window has overtaken needs neither."""
        if stale.is_overtaken:
            return self._answer_overtaken(stale)
        return self._keep(str(stale), Draft.Reason.STALE, stale)

    def _keep(self, words: str, reason: str, stale: StaleVersion | None = None) -> HttpResponse:
        form = self._form_as_sent()
        if not form.is_valid():
            self.form = form
            return super().form_invalid(form)
        draft = keep(
            form, self.beginning, by=self.request.user, is_autosave=self.expects_json_response, reason=reason
        )
        if self.expects_json_response:
            return answer_script(words, draft, stale.newest if stale else None, reason)
        return answer(self.request, self.page.pk, words, draft)

    def _form_as_sent(self) -> Any:
        self.page = self.get_object()
        form = self.form_class(
            taken_anew(self.request.POST, self.page, self.form_class.formsets),
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        if self.action_name == "save":
            form.defer_required_fields()
        return form

    def _answer_overtaken(self, stale: StaleVersion) -> HttpResponse:
        if not self.expects_json_response:
            messages.info(self.request, "What you sent last from this window was saved already.")
            return self.redirect_and_remain()
        version = token_of_content(stale.newest.content) if stale.newest else ""
        return JsonResponse({"success": True, "pk": self.page.pk, "field_updates": {"version": version}})

    def send_commenting_notifications(self, changes: Any) -> None:
        """Once all is written: colleagues' saves do not wait for the mail server."""
        transaction.on_commit(partial(super().send_commenting_notifications, changes))

    def perform_workflow_action(self) -> HttpResponse:
        """Approve or send back, once. A story that may not go out stays there; what was typed is saved."""
        try:
            return self._perform_workflow_action()
        except PublicationBlocked as blocked:
            if self.has_content_changes:
                self.save_action()
            return refuse(self.request, blocked)
        except StageRefused as refused:
            if self.has_content_changes:
                self.save_action()
            return stay(self.request, refused)

    @transaction.atomic
    def _perform_workflow_action(self) -> HttpResponse:
        """Whoever was slower (or clicked twice) is told, and nothing is done."""
        wait_for_turn(self.page.pk)
        if not self.page.current_workflow_task:
            messages.warning(
                self.request, "This story was decided on already. Nothing was done a second time."
            )
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        with having_seen_newest():  # whoever began from an older text was refused before
            return super().perform_workflow_action()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return with_scripts(super().get_context_data(**kwargs))

    def get_editing_sessions(self) -> PresenceModule | None:
        """Ours in the place of Wagtail's; where a new story was just saved, its page has one already."""
        return None if self.hydrate_create_view else PresenceModule(self.request, self.page)

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response or self.hydrate_create_view:
            return panels  # the panel that stands there follows the article by itself
        ours = [panel(self.page, self.request) for panel in PANELS]
        return MediaContainer([*panels, *ours])


def with_scripts(context: dict[str, Any]) -> dict[str, Any]:
    """A context of the editor's page with what keeps its text and tells who else is there."""
    script: Any = Script("desk/editor.js", type="module")
    ours = Media(js=[script], css={"all": ["desk/editor.css"]})
    return context | {"media": context["media"] + ours}


def open_draft(article: ArticlePage, user: User) -> Draft | None:
    """The newest text of a story that waits for this person: their own, or what an import brought."""
    waiting = Draft.objects.of(article).open().defer("content")
    nobodys = Q(created_by=None, door=Draft.Door.IMPORT)
    return waiting.filter(Q(created_by=user) | nobodys).last()


def asked_changes(article: ArticlePage) -> str:
    """In words, what the desk asked for when it sent the story back; "" where it did not."""
    state = article.current_workflow_state
    if not state or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    task = state.current_task_state
    who = task.finished_by.display_name if task and task.finished_by else "The desk"
    said = f": “{task.comment}”" if task and task.comment else "."
    return f"{who} sent this story back and asks for changes{said}"


class ArticleViewSet(PageViewSet):
    """How articles are made and edited in the desk."""

    model = ArticlePage
    add_view_class = ArticleCreateView
    edit_view_class = ArticleEditView
    revisions_revert_view_class = RevertView
