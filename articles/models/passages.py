"""The words that articles ever said, passage by passage: an index over all revisions."""

import re
from typing import Self

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, models

TERM = re.compile(r'"([^"]*)"|(\S+)')


def terms_of(words: str) -> list[str]:
    """What is looked for: each word alone, and words in quotation marks as they follow each other."""
    typed = words.replace("“", '"').replace("”", '"').replace("\x00", "")
    found = [" ".join((phrase or word).split()) for phrase, word in TERM.findall(typed)]
    return [term for each in found if (term := re.sub(r"^\W+|\W+$", "", each))]


def pattern_of(term: str) -> str:
    """One term as a regular expression."""
    return r"\s+".join(map(re.escape, term.split()))


class PassageQuerySet(models.QuerySet["Passage"]):
    def of(self, article_id: int) -> Self:
        """Those of one article."""
        return self.filter(article_id=article_id)

    def saying(self, words: str) -> Self:
        """Those that hold all of these words (`terms_of`); none where there are none.

        Whole words are found, in large or small letters. PostgreSQL looks them up in an index, SQLite reads
        every passage.
        """
        terms = terms_of(words)
        if not terms:
            return self.none()
        if connection.vendor == "postgresql":
            asked = " ".join(f'"{term}"' for term in terms)
            vector = SearchVector("text", config="simple")  # as the index `passage_words` has it
            return self.alias(vector=vector).filter(
                vector=SearchQuery(asked, config="simple", search_type="websearch")
            )
        found = self
        for term in terms:
            found = found.filter(text__iregex=rf"\b{pattern_of(term)}\b")
        return found

    def taken_out(self) -> Self:
        """Those that do not stand in their article any more."""
        return self.exclude(went=None)


class Passage(models.Model):
    """A paragraph, headline or the like in the words that it had from one revision of its article to another.

    `came` is the revision that first had it, `went` the first that had it no more (None: it still stands).
    Words that came back are another passage. Where a passage stood in the article is not told here.
    """

    article_id = models.BigIntegerField()
    text = models.TextField()
    came = models.ForeignKey("articles.ArticleRevision", on_delete=models.CASCADE, related_name="+")
    went = models.ForeignKey(
        "articles.ArticleRevision", null=True, on_delete=models.CASCADE, related_name="+"
    )

    objects = PassageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article_id", "went"], name="passage_of_article")]

    def __str__(self) -> str:
        return f"“{self.text[:60]}” in article {self.article_id}"


class PassagesRead(models.Model):
    """Up to which revision the passages of an article are known."""

    article_id = models.BigIntegerField(primary_key=True)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"article {self.article_id} up to revision {self.number}"
