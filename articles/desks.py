"""To whom reporters hand in a story: every section has a desk, a Wagtail workflow of one approval.

The section's editors and the managing editors approve, ask for changes, or publish at once. An
administrator may change the workflow, or give the section another one, in the desk's settings.
"""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from accounts.roles import MANAGING_EDITOR, section_group_name
from articles.models import SectionPage


@transaction.atomic
def create_section_desk(section: SectionPage) -> Workflow:
    """The workflow of a section; made where it has none of its own."""
    assigned = WorkflowPage.objects.filter(page=section).select_related("workflow").first()
    if assigned:
        return assigned.workflow
    name = f"{section.title[:249]} desk"
    workflow, is_new = Workflow.objects.get_or_create(name=name, active=True)
    if is_new:
        task = GroupApprovalTask.objects.create(name=name)
        approvers = (section_group_name(section.title, "editors"), MANAGING_EDITOR.name)
        task.groups.set([Group.objects.get_or_create(name=group)[0] for group in approvers])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=section, workflow=workflow)
    return workflow


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
