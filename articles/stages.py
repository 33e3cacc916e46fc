"""A story's way from draft to ready: who approved which text at which stage, what was skipped and why.

The way itself is Wagtail's workflow of the section; what was decided on it is on file as `StoryAct`s. The
last approval publishes nothing: it makes the story ready.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, Task, TaskState, WorkflowState

from accounts.models import User
from articles.acting import put_on_file
from articles.actions import freeze_pending, wait_for_turn
from articles.desks import tasks_of
from articles.gate import Objection, objections_to, sections_of
from articles.models import JUDGED, ArticlePage, ArticleRevision, SectionPage, Stage, StoryAct, StoryPlan

SHORTEST_REASON = 10  # characters
PASSED = (StoryAct.Name.APPROVE, StoryAct.Name.SKIP)
STAGE_FIELDS = ("plan__stage", "live", "has_unpublished_changes")  # by which a row of an article tells it
KEY = "stage:"  # how the keys of our objections begin
_has_seen_newest: ContextVar[bool] = ContextVar("has_seen_newest_text", default=False)


class StageRefused(ValidationError):
    """A story stays at its stage; nothing was written. The words say why and what to do."""

    def __init__(self, article_id: int, words: str) -> None:
        self.article_id = article_id
        super().__init__(words)


@contextmanager
def having_seen_newest() -> Iterator[None]:
    """Whoever decides in this block had the newest text before their eyes: the editor makes sure of it."""
    token = _has_seen_newest.set(True)
    try:
        yield
    finally:
        _has_seen_newest.reset(token)


def stage_of(task: Task) -> Stage:
    """The stage that a task is; a task of another kind is the desk's."""
    return Stage(getattr(task.specific, "stage", Stage.DESK))


@transaction.atomic
def decide(task: Task, state: TaskState, *, by: User, approves: bool, comment: str = "") -> None:
    """Approve a story at its stage, or send it back. The decision is on the newest text and says so.

    Raises StageRefused where the text moved on since it came to the stage and `by` was not shown it, and at
    the fact-check while its claims stand in the way; PermissionDenied for a stage that was decided already.
    """
    article = story_of(state.workflow_state)
    if article is None:  # a section's page, say: nothing of ours hangs on it
        (state.approve if approves else state.reject)(user=by, comment=comment)
        return
    wait_for_turn(article.pk)
    freeze_pending(article.pk)
    revision = ArticleRevision.objects.latest_of(article)
    stage = stage_of(task)
    if approves:
        _require_seen(article, revision, state, by)
        if stage == Stage.FACT_CHECK and revision:
            _require_checked(article, revision)
    name = StoryAct.Name.APPROVE if approves else StoryAct.Name.SEND_BACK
    about = f"({stage.label}), version {revision.number}" if revision else f"({stage.label})"
    put_on_file(article, name, by=by, about=about, why=comment, revision=revision, stage=stage)
    (state.approve if approves else state.reject)(user=by, comment=comment)


def _require_seen(article: ArticlePage, revision: ArticleRevision | None, state: TaskState, by: User) -> None:
    if _has_seen_newest.get() or revision is None:
        return
    if revision.created_at > state.started_at and revision.created_by_id != by.pk:
        who = revision.created_by.display_name if revision.created_by else "Somebody"
        raise StageRefused(
            article.pk,
            f"The text moved on since it was handed to you: {who} saved version {revision.number}. "
            "Nothing was approved. Read it in the editor and approve it there.",
        )


def _require_checked(article: ArticlePage, revision: ArticleRevision) -> None:
    against = [each for each in objections_to(revision, sections_of(article)) if each.is_blocking]
    open_ones = [each for each in against if not each.key.startswith(KEY)]
    if open_ones:
        more = f" And {len(open_ones) - 1} more." if len(open_ones) > 1 else ""
        raise StageRefused(article.pk, f"It cannot pass the fact-check yet. {open_ones[0].words}{more}")


@transaction.atomic
def skip(article: Page, *, by: User, why: str) -> Stage:
    """Let a story pass its present stage without an approval, for a reason that stays on file.

    Raises PermissionDenied without the right here; ValidationError without a reason, or at no stage.
    """
    if not (by.has_perm("articles.skip_stage") and article.permissions_for_user(by).can_publish()):
        raise PermissionDenied("You may not let a story skip a stage here. Ask its desk editor.")
    why = why.strip()
    if len(why) < SHORTEST_REASON:
        raise ValidationError({"why": f"Say why, in {SHORTEST_REASON} characters or more: it is kept."})
    wait_for_turn(article.pk)
    state = current_state(article.pk)
    if state is None or state.current_task_state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError("This story is at no stage that could be skipped. Reload the page.")
    freeze_pending(article.pk)
    revision = ArticleRevision.objects.latest_of(article)
    stage = stage_of(state.current_task_state.task)
    put_on_file(
        article, StoryAct.Name.SKIP, by=by, about=f"({stage.label})", why=why, revision=revision, stage=stage
    )
    state.current_task_state.specific.approve(user=by, comment=f"Skipped: {why}")
    return stage


def story_of(state: WorkflowState) -> ArticlePage | None:
    """The story that a workflow is about, None for another page. Wagtail itself names the bare page."""
    if state.content_type.model_class() is not ArticlePage:
        return None
    return ArticlePage.objects.filter(pk=int(state.object_id)).first()


def current_state(article_id: int) -> WorkflowState | None:
    """Where Wagtail's workflow stands with a story that is on its way or was sent back."""
    states = WorkflowState.objects.active().filter(
        object_id=str(article_id), content_type__app_label="articles", content_type__model="articlepage"
    )
    return states.select_related("current_task_state__task").first()


def make_ready(article: ArticlePage) -> None:
    """The last stage approved: it waits for whoever publishes it. In the caller's transaction."""
    revision = ArticleRevision.objects.latest_of(article)
    StoryPlan.objects.update_or_create(
        article_id=article.pk, defaults={"stage": Stage.READY, "approved": revision}
    )


def stages_now(ids: Iterable[int]) -> dict[int, Stage]:
    """At which stage each story stands, by its id; one query."""
    rows = ArticlePage.objects.filter(pk__in=list(ids)).order_by()
    return {row.pk: stage_told(row) for row in rows.values_list("pk", *STAGE_FIELDS, named=True)}


def stage_told(row: Any) -> Stage:
    """The stage that a row with `STAGE_FIELDS` tells of."""
    if row.plan__stage:
        return Stage(row.plan__stage)
    return Stage.PUBLISHED if row.live and not row.has_unpublished_changes else Stage.DRAFT


def settle(article_id: int) -> Stage:
    """Work out anew, from Wagtail's records and the texts, at which stage a story stands; it is kept."""
    article = ArticlePage.objects.defer_streamfields().filter(pk=article_id).first()
    if article is None:
        return Stage.DRAFT
    stage = _stage_now(article)
    if not StoryPlan.objects.filter(article=article_id).update(stage=stage) and stage in JUDGED:
        StoryPlan.objects.create(article_id=article_id, stage=stage)
    return stage


def _stage_now(article: ArticlePage) -> Stage:
    state = current_state(article.pk)
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS and state.current_task_state:
        return stage_of(state.current_task_state.task)
    if state:
        return Stage.DRAFT
    if article.live and not article.has_unpublished_changes:
        return Stage.PUBLISHED
    plan = StoryPlan.objects.filter(article=article).select_related("approved").first()
    newest = ArticleRevision.objects.tip_of(article.pk)
    if plan and plan.approved and newest and plan.approved.content_digest == newest.content_digest:
        return Stage.READY
    return Stage.DRAFT


def objections(revision: ArticleRevision, sections: Sequence[SectionPage]) -> list[Objection]:
    """What the section's stages have against showing a text: those not passed, or passed by another text.

    The desk's own stage needs no approval of whoever may publish there: they are the desk.
    """
    required = [stage for stage in (stages_of(sections[0]) if sections else ()) if stage != Stage.DESK]
    if not required:
        return []
    url = reverse("story_plan", args=[revision.article_id])
    passed = passes(revision.article_id)
    missing = [stage for stage in required if stage not in {act.stage for act in passed}]
    found = [
        Objection(
            key=f"{KEY}{stage.value}:{revision.content_digest[:16]}",
            words=f"It has not passed the stage “{stage.label}”, which this section asks for.",
            remedy="Hand it in, or have somebody with the right to it let it skip the stage for a reason.",
            url=url,
        )
        for stage in missing
    ]
    last = passed[-1].revision if passed else None
    if not missing and last and last.content_digest != revision.content_digest:
        found.append(
            Objection(
                key=f"{KEY}moved:{revision.content_digest[:16]}",
                words=f"The text moved on since it was approved: that was version {last.number}, "
                f"this is version {revision.number}.",
                remedy="Hand it in again.",
                url=url,
            )
        )
    return found


def passes(article_id: int) -> list[StoryAct]:
    """Which stages a story has passed or skipped since it was handed in last, oldest first. Two queries."""
    acts = StoryAct.objects.filter(article=article_id)
    begun = acts.filter(name=StoryAct.Name.SUBMIT).order_by("-pk").values_list("pk", flat=True).first()
    if begun is None:
        return []
    since = acts.filter(pk__gt=begun, name__in=PASSED).select_related("revision", "by")
    return list(since.defer("revision__content"))


def stages_of(section: SectionPage) -> list[Stage]:
    """The stages that a section has between draft and ready, in order."""
    return [stage_of(task) for task in tasks_of(section)]


def diagram() -> str:
    """The way of a story in a section with every stage, as a Mermaid state diagram (docs/workflow.md)."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {stage.value}: {stage.label}" for stage in Stage if stage.label != stage.value]
    way = [*JUDGED, Stage.READY]
    lines.append(f"    draft --> {way[0].value}: hand in")
    for stage, onward in pairwise(way):
        lines.append(f"    {stage.value} --> {onward.value}: approve, or skip for a reason")
        lines.append(f"    {stage.value} --> draft: ask for changes, or take back")
        if stage != way[0]:
            lines.append(f"    draft --> {stage.value}: hand in again after changes")
    lines += [
        "    ready --> published: publish, or at its hour",
        "    ready --> draft: another text",
        "    published --> draft: another text",
    ]
    return "\n".join(lines) + "\n"
