"""Hand a story in and decide on it from outside the editor; the way itself is `articles.stages`."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import WorkflowState

from accounts.models import User
from articles.actions import freeze_pending
from articles.editing import require_unlocked
from articles.models import ArticlePage
from articles.stages import current_state, having_seen_newest
from articles.versions import wait_for_turn

NO_STAGE = "This story waits at no stage: hand it in first. Its `stage` says where it stands."


@transaction.atomic
def hand_in(article: ArticlePage, *, by: User) -> None:
    """Send the newest text on its way through the section's stages, or back to the one that sent it back.

    Raises PermissionDenied for whoever may not edit it, StoryLocked, and ValidationError where it is on its
    way already.
    """
    wait_for_turn(article.pk)
    freeze_pending(article.pk)
    article = ArticlePage.objects.get(pk=article.pk)
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this story, so you may not hand it in. Ask its desk.")
    state = current_state(article.pk)
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError("This story was handed in already, and waits to be decided on.")
    require_unlocked(article, by)
    if state:  # sent back: it returns to the stage that asked for changes
        state.resume(by)
        return
    workflow = article.get_workflow()
    if workflow is None:
        raise ValidationError("This section has no stages to hand a story in to. Publish it instead.")
    workflow.start(article, by)


@transaction.atomic
def decide_on(article: ArticlePage, *, by: User, approves: bool, comment: str = "") -> None:
    """Approve a story at the stage that it waits at, or send it back with a comment.

    The caller makes sure that `by` had the newest text before their eyes. Raises PermissionDenied for whoever
    does not decide there, ValidationError at no stage, and StageRefused (`articles.stages.decide`).
    """
    if not approves and not comment.strip():
        raise ValidationError({"comment": "Say what is to be changed."})
    wait_for_turn(article.pk)
    state = current_state(article.pk)
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or state.current_task_state is None:
        raise ValidationError(NO_STAGE)
    article = ArticlePage.objects.get(pk=article.pk)
    task = state.current_task_state.task.specific
    name = "approve" if approves else "reject"
    if name not in {action for action, _, _ in task.get_actions(article, by)}:
        raise PermissionDenied(f"You do not decide at the stage “{task.name}”. Ask those who do.")
    with having_seen_newest():
        task.on_action(state.current_task_state.specific, by, name, comment=comment.strip())
