"""What is kept of an article for ever: its revisions, and when they were published."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Lag

from articles.content import canonical, sha256
from articles.guard import LettingGo
from articles.models.labels import RevisionLabel, TouchedBlock
from articles.models.pages import ArticlePage
from articles.text import ArticleText, project
from outbox.subscriptions import Queue


class ArticleRevisionQuerySet(models.QuerySet["ArticleRevision"]):
    def of(self, article: ArticlePage | int) -> Self:
        """The history of one article, oldest first."""
        return self.filter(article_id=getattr(article, "pk", article)).order_by("number")

    def latest_of(self, article: ArticlePage | int) -> "ArticleRevision | None":
        """The newest frozen state of an article."""
        return self.of(article).last()

    def tip_of(self, article_id: int) -> "ArticleRevision | None":
        """The end of an article's chain, without its content: what the next link is forged on."""
        return self.of(article_id).defer("content").last()

    def live_of(self, article: ArticlePage | int) -> "ArticleRevision | None":
        """The state that was published last, whether or not the article is still live."""
        publication = (
            Publication.objects.of(article)
            .order_by("-published_at", "-pk")
            .select_related("revision")
            .first()
        )
        return publication.revision if publication else None

    def with_labels(self) -> Self:
        """With `shown_name` and `shown_note`: what was said last, or else when the revision was made."""
        newest = RevisionLabel.objects.filter(revision=OuterRef("pk")).newest_first()
        return self.annotate(
            shown_name=Coalesce(Subquery(newest.values("name")[:1]), F("name")),
            shown_note=Coalesce(Subquery(newest.values("note")[:1]), F("note")),
        )

    def named(self) -> Self:
        """Those that bear a name now."""
        return self.with_labels().exclude(shown_name="")

    def published(self) -> Self:
        """Those that readers were shown."""
        return self.filter(Exists(Publication.objects.filter(revision=OuterRef("pk"))))

    def touching(self, article_id: int, block: str) -> Self:
        """Those that changed, added or took out one block, as far as is counted (`articles.counting`)."""
        touched = TouchedBlock.objects.filter(article_id=article_id, block=block)
        return self.filter(pk__in=touched.values("revision"))

    def with_folds(self) -> Self:
        """Newest first, with labels and with `folds`; ask `heads` for the rows to show.

        Autosaves of one person that follow each other fold into the newest of them, which is their head;
        what was named or published stands for itself. Every revision that does not fold is a head.
        """
        folds = Case(
            When(
                Q(kind=ArticleRevision.Kind.AUTOSAVE, shown_name="", shown_note="")
                & ~Exists(Publication.objects.filter(revision=OuterRef("pk"))),
                then=Value(True),
            ),
            default=Value(False),
        )
        newer_first = F("number").desc()
        return (
            self.with_labels()
            .annotate(folds=folds)
            .annotate(
                newer_folds=Window(Lag("folds"), order_by=newer_first),
                newer_by=Window(Lag("created_by_id"), order_by=newer_first),
            )
            .order_by("-number")
        )

    def heads(self) -> Self:
        """Of revisions `with_folds`, one for each row that is shown."""
        return self.filter(
            Q(folds=False)
            | Q(newer_folds=False)
            | Q(newer_folds=None)
            | Q(newer_by=None)
            | ~Q(newer_by=F("created_by_id"))
        )

    def readers_see(self) -> Self:
        """The state of every visible article that readers see now: what it was published with last."""
        newest = Publication.objects.filter(article_id=OuterRef("article_id")).order_by(
            "-published_at", "-pk"
        )
        return self.filter(
            pk=Subquery(newest.values("revision_id")[:1]),
            article_id__in=ArticlePage.objects.visible().values("pk"),
        )


class ArticleRevision(models.Model):
    """One immutable state of an article. The database refuses to change or delete it (`articles.guard`).

    Revisions of an article are numbered 1, 2, 3… and chained: `hash` covers everything here and
    the previous revision's `hash`; a merge's also that of the draft that was `merged` into it, its second
    parent. `content` is canonical JSON (RFC 8785). History outlives the page: the article may be gone
    while its revisions stay.
    """

    append_only = True
    # `articles.retention` may let go of the text of an old autosave; nothing else of it, and of nothing else.
    letting_go = LettingGo("content", "kind = 'autosave'", "articles_droppedcontent", "revision_id")

    class Kind(models.TextChoices):
        SAVE = "save", "saved"
        AUTOSAVE = "autosave", "autosaved"
        PUBLISH = "publish", "published"
        IMPORT = "import", "imported"
        RESTORE = "restore", "restored"
        MERGE = "merge", "merged"

    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="history"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="article_revisions"
    )
    name = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    content = models.TextField()
    content_digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64)
    word_count = models.PositiveIntegerField()
    wagtail_revision_id = models.BigIntegerField(null=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    merged = models.ForeignKey("articles.Draft", null=True, on_delete=models.PROTECT, related_name="merges")
    hash = models.CharField(max_length=64)

    objects = ArticleRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_per_article")
        ]
        indexes = [
            models.Index(fields=["text_digest"], name="revision_text_digest"),
            models.Index(fields=["article", "content_digest"], name="revision_content_digest"),
            models.Index(fields=["-created_at"], name="revision_newest"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of article {self.article_id}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as Python values; empty where it was let go."""
        return json.loads(self.content) if self.content else {}

    @property
    def is_let_go(self) -> bool:
        """Whether its content was let go under the retention policy; `dropped` says when and why."""
        return not self.content

    @property
    def headline(self) -> str:
        """The headline as it stood."""
        return self.data.get("title", "")

    @cached_property
    def text(self) -> ArticleText:
        """The plain-text projection of the content."""
        return project(self.data)

    @property
    def queue(self) -> Queue | None:
        """The queue for news about it: nobody waits at a screen for what was imported."""
        return "bulk" if self.kind == self.Kind.IMPORT else None

    def compute_hash(self) -> str:
        """The hash that this row must carry: SHA-256 over the canonical JSON of all that it states."""
        return record_hash(vars(self), self.merged.hash if self.merged else None)


def record_hash(stated: Mapping[str, Any], draft_hash: str | None) -> str:
    """The hash of a revision whose columns state this, with the hash of the draft that was merged into it."""
    record = {
        "article": stated["article_id"],
        "number": stated["number"],
        "kind": stated["kind"],
        "created_at": stated["created_at"].isoformat(),
        "created_by": stated["created_by_id"],
        "name": stated["name"],
        "note": stated["note"],
        "content": stated["content_digest"],
        "text": stated["text_digest"],
        "previous": stated["previous_hash"],
    }
    if draft_hash:
        record["merged"] = draft_hash
    return sha256(canonical(record))


class PublicationQuerySet(models.QuerySet["Publication"]):
    def of(self, article: ArticlePage | int) -> Self:
        """The publications of one article, oldest first."""
        return self.filter(article_id=getattr(article, "pk", article)).order_by("published_at", "pk")


class Publication(models.Model):
    """The fact that readers were shown a revision from a moment on."""

    append_only = True

    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="publications"
    )
    revision = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="publications")
    published_at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "published_at"], name="publication_once")]
        indexes = [models.Index(fields=["-published_at"], name="publication_newest")]

    def __str__(self) -> str:
        return f"{self.revision} published at {self.published_at:%Y-%m-%d %H:%M}"
