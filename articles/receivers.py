"""Framework signals that every door sends, turned into the newsroom's own news."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from modelsearch import signal_handlers as search
from wagtail.models import Page, Revision, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    task_approved,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from accounts.actions import create_section_groups
from articles import actions, gate, stages
from articles.acting import put_on_file
from articles.desks import create_section_desk
from articles.events import ARTICLE_DELETED, ARTICLE_UNPUBLISHED
from articles.models import ArticlePage, ArticleRevision, SectionPage, Stage, StoryAct, StoryPlan
from articles.saving import current_kind, indexes_wait
from outbox.models import OutboxEvent

WORKFLOW_ACTS = (
    workflow_submitted,
    workflow_approved,
    workflow_rejected,
    task_submitted,
    task_approved,
    task_rejected,
)


def connect() -> None:
    """Start listening. Called once, from `apps.py`."""
    pre_save.connect(on_working_copy_about_to_be_saved, sender=Revision, dispatch_uid="articles.scheduled")
    post_save.connect(on_working_copy_saved, sender=Revision, dispatch_uid="articles.saved")
    pre_delete.connect(on_working_copy_about_to_go, sender=Revision, dispatch_uid="articles.kept_copies")
    for sender in (ArticlePage, Page):  # a story's page may be saved as the bare page that it also is
        pre_save.connect(on_page_about_to_be_saved, sender=sender, dispatch_uid="articles.gate")
    post_save.connect(on_article_saved, sender=ArticlePage, dispatch_uid="articles.published")
    post_delete.connect(search.post_delete_signal_handler, sender=ArticlePage, dispatch_uid="articles.search")
    post_delete.connect(on_deleted, sender=ArticlePage, dispatch_uid="articles.deleted")
    post_save.connect(on_section_saved, sender=SectionPage, dispatch_uid="articles.section")
    page_unpublished.connect(on_unpublished, sender=ArticlePage, dispatch_uid="articles.unpublished")
    page_published.connect(on_published, sender=ArticlePage, dispatch_uid="articles.stage")
    workflow_submitted.connect(on_handed_in, dispatch_uid="articles.handed_in")
    workflow_cancelled.connect(on_taken_back, dispatch_uid="articles.taken_back")
    post_save.connect(on_workflow_moved, sender=WorkflowState, dispatch_uid="articles.moved")
    for signal in WORKFLOW_ACTS:
        signal.connect(on_workflow_act, dispatch_uid="articles.workflow")


def on_working_copy_about_to_be_saved(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Every door to the schedule ends here. Raises PublicationBlocked for what no hour will let out."""
    if raw or instance.approved_go_live_at is None:
        return
    if instance.content_type_id == ContentType.objects.get_for_model(ArticlePage).pk:
        gate.require_hour(ArticlePage.objects.get(pk=int(instance.object_id)))


def on_working_copy_saved(
    instance: Revision, created: bool, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """Autosave rewrites Wagtail's newest revision in place, so `created` alone does not tell a save."""
    if raw or (update_fields is not None and "content" not in update_fields):
        return
    if instance.content_type_id != ContentType.objects.get_for_model(ArticlePage).pk:
        return
    default = ArticleRevision.Kind.SAVE if created else ArticleRevision.Kind.AUTOSAVE
    actions.note_saved(instance, kind=current_kind() or default)


def on_working_copy_about_to_go(instance: Revision, origin: Any = None, **kwargs: Any) -> None:
    """Wagtail's `purge_revisions` takes no copy that readers see, that waits, or that is not frozen yet.

    Raises ProtectedError, which that command counts. Copies go with their page as ever.
    """
    of_copies = origin.model if isinstance(origin, QuerySet) else type(origin)
    if of_copies is not Revision:
        return
    if instance.content_type_id != ContentType.objects.get_for_model(ArticlePage).pk:
        return
    article_id = int(instance.object_id)
    page = Page.objects.filter(pk=article_id).values("live_revision_id", "latest_revision_id").first()
    is_in_use = page is not None and instance.pk in page.values()
    if is_in_use or instance.approved_go_live_at or instance.pk in actions.pending_autosaves(article_id):
        raise ProtectedError(
            "Readers see this copy, or it is the newest, waits or is not kept yet.", {instance}
        )


def on_page_about_to_be_saved(
    instance: Page, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """Every door to publication ends here. Raises PublicationBlocked."""
    if not raw and (isinstance(instance, ArticlePage) or instance.specific_class is ArticlePage):
        gate.pass_gate(instance, update_fields)


def on_article_saved(
    instance: ArticlePage, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """Every door to publication saves a fresh `last_published_at`, most of them with the whole page.

    A draft changes nothing that is searched (`update_fields`), so only whole pages are indexed.
    """
    if raw:
        return
    if update_fields is None and not indexes_wait():
        search.post_save_signal_handler(instance)
    if update_fields is None or "last_published_at" in update_fields:
        actions.note_publication(instance)


def on_section_saved(instance: SectionPage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A new section gets its groups, so that rights can be given at once, and its desk."""
    if created and not raw:
        create_section_groups(instance)
        create_section_desk(instance)


def on_unpublished(instance: ArticlePage, **kwargs: Any) -> None:
    """Readers no longer see it."""
    stages.settle(instance.pk)
    OutboxEvent.objects.record(ARTICLE_UNPUBLISHED, instance.pk)


def on_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    """The page is gone; what was kept of it is not."""
    OutboxEvent.objects.record(ARTICLE_DELETED, instance.pk)


def on_workflow_act(instance: Any, **kwargs: Any) -> None:
    """Whatever somebody judges must stand in history, also what is only autosaved yet."""
    state = getattr(instance, "workflow_state", instance)
    if article := stages.story_of(state):
        actions.freeze_pending(article.pk)


def on_workflow_moved(instance: WorkflowState, raw: bool = False, **kwargs: Any) -> None:
    """Not every step of Wagtail's sends a signal; each saves the state."""
    if not raw and instance.content_type_id == ContentType.objects.get_for_model(ArticlePage).pk:
        stages.settle(int(instance.object_id))


def on_handed_in(instance: Any, user: Any = None, **kwargs: Any) -> None:
    """A round of approvals begins; what was approved in an earlier one counts no more."""
    if article := stages.story_of(instance):
        actions.freeze_pending(article.pk)
        revision = ArticleRevision.objects.latest_of(article)
        put_on_file(article, StoryAct.Name.SUBMIT, by=user, revision=revision)


def on_taken_back(instance: Any, user: Any = None, **kwargs: Any) -> None:
    """It is at no stage any more; not so where it was taken out by being published."""
    article = stages.story_of(instance)
    if article and not (article.live and not article.has_unpublished_changes):
        put_on_file(article, StoryAct.Name.WITHDRAW, by=user)


def on_published(instance: ArticlePage, **kwargs: Any) -> None:
    """Its way ends here, until somebody writes on."""
    if not instance.has_unpublished_changes:
        StoryPlan.objects.filter(article=instance.pk).update(stage=Stage.PUBLISHED)
