"""What was wrong in a published story, said in the open; and the way of a correction over the desk.

A `Correction` is the fact that readers were told. A `ProposedCorrection` is how it came about: somebody
asked for it, perhaps somebody approved it; every act of that is a `CorrectionAct` for ever.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from articles.models.history import ArticleRevision, Publication
from articles.models.pages import ArticlePage, SectionPage


class Kind(models.TextChoices):
    """What kind of notice readers get."""

    CORRECTION = "correction", "Correction"
    CLARIFICATION = "clarification", "Clarification"
    UPDATE = "update", "Update"
    RETRACTION = "retraction", "Retraction"
    NOTE = "note", "Editor’s note"


# The kinds that say two things: what was wrong (or unclear), and what is right.
PUTS_RIGHT = frozenset({Kind.CORRECTION, Kind.CLARIFICATION})


class CorrectionRulesQuerySet(models.QuerySet["CorrectionRules"]):
    def for_section(self, section: SectionPage | None) -> "CorrectionRules":
        """The rules that hold in a section: its own, or else the newsroom's, or the defaults."""
        found = self.filter(Q(section=section) | Q(section=None) if section else Q(section=None))
        rules = {each.section_id: each for each in found}
        return (section and rules.get(section.pk)) or rules.get(None) or CorrectionRules()


class CorrectionRules(models.Model):
    """How corrections are made and shown, in one section or wherever none says otherwise."""

    class Place(models.TextChoices):
        TOP = "top", "Above the text"
        BOTTOM = "bottom", "Below the text"

    section = models.ForeignKey(
        SectionPage,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="correction_rules",
        help_text="Empty: every section that has no rules of its own.",
    )
    needs_approval = models.BooleanField(
        "a managing editor must approve",
        default=False,
        help_text="A correction is published only once a managing editor has approved its words.",
    )
    place = models.CharField(
        "where the notice stands",
        max_length=6,
        choices=Place.choices,
        default=Place.TOP,
        help_text="On the page of the story.",
    )
    answer_days = models.PositiveSmallIntegerField(
        "days to answer a reader",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="When the answer to a reader’s request for correction is due.",
    )

    objects = CorrectionRulesQuerySet.as_manager()

    class Meta:
        verbose_name = "rules of corrections"
        verbose_name_plural = "rules of corrections"
        ordering = ["section__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("section", 0),
                name="one_rules_of_corrections_per_section",
                violation_error_message="There are rules for this already. Change those.",
            )
        ]

    def __str__(self) -> str:
        return self.section.title if self.section else "Every other section"

    @property
    def sentences(self) -> list[str]:
        """The rules in words."""
        approval = "A managing editor approves each correction." if self.needs_approval else ""
        said = [
            approval or "Whoever may issue corrections publishes them.",
            f"The notice stands {self.get_place_display().lower()}.",
            f"A reader is answered within {self.answer_days} day{'' if self.answer_days == 1 else 's'}.",
        ]
        return said


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def readers_see(self) -> Self:
        """Those of stories that readers see now, the newest first."""
        visible = ArticlePage.objects.visible().values("pk")
        return self.filter(article_id__in=visible).order_by("-issued_at", "-pk")


class Correction(models.Model):
    """What readers were told of a published story: what was wrong in it and what is right. Never altered.

    `revision` is the published state that it is about; `after` the published one that puts it right, where
    there was one when it was issued.
    """

    append_only = True
    Kind = Kind

    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="corrections"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CORRECTION)
    wrong = models.TextField(blank=True, help_text="What was wrong; empty where one text says it all.")
    text = models.TextField(help_text="What is right, or the whole of the notice.")
    revision = models.ForeignKey(
        ArticleRevision, null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    after = models.ForeignKey(
        ArticleRevision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        permissions = [("issue_correction", "Can issue a correction")]
        indexes = [
            models.Index(fields=["article", "-issued_at"], name="correction_of_article"),
            models.Index(fields=["-issued_at", "-id"], name="correction_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def notice(self) -> str:
        """All that readers are told, as one text."""
        if not self.wrong:
            return self.text
        return f"{WRONG[self.kind]}: {self.wrong}\n{RIGHT[self.kind]}: {self.text}"

    @property
    def wrong_label(self) -> str:
        """What stands before `wrong`."""
        return WRONG.get(self.kind, "")

    @property
    def right_label(self) -> str:
        """What stands before `text`, where there is a `wrong`."""
        return RIGHT.get(self.kind, "")


WRONG = {Kind.CORRECTION.value: "What was wrong", Kind.CLARIFICATION.value: "What was unclear"}
RIGHT = {Kind.CORRECTION.value: "What is right", Kind.CLARIFICATION.value: "What is meant"}


class ProposedCorrectionQuerySet(models.QuerySet["ProposedCorrection"]):
    def open(self) -> Self:
        """Neither published nor laid aside."""
        return self.filter(state__in=OPEN)

    def in_sections(self, sections: Iterable[SectionPage]) -> Self:
        """Of the stories that stand in these sections."""
        within = Q(pk__in=[])
        for section in sections:
            within |= Q(path__startswith=section.path)
        return self.filter(article_id__in=ArticlePage.objects.filter(within).order_by().values("pk"))

    def awaiting_approval(self) -> Self:
        """Asked for in a section where a managing editor must approve."""
        rules = {each.section_id: each.needs_approval for each in CorrectionRules.objects.all()}
        common = rules.get(None, CorrectionRules().needs_approval)
        strict = [each for each in SectionPage.objects.only("path") if rules.get(each.pk, common)]
        return self.filter(state=State.ASKED).in_sections(strict)


class State(models.TextChoices):
    """How far a proposed correction is."""

    ASKED = "asked", "asked for"
    APPROVED = "approved", "approved"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


OPEN = (State.ASKED, State.APPROVED)


class ProposedCorrection(models.Model):
    """A correction on its way to readers. Its words may change until they are published."""

    State = State

    article = models.ForeignKey(
        "articles.ArticlePage",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="proposed_corrections",
    )
    revision = models.ForeignKey(
        ArticleRevision,
        on_delete=models.PROTECT,
        related_name="proposed_corrections",
        help_text="The published state in which it is wrong.",
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CORRECTION)
    wrong = models.TextField(blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="proposed"
    )

    objects = ProposedCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("ask_correction", "Can ask for a correction"),
            ("approve_correction", "Can approve a correction where the rules ask for it"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="proposed_by_state"),
            models.Index(fields=["article", "-id"], name="proposed_of_article"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", correction__isnull=False)
                | (~Q(state="published") & Q(correction=None)),
                name="published_is_a_correction",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        """Its page at the desk."""
        return reverse("corrections:page", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done with it."""
        return self.state in OPEN

    @property
    def wording(self) -> dict[str, str]:
        """The words that somebody approves or publishes."""
        return {"kind": self.kind, "wrong": self.wrong, "text": self.text}


class CorrectionAct(models.Model):
    """One step of a correction over the desk: who did what, when, why, and with which words. Append-only."""

    append_only = True

    class Name(models.TextChoices):
        ASKED = "asked", "asked for it"
        REWORDED = "reworded", "changed its words"
        APPROVED = "approved", "approved it"
        PUBLISHED = "published", "published it"
        REFUSED = "refused", "refused it"
        WITHDRAWN = "withdrawn", "withdrew it"

    proposed = models.ForeignKey(ProposedCorrection, on_delete=models.PROTECT, related_name="acts")
    name = models.CharField(max_length=10, choices=Name.choices)
    wording = models.JSONField(help_text="Kind and words as they stood then.")
    why = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["proposed", "id"], name="act_of_correction")]

    def __str__(self) -> str:
        return f"{self.by} {self.get_name_display()}"


def version_numbers(article_ids: Iterable[int]) -> dict[int, list[Publication]]:
    """The publications of articles, oldest first, without the words: version n is number n - 1. One query."""
    found: dict[int, list[Publication]] = {}
    publications = Publication.objects.filter(article_id__in=set(article_ids)).select_related("revision")
    for publication in publications.defer("revision__content").order_by("published_at", "pk"):
        found.setdefault(publication.article_id, []).append(publication)
    return found


def put_right_in(correction: Correction, versions: list[Publication]) -> int | None:
    """The number of the published version that puts right what was wrong; None while there is none.

    `versions` are the publications of its article, oldest first (`version_numbers`).
    """
    if correction.after_id:
        numbers = [n for n, each in enumerate(versions, 1) if each.revision_id == correction.after_id]
        return numbers[-1] if numbers else None
    last_wrong = [n for n, each in enumerate(versions, 1) if each.revision_id == correction.revision_id]
    if not last_wrong or last_wrong[-1] == len(versions):
        return None
    return last_wrong[-1] + 1


def with_modified(articles: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
    """Articles with `modified_at`: when readers were last shown other words, or told of a correction."""
    newest = Correction.objects.filter(article_id=OuterRef("pk")).order_by("-issued_at")
    corrected = Coalesce(Subquery(newest.values("issued_at")[:1]), F("last_published_at"))
    return articles.annotate(modified_at=Greatest(F("last_published_at"), corrected))


def due_from(moment: datetime, rules: CorrectionRules) -> datetime:
    """When a reader's request that came at `moment` is to be answered."""
    return moment + timedelta(days=rules.answer_days)
