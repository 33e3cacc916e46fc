"""The views in which articles are written.

An autosave is frozen when the writer pauses, an explicit save at once; and an explicit save never
silently wins over what somebody else saved meanwhile.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms import Media, Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.locks import BasicLock
from wagtail.models import Revision, WorkflowState

from articles.actions import wait_for_turn
from articles.gate import PublicationBlocked
from articles.models import ArticlePage, ArticleRevision
from articles.saving import saving_as
from articles.stages import StageRefused, having_seen_newest
from desk.editor.panels import GateSidePanel, PlanSidePanel, ReadingSidePanel
from desk.locks import HeldLock
from desk.presence import PresenceModule
from desk.publishing import refuse, stay
from desk.restoring import RevertView
from desk.times import both_times

OVERRULE = "overrule_newer_save"
PANELS = (PlanSidePanel, ReadingSidePanel, GateSidePanel)


def _kind(expects_json_response: bool) -> str:
    return ArticleRevision.Kind.AUTOSAVE if expects_json_response else ArticleRevision.Kind.SAVE


class ArticleCreateView(CreateView):
    """Begin an article. The panel is there from the start and fills once the first save is read."""

    def post(self, request: HttpRequest) -> HttpResponse:
        with saving_as(_kind(self.expects_json_response)):
            return super().post(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        module = PresenceModule(self.request, None, self.parent_page)
        return with_scripts(super().get_context_data(**kwargs) | {"editing_sessions": module})

    def get_side_panels(self) -> MediaContainer:
        ours = [panel(self.page, self.request) for panel in PANELS]
        return MediaContainer([*super().get_side_panels(), *ours])


class ArticleEditView(EditView):
    """Write on. Every kind of save (draft, publish, submit) asks first whether somebody else was faster."""

    lock: Any  # what Wagtail found; None for a story that nobody has locked

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(self.lock, BasicLock):
            self.lock = HeldLock(self.page)
        if not self.hydrate_create_view and (asked := asked_changes(self.page)):
            messages.warning(request, asked)
        if not self.hydrate_create_view and (embargo := self.page.embargo_in_force):
            messages.warning(request, f"Embargoed until {both_times(embargo.until)}: readers see none of it.")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with saving_as(_kind(self.expects_json_response)):
            return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if not self.expects_json_response and (newer := self.newer_save()):
            return self.refuse(newer)
        return super().form_valid(form)

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

    def newer_save(self) -> Revision | None:
        """What somebody else saved since this form was loaded, unless the writer saves over just that.

        Our own newer saves do not count: they are this form's autosaves.
        """
        loaded_id, loaded_at = self._loaded()
        if loaded_id is None:
            return None
        newer = self.real_page_record.revisions.filter(pk__gte=loaded_id).exclude(user=self.request.user)
        candidates = [
            revision
            for revision in newer.select_related("user").order_by("-created_at", "-pk")[:2]
            # An autosave rewrites its row: the one that was loaded may say something else by now.
            if revision.pk != loaded_id or (loaded_at and revision.created_at > loaded_at)
        ]
        newest = candidates[0] if candidates else None
        if newest and self.request.POST.get(OVERRULE) == _fingerprint(newest):
            return None
        return newest

    def refuse(self, newer: Revision) -> HttpResponse:
        """Show the writer's own text again, unsaved, with who saved what and what can be done."""
        message = render_to_string(
            "desk/newer_save.html",
            {
                "newer": newer,
                "name": OVERRULE,
                "fingerprint": _fingerprint(newer),
                "newest_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            },
        )
        messages.error(self.request, message)
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def _loaded(self) -> tuple[int | None, datetime | None]:
        """The revision that the posted form was filled from, and its time."""
        posted = self.request.POST
        try:
            loaded_id = int(posted.get("loaded_revision_id", ""))
            loaded_at = parse_datetime(posted.get("loaded_revision_created_at", ""))
        except ValueError:
            return None, None
        # The form tells its time with its zone; what does not was not written by it.
        return loaded_id, loaded_at if loaded_at and is_aware(loaded_at) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.method == "POST" and not self.expects_json_response:
            loaded_id, loaded_at = self._loaded()
            if loaded_id is not None and loaded_at is not None:
                # A form shown again stems from the same revision as before; otherwise the next
                # save, or the next autosave, would pass for up to date.
                self.page.latest_revision_id = loaded_id
                self.latest_revision_created_at = loaded_at.isoformat()
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


def asked_changes(article: ArticlePage) -> str:
    """In words, what the desk asked for when it sent the story back; "" where it did not."""
    state = article.current_workflow_state
    if not state or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    task = state.current_task_state
    who = task.finished_by.display_name if task and task.finished_by else "The desk"
    said = f": “{task.comment}”" if task and task.comment else "."
    return f"{who} sent this story back and asks for changes{said}"


def _fingerprint(revision: Revision) -> str:
    """Names one state of a revision that autosave may rewrite."""
    return f"{revision.pk}@{revision.created_at.isoformat()}"


class ArticleViewSet(PageViewSet):
    """How articles are made and edited in the desk."""

    model = ArticlePage
    add_view_class = ArticleCreateView
    edit_view_class = ArticleEditView
    revisions_revert_view_class = RevertView
