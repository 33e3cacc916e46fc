"""Keep the index of passages (`articles.models.Passage`): what each revision brought and took out."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from articles.models import ArticleRevision, Passage, PassagesRead

AT_ONCE = 50  # revisions read in one transaction


def follow(article_id: int) -> None:
    """Read the revisions of an article that were not read yet, in their order; may be called twice."""
    while _follow_some(article_id):
        pass


def behind() -> list[int]:
    """The articles with revisions that were not read yet."""
    read = PassagesRead.objects.filter(article_id=OuterRef("article_id"), number__gte=OuterRef("number"))
    unread = ArticleRevision.objects.filter(~Exists(read)).order_by("article_id")
    return list(unread.values_list("article_id", flat=True).distinct())


@transaction.atomic
def _follow_some(article_id: int) -> bool:
    PassagesRead.objects.get_or_create(article_id=article_id, defaults={"number": 0})
    read = PassagesRead.objects.select_for_update().get(article_id=article_id)
    revisions = list(ArticleRevision.objects.of(article_id).filter(number__gt=read.number)[:AT_ONCE])
    if not revisions:
        return False
    standing = {passage.text: passage for passage in Passage.objects.of(article_id).filter(went=None)}
    came: list[Passage] = []
    went: list[Passage] = []
    for revision in revisions:
        texts = dict.fromkeys(segment.text for segment in revision.text.segments)
        for text in [text for text in standing if text not in texts]:
            passage = standing.pop(text)
            passage.went = revision
            if passage.pk:
                went.append(passage)
        for text in texts:
            if text not in standing:
                standing[text] = Passage(article_id=article_id, text=text, came=revision)
                came.append(standing[text])
    Passage.objects.bulk_create(came)
    Passage.objects.bulk_update(went, ["went"])
    read.number = revisions[-1].number
    read.save()
    return True
