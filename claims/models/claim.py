"""Claims: statements apart from any text, where they stand on the desk's way, and who has them."""

from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from annotations.models import Attribution
from articles.models import ArticlePage, ArticleRevision
from claims.models.appearance import Appearance, AppearanceAnchor
from claims.models.verdict import Verdict
from claims.workflow import ASIDE, SETTLED, UNDECIDED, Status
from entities.models import Entity

# What is due at no time comes after all that is, on every database, and has an index.
DUE = Coalesce("due_at", Value(datetime(9999, 12, 31, tzinfo=UTC)))
QUEUE_ORDER = ("-priority", "due", "-worth", "-pk")  # of claims `with_due`


class ClaimQuerySet(models.QuerySet["Claim"]):
    def undecided(self) -> Self:
        """Whatever still waits for people: from new to cross-check."""
        return self.filter(status__in=UNDECIDED)

    def unassigned(self) -> Self:
        """Undecided, and in nobody's hands."""
        return self.undecided().filter(assignee=None)

    def in_hands_of(self, person: User) -> Self:
        """Undecided, and a person's to check."""
        return self.undecided().filter(assignee=person)

    def overdue(self) -> Self:
        """Undecided though they were due."""
        return self.undecided().filter(due_at__lt=timezone.now())

    def confirmable_by(self, person: User) -> Self:
        """Whose verdict waits for a second person, who may be this one: somebody else signed it."""
        newest = Verdict.objects.filter(claim=OuterRef("pk")).order_by("-pk")
        waiting = self.filter(status=Status.CROSS_CHECK).annotate(
            signer=Subquery(newest.values("issued_by")[:1])
        )
        return waiting.exclude(signer=person.pk)

    def with_due(self) -> Self:
        """Annotate `due`, by which claims are put in order: when they are due, or else the end of time."""
        return self.annotate(due=DUE)

    def in_queue_order(self) -> Self:
        """The order in which a desk works: most urgent, soonest due, most check-worthy, newest."""
        return self.with_due().order_by(*QUEUE_ORDER)

    def decided(self) -> Self:
        """With a verdict in force, published or not."""
        return self.filter(status__in=SETTLED)

    def appearing_in(self, article: ArticlePage | int) -> Self:
        """Made anywhere in an article, in whatever state its words are now."""
        article_id = getattr(article, "pk", article)
        return self.filter(Exists(Appearance.objects.filter(claim=OuterRef("pk"), article_id=article_id)))

    def made_in(self, articles: models.QuerySet) -> Self:
        """Made anywhere in any of these articles."""
        return self.filter(
            pk__in=Appearance.objects.filter(article_id__in=articles.values("pk")).values("claim")
        )

    def reworded(self, *, within: models.QuerySet | None = None) -> Self:
        """Decided claims whose words in some article changed or went since the newest verdict.

        Words for which somebody reaffirmed the verdict do not count. `within`: the articles that count.
        """
        changed = AppearanceAnchor.objects.changed_since_checked().filter(appearance__claim=OuterRef("pk"))
        if within is not None:
            changed = changed.filter(appearance__article_id__in=within)
        return self.decided().with_verdict().filter(Exists(changed))

    def torn(self, *, within: models.QuerySet | None = None) -> Self:
        """Claims whose words fit two places of some article, until a person chooses one; none set aside."""
        articles = ArticlePage.objects.values("pk") if within is None else within
        waiting = AppearanceAnchor.objects.newest().filter(
            state=AppearanceAnchor.State.AMBIGUOUS,
            appearance__article_id__in=articles,
        )
        return self.filter(pk__in=waiting.values("appearance__claim")).exclude(status__in=ASIDE)

    def public(self) -> Self:
        """What readers may see: published claims that a published state of a visible article made.

        Words that stand in a draft only make no claim public, nor does a verdict on such words only. What
        else a draft said of it, `claims.readers.for_readers` takes away.
        """
        seen = AppearanceAnchor.objects.readers_saw().as_checked().filter(appearance__claim=OuterRef("pk"))
        return self.filter(Exists(seen), status=Status.PUBLISHED)

    def attributed_to(self, entity: Entity | int) -> Self:
        """Claims that a story may quote an entity with, as readers see it now.

        A claim with words of somebody else in the same story may be among them: what `claims.readers` makes
        of each says whose it is.
        """
        entity = getattr(entity, "pk", entity)
        said = Attribution.objects.standing().filter(
            source_entity_id=entity, revision__in=ArticleRevision.objects.readers_see()
        )
        quoted = said.filter(
            revision__article_id__in=Appearance.objects.filter(claim=OuterRef(OuterRef("pk"))).values(
                "article_id"
            ),
        )
        articles = said.values("revision__article_id")
        same = said.filter(revision__article_id=OuterRef("appearance__article_id")).annotate(
            inside=StrIndex("content_text", OuterRef("exact")),
            around=StrIndex(OuterRef("exact"), "content_text"),
        )
        words = (
            AppearanceAnchor.objects.readers_see()
            .filter(appearance__article_id__in=articles)
            .filter(Exists(same.filter(Q(inside__gt=0) | Q(around__gt=0))))
        )
        return self.filter(
            Q(Exists(quoted), claimant_id=entity) | Q(pk__in=words.values("appearance__claim_id"))
        )

    def stated_as_seen(self) -> Self:
        """Claims whose statement has the words that readers saw, not those of a draft before."""
        seen = AppearanceAnchor.objects.readers_saw().filter(state__in=AppearanceAnchor.AS_FOUND)
        return self.filter(Exists(seen.filter(appearance__claim=OuterRef("pk"))))

    def with_verdict(self) -> Self:
        """Annotate `rating` (its code) and `rated_at` of the newest verdict in force, None without one."""
        newest = Verdict.objects.in_force().filter(claim=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            rating=Subquery(newest.values("rating_id")[:1]), rated_at=Subquery(newest.values("issued_at")[:1])
        )


class Claim(models.Model):
    """A checkable statement and whoever makes it."""

    Status = Status

    class Priority(models.IntegerChoices):
        LOW = 1, "low"
        NORMAL = 2, "normal"
        HIGH = 3, "high"
        URGENT = 4, "urgent"

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
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.NEW)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    topic = models.CharField(max_length=60, blank=True, help_text="What it is about, in a word or two.")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims_in_hand",
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="When it should be decided.")
    watchers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="watched_claims", help_text="Who is told of it."
    )
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
            models.Index(fields=["status", "-changed_at", "-id"], name="claim_status_changed"),
            models.Index(fields=["claimant", "-created_at"], name="claim_of_claimant"),
            models.Index(fields=["-created_at", "-id"], name="claim_newest"),
            models.Index(fields=["-changed_at", "-id"], name="claim_changed"),
            models.Index(fields=["-worth", "-id"], name="claim_worthiest"),
            models.Index(F("priority").desc(), DUE, F("worth").desc(), F("id").desc(), name="claim_queue"),
            models.Index(
                F("status"), F("priority").desc(), DUE, F("worth").desc(), F("id").desc(), name="claim_column"
            ),
            models.Index(DUE, F("id"), name="claim_due_next"),
            models.Index(fields=["assignee", "status"], name="claim_in_hand"),
            models.Index(fields=["due_at", "status"], name="claim_due"),
            models.Index(fields=["topic"], name="claim_topic"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=Status.DUPLICATE, duplicate_of__isnull=False)
                | (~models.Q(status=Status.DUPLICATE) & models.Q(duplicate_of__isnull=True)),
                name="claim_duplicate_of_another",
            )
        ]
        permissions = [
            ("make_claim", "Can make claims, take them up and set them aside"),
            ("assign_claim", "Can assign claims, and set their priority and due time"),
        ]

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 90 else f"{self.statement[:89]}…"

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.pk, slugify(self.statement)[:60] or "claim"])

    @property
    def verdict(self) -> Verdict | None:
        """The newest verdict in force; uses prefetched verdicts where there are any."""
        standing = [verdict for verdict in self.verdicts.all() if verdict.is_in_force]
        return max(standing, key=lambda verdict: verdict.pk, default=None)
