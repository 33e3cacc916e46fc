"""What was said about passages of a story, and where they stand; kept also when the comment is deleted."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch

from articles.models.anchors import TextAnchor
from articles.models.pages import ArticlePage


class KeptCommentQuerySet(models.QuerySet["KeptComment"]):
    def of(self, article: ArticlePage | int) -> Self:
        """Of one story, oldest first."""
        return self.filter(article_id=getattr(article, "pk", article)).order_by("pk")

    def with_anchors(self) -> Self:
        """With their anchors, whose revisions tell number and time but not their content; one query more."""
        anchors = CommentAnchor.objects.select_related("first", "last").order_by("pk")
        anchors = anchors.defer("first__content", "last__content")
        return self.prefetch_related(Prefetch("anchors", anchors))


class KeptComment(models.Model):
    """A comment on a passage: what was said when by whom, and the words that it was first on.

    `comment_id` names Wagtail's comment, which may be deleted; `position` is what the editor said last of its
    place, and `heard_in` the revision that it said so of.
    """

    comment_id = models.BigIntegerField(unique=True)
    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="kept_comments"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    made_at = models.DateTimeField()
    wording = models.TextField()
    position = models.TextField(blank=True)
    heard_in = models.ForeignKey(
        "articles.ArticleRevision", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeptCommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article", "id"], name="kept_comment_in_article")]

    def __str__(self) -> str:
        return f"“{self.text[:60]}” on “{self.wording[:60]}”"

    @property
    def anchor(self) -> "CommentAnchor":
        """Where its words stand in the newest state that they were followed to; uses prefetched anchors."""
        return max(self.anchors.all(), key=lambda anchor: anchor.pk)


class CommentAnchor(TextAnchor):
    """Where the words of a comment stood for a run of revisions."""

    kept = models.ForeignKey(KeptComment, on_delete=models.CASCADE, related_name="anchors")

    class Meta:
        ordering = ["kept_id", "pk"]
        indexes = [models.Index(fields=["kept", "-id"], name="comment_anchor_newest")]
