"""To whom reporters hand in a story: every section has a workflow of stages, of which the desk is the first.

The section's editors and the managing editors approve at the desk, ask for changes, or publish at once. A
managing editor switches further stages on (`set_stages`); an administrator may change who decides at them.
"""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from accounts.roles import COPY_EDITOR, FACT_CHECKER, LAWYER, MANAGING_EDITOR, section_group_name
from articles.models import JUDGED, ArticlePage, SectionPage, Stage, StageTask

DECIDERS = {Stage.FACT_CHECK: FACT_CHECKER, Stage.COPY: COPY_EDITOR, Stage.LEGAL: LAWYER}


@transaction.atomic
def create_section_desk(section: SectionPage) -> Workflow:
    """The workflow of a section; made, with the desk as its one stage, where it has none of its own."""
    assigned = WorkflowPage.objects.filter(page=section).select_related("workflow").first()
    if assigned:
        return assigned.workflow
    name = f"{section.title[:249]} desk"
    workflow, is_new = Workflow.objects.get_or_create(name=name, active=True)
    if is_new:
        WorkflowTask.objects.create(workflow=workflow, task=_make_task(section, Stage.DESK), sort_order=0)
    WorkflowPage.objects.create(page=section, workflow=workflow)
    return workflow


def tasks_of(section: SectionPage) -> list[Task]:
    """What a story of a section has to pass before it is ready, in order."""
    workflow = section.get_workflow()
    if workflow is None:
        return []
    tasks = Task.objects.filter(workflow_tasks__workflow=workflow, active=True)
    return list(tasks.order_by("workflow_tasks__sort_order").specific())


@transaction.atomic
def set_stages(section: SectionPage, stages: Collection[str], *, by: User | None = None) -> None:
    """Say which stages stories of a section pass; the desk always is one. `by` of None is an installation.

    A story that waits at a stage that is switched off stays there until it is decided on. Raises
    PermissionDenied without the right, and ValidationError for a word that is no stage.
    """
    if by is not None and not by.has_perm("articles.set_stages"):
        raise PermissionDenied("You may not say which stages a section has. Ask a managing editor.")
    if unknown := set(stages) - {stage.value for stage in JUDGED}:
        raise ValidationError({"stages": f"No such stage: {', '.join(sorted(unknown))}."})
    workflow = _own_workflow(section)
    there = {getattr(task, "stage", Stage.DESK): task for task in tasks_of(section)}
    wanted = [stage for stage in JUDGED if stage in stages or stage == Stage.DESK]
    WorkflowTask.objects.filter(workflow=workflow).delete()
    for order, stage in enumerate(wanted):
        task = there.get(stage) or _make_task(section, stage)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)


def _own_workflow(section: SectionPage) -> Workflow:
    """The section's workflow, which no other part of the site shares."""
    workflow = create_section_desk(section)
    if WorkflowPage.objects.filter(workflow=workflow).count() < 2:
        return workflow
    own = Workflow.objects.create(name=f"{section.title[:240]} ({section.pk})", active=True)
    WorkflowPage.objects.filter(page=section).update(workflow=own)
    return own


def _make_task(section: SectionPage, stage: Stage) -> StageTask:
    """A stage of a section with those who decide at it; one that was switched off before comes back."""
    name = f"{section.title[:240]} {stage.label}"
    task = StageTask.objects.filter(name=name, stage=stage, active=True).first()
    if task is None:
        role = DECIDERS.get(stage)
        first = role.name if role else section_group_name(section.title, "editors")
        task = StageTask.objects.create(name=name, stage=stage)
        task.groups.set([Group.objects.get_or_create(name=each)[0] for each in (first, MANAGING_EDITOR.name)])
    return task


def editors_of(page: ArticlePage | SectionPage) -> QuerySet[User]:
    """The editors of a section, or of that in which a story stands; where there are none, who may publish."""
    section = page if isinstance(page, SectionPage) else page.section
    group = section_group_name(section.title, "editors") if section else ""
    editors = User.objects.filter(groups__name=group, is_active=True)
    if editors.exists():
        return editors
    publishers = PagePermissionPolicy().users_with_permission_for_instance("publish", page)
    return publishers.filter(is_active=True)


def remove_unused_defaults() -> None:
    """Take away the groups and the workflow that Wagtail's migrations made, unless somebody uses them.

    Beside our roles, "Editors" and "Moderators" with rights everywhere would mislead whoever gives rights.
    """
    names = ("Editors", "Moderators")
    if Group.objects.filter(name__in=names, user__isnull=False).exists():
        return
    workflows = Workflow.objects.filter(name="Moderators approval", workflow_states__isnull=True)
    GroupApprovalTask.objects.filter(workflow_tasks__workflow__in=workflows).delete()
    workflows.delete()
    Group.objects.filter(name__in=names).delete()
