"""Where claims are made: places in articles, and anchors that follow their words through every revision."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from articles.models import ArticlePage, Publication
from articles.models.anchors import TextAnchor
from claims.models.verdict import Verdict


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def with_anchors(self) -> Self:
        """With their anchors, whose revisions tell number and time but not their content; and what was
        reaffirmed since; two queries more."""
        anchors = AppearanceAnchor.objects.select_related("first", "last")
        anchors = anchors.defer("first__content", "last__content")
        return self.prefetch_related(Prefetch("anchors", anchors), "reaffirmations")


class Appearance(models.Model):
    """One place where a claim is made in one article. `wording` is what it said when it was found."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="appearances")
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
    def were_published(self) -> Self:
        """Words found in a published state of an article, visible now or not."""
        published = Publication.objects.filter(
            article_id=OuterRef("appearance__article_id"),
            revision__number__gte=OuterRef("first__number"),
            revision__number__lte=OuterRef("last__number"),
        )
        return self.exclude(state__in=AppearanceAnchor.LOST).filter(Exists(published))

    def readers_saw(self) -> Self:
        """Words found in a published state of an article that is visible now."""
        visible = ArticlePage.objects.visible().values("pk")
        return self.were_published().filter(appearance__article_id__in=visible)

    def as_checked(self) -> Self:
        """Words in which the claim was found, or else those that its newest verdict is on.

        What was edited after it was checked, and before readers saw it, is neither.
        """
        verdicts = Verdict.objects.in_force().filter(claim=OuterRef("appearance__claim")).order_by("-pk")
        reaffirmed = Reaffirmation.objects.filter(
            appearance=OuterRef("appearance"), exact=OuterRef("exact"), at__gte=OuterRef("first__created_at")
        )
        return self.filter(
            Q(state__in=AppearanceAnchor.AS_FOUND)
            | Q(first__created_at__lte=Subquery(verdicts.values("issued_at")[:1]))
            | Exists(reaffirmed)
        )

    def readers_see(self) -> Self:
        """Words found in what readers see of a visible article now; one anchor of an appearance at most."""
        newest = Publication.objects.filter(article_id=OuterRef("appearance__article_id")).order_by(
            "-published_at", "-pk"
        )
        seen = self.annotate(seen_number=Subquery(newest.values("revision__number")[:1]))
        return seen.exclude(state__in=AppearanceAnchor.LOST).filter(
            first__number__lte=F("seen_number"),
            last__number__gte=F("seen_number"),
            appearance__article_id__in=ArticlePage.objects.visible().values("pk"),
        )

    def newest(self) -> Self:
        """The one of each appearance that tells of the article's newest state."""
        of_same = AppearanceAnchor.objects.filter(appearance=OuterRef("appearance")).order_by("-pk")
        return self.filter(pk=Subquery(of_same.values("pk")[:1]))

    def changed_since_checked(self) -> Self:
        """Of the newest ones, those whose words changed or went since the newest verdict in force.

        Says in SQL what `claims.standing.changed_since` says of one place.
        """
        verdicts = Verdict.objects.in_force().filter(claim=OuterRef("appearance__claim")).order_by("-pk")
        of_same = AppearanceAnchor.objects.filter(appearance=OuterRef("appearance"))
        known = of_same.exclude(state__in=AppearanceAnchor.LOST).filter(
            first__created_at__lte=OuterRef("checked_at")
        )
        reaffirmed = Reaffirmation.objects.filter(
            appearance=OuterRef("appearance"), exact=OuterRef("exact"), at__gt=OuterRef("checked_at")
        )
        is_lost = Q(state__in=AppearanceAnchor.LOST)
        return (
            self.newest()
            .annotate(checked_at=Subquery(verdicts.values("issued_at")[:1]))
            .filter(first__created_at__gt=F("checked_at"))
            .annotate(
                checked=Coalesce(
                    Subquery(known.order_by("-pk").values("exact")[:1]),
                    Subquery(of_same.order_by("pk").values("exact")[:1]),
                )
            )
            .filter(
                (is_lost & ~Exists(reaffirmed.filter(at__gt=OuterRef("first__created_at"))))
                | (~is_lost & ~Q(exact=F("checked")) & ~Exists(reaffirmed))
            )
        )


class AppearanceAnchor(TextAnchor):
    """Where an appearance stood for a run of revisions."""

    appearance = models.ForeignKey(Appearance, on_delete=models.CASCADE, related_name="anchors")

    objects = AppearanceAnchorQuerySet.as_manager()

    class Meta:
        ordering = ["appearance_id", "pk"]
        indexes = [
            models.Index(fields=["appearance", "-id"], name="anchor_newest"),
            models.Index(fields=["state"], condition=Q(state="ambiguous"), name="anchor_torn"),
        ]


class Reaffirmation(models.Model):
    """A person's word that the verdict holds for these changed words, or though they went. Append-only."""

    append_only = True

    appearance = models.ForeignKey(Appearance, on_delete=models.PROTECT, related_name="reaffirmations")
    exact = models.TextField(help_text="The words that were looked at.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by}: “{self.exact[:60]}”"
