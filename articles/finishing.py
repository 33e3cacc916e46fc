"""What happens when the last stage has approved. Wagtail loads this before it has any models."""

from typing import Any


def make_ready(workflow_state: Any, user: Any = None) -> None:
    """A story is ready then, and waits for whoever publishes it; any other page is published."""
    from wagtail.workflows import publish_workflow_state

    from articles import stages

    if article := stages.story_of(workflow_state):
        stages.make_ready(article)
    else:
        publish_workflow_state(workflow_state, user=user)
