"""What people decided: claims, where they are made, what bears on them, and the signed findings.

Nothing here is ever recomputed from a text. A claim is a statement apart from any text; an
`Appearance` is one place that makes it, and its anchors follow the words through every revision.
"""

from typing import Self

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.text import slugify

from articles.models import ArticlePage, ArticleRevision, Publication
from entities.models import Entity


class ClaimQuerySet(models.QuerySet["Claim"]):
    def undecided(self) -> Self:
        """Whatever still waits for people: proposed, open or in check."""
        return self.filter(status__in=[Claim.Status.PROPOSED, Claim.Status.OPEN, Claim.Status.IN_CHECK])

    def decided(self) -> Self:
        """With a verdict on file."""
        return self.filter(status=Claim.Status.DECIDED)

    def appearing_in(self, article: ArticlePage | int) -> Self:
        """Made anywhere in an article, in whatever state its words are now."""
        article_id = getattr(article, "pk", article)
        return self.filter(Exists(Appearance.objects.filter(claim=OuterRef("pk"), article_id=article_id)))

    def made_in(self, articles: models.QuerySet) -> Self:
        """Made anywhere in any of these articles."""
        return self.filter(
            pk__in=Appearance.objects.filter(article_id__in=articles.values("pk")).values("claim")
        )

    def reworded(self) -> Self:
        """Decided claims whose words in some article changed or went since the newest verdict."""
        newest = AppearanceAnchor.objects.filter(appearance=OuterRef("appearance")).order_by("-pk")
        moved_on = AppearanceAnchor.objects.filter(
            appearance__claim=OuterRef("pk"),
            pk=Subquery(newest.values("pk")[:1]),
            state__in=AppearanceAnchor.REWORDED,
            first__created_at__gt=OuterRef("rated_at"),
        )
        return self.decided().with_verdict().filter(Exists(moved_on))

    def public(self) -> Self:
        """What readers may see: decided claims that a published state of a visible article made.

        Words that stand in a draft only make no claim public.
        """
        seen = AppearanceAnchor.objects.readers_saw().filter(appearance__claim=OuterRef("pk"))
        return self.decided().filter(Exists(seen))

    def with_verdict(self) -> Self:
        """Annotate `rating` and `rated_at` of the newest verdict (None where there is none)."""
        newest = Verdict.objects.filter(claim=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            rating=Subquery(newest.values("rating")[:1]), rated_at=Subquery(newest.values("issued_at")[:1])
        )


class Claim(models.Model):
    """A checkable statement and whoever makes it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        OPEN = "open", "open"
        IN_CHECK = "in_check", "in check"
        DECIDED = "decided", "decided"
        DISMISSED = "dismissed", "dismissed"

    statement = models.TextField(help_text="What is claimed, in words that stand alone.")
    paraphrase = models.TextField(
        blank=True, help_text="Who claims it, how and what, in one sentence; as the machine put it."
    )
    worth = models.FloatField(default=0, help_text="How much it asks to be checked, 0 to 1; by the machine.")
    claimant = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.SET_NULL, related_name="claims"
    )
    claimant_name = models.CharField(
        max_length=255, blank=True, help_text="As the article names the claimant."
    )
    type = models.CharField(max_length=10, blank=True, help_text="direct, mixed or indirect, where reported.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where the machine proposed it.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="claim_status_newest"),
            models.Index(fields=["claimant", "-created_at"], name="claim_of_claimant"),
            models.Index(fields=["-created_at", "-id"], name="claim_newest"),
            models.Index(fields=["-worth", "-id"], name="claim_worthiest"),
        ]
        permissions = [("make_claim", "Can make, open and dismiss claims")]

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 90 else f"{self.statement[:89]}…"

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.pk, slugify(self.statement)[:60] or "claim"])

    @property
    def verdict(self) -> "Verdict | None":
        """The newest verdict; uses prefetched verdicts where there are any."""
        return max(self.verdicts.all(), key=lambda verdict: verdict.pk, default=None)


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def with_anchors(self) -> Self:
        """With their anchors, whose revisions tell number and time but not their content; one query more."""
        anchors = AppearanceAnchor.objects.select_related("first", "last")
        return self.prefetch_related(Prefetch("anchors", anchors.defer("first__content", "last__content")))


class Appearance(models.Model):
    """One place where a claim is made in one article. `wording` is what it said when it was found."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="appearances")
    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="appearances"
    )
    wording = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article", "claim"], name="appearance_in_article")]

    def __str__(self) -> str:
        return f"“{self.wording[:60]}” in article {self.article_id}"

    @property
    def anchor(self) -> "AppearanceAnchor":
        """Where it stands in the newest state of the article; uses prefetched anchors."""
        return max(self.anchors.all(), key=lambda anchor: anchor.pk)


class AppearanceAnchorQuerySet(models.QuerySet["AppearanceAnchor"]):
    def readers_saw(self) -> Self:
        """Words found in a published state of an article that is visible now."""
        published = Publication.objects.filter(
            article_id=OuterRef("appearance__article_id"),
            revision__number__gte=OuterRef("first__number"),
            revision__number__lte=OuterRef("last__number"),
        )
        visible = ArticlePage.objects.visible().values("pk")
        found = self.exclude(state__in=AppearanceAnchor.LOST)
        return found.filter(Exists(published), appearance__article_id__in=visible)


class AppearanceAnchor(models.Model):
    """Where an appearance stood for a run of revisions, from `first` to `last`.

    `state` compares with the words and the place at which the claim was found. For `deleted` and
    `ambiguous` the fields tell the last place known; such an anchor is shown, never dropped.
    Offsets are code points in the segment (block, key).
    """

    class State(models.TextChoices):
        EXACT = "exact", "same words, same place"
        MOVED = "moved", "same words, moved"
        CHANGED = "changed", "words changed"
        AMBIGUOUS = "ambiguous", "two places fit"
        DELETED = "deleted", "deleted"

    LOST = (State.AMBIGUOUS, State.DELETED)
    REWORDED = (State.CHANGED, *LOST)

    appearance = models.ForeignKey(Appearance, on_delete=models.CASCADE, related_name="anchors")
    first = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="+")
    last = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    block = models.CharField(max_length=64)
    key = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)

    objects = AppearanceAnchorQuerySet.as_manager()

    class Meta:
        ordering = ["appearance_id", "pk"]
        indexes = [models.Index(fields=["appearance", "-id"], name="anchor_newest")]

    def __str__(self) -> str:
        return f"{self.state}: “{self.exact[:60]}”"

    @property
    def is_found(self) -> bool:
        """Whether the words stand in the text now."""
        return self.state not in self.LOST


class Evidence(models.Model):
    """What bears on a claim. Append-only."""

    append_only = True

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "supports"
        REFUTES = "refutes", "refutes"
        CONTEXT = "context", "gives context"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField("address", max_length=1000, validators=[URLValidator(schemes=["http", "https"])])
    title = models.CharField(max_length=255, blank=True)
    stance = models.CharField(max_length=10, choices=Stance.choices, default=Stance.CONTEXT)
    quotation = models.TextField(blank=True, help_text="The words that matter.")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.url


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def that_count(self) -> Self:
        """The newest verdict of each claim."""
        later = Verdict.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class Verdict(models.Model):
    """A signed finding. Readers see the newest; older ones stay on file. Append-only."""

    append_only = True

    class Rating(models.TextChoices):
        TRUE = "true", "True"
        MOSTLY_TRUE = "mostly-true", "Mostly true"
        MIXED = "mixed", "Mixed"
        MISLEADING = "misleading", "Misleading"
        FALSE = "false", "False"
        UNPROVEN = "unproven", "Unproven"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    rating = models.CharField(max_length=20, choices=Rating.choices)
    reason = models.TextField(help_text="Why, in words for readers.")
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["claim", "-id"], name="verdict_newest")]
        permissions = [("issue_verdict", "Can issue a verdict")]

    def __str__(self) -> str:
        return f"{self.get_rating_display()}: {self.claim}"
