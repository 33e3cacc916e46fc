"""Where each sentence of a revision comes from."""

from typing import Any, ClassVar

from django.db import models


class RevisionOrigins(models.Model):
    """The sentences of one revision and the wordings that it brought. An index: `articles.origins` makes it.

    `coined`: the wordings that were new here, each as [words, the wording before it or null, the author's
    id where it is not the revision's]. `sentences`: each as [segment, start, end, number, index], the last
    two naming the wording: the revision that brought it and its place in that one's `coined`.
    """

    revision = models.OneToOneField(
        "articles.ArticleRevision", on_delete=models.CASCADE, primary_key=True, related_name="origins"
    )
    article_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    coined: Any = models.JSONField(default=list)
    sentences: Any = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["article_id", "number"], name="origins_of_article")]

    def __str__(self) -> str:
        return f"origins of revision {self.number} of article {self.article_id}"
