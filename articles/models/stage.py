"""Where a story stands on its way to readers."""

from django.db import models


class Stage(models.TextChoices):
    """The stages in the order of the way; those between draft and ready are switched on by section."""

    DRAFT = "draft", "draft"
    DESK = "desk", "desk"
    FACT_CHECK = "fact_check", "fact-check"
    COPY = "copy", "copy"
    LEGAL = "legal", "legal"
    READY = "ready", "ready"
    PUBLISHED = "published", "published"


JUDGED = (Stage.DESK, Stage.FACT_CHECK, Stage.COPY, Stage.LEGAL)  # somebody approves or sends back
DONE = (Stage.READY, Stage.PUBLISHED)  # nobody's work waits
