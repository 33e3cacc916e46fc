"""What the owners of pictures allow, said at the gate: a warning, since terms bind people."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from articles.content import pictures_in
from articles.gate import Objection
from articles.models import ArticleRevision, SectionPage


def judge(revision: ArticleRevision, sections: Sequence[SectionPage]) -> Iterator[Objection]:
    """That the rights of a picture in the text have ended. One query at most."""
    ids = pictures_in(revision.data)
    ended = get_image_model().objects.filter(pk__in=ids, rights__rights_expire_at__lte=timezone.now())
    for image in ended.select_related("rights").order_by("pk") if ids else ():
        day = timezone.localtime(image.rights.rights_expire_at, timezone.get_default_timezone())
        yield Objection(
            key=f"rights:{image.pk}",
            words=f"The rights of the picture “{image.title}” ended on {day:%-d %B %Y}.",
            remedy="Take another picture, or ask its owner and enter until when it may be used.",
            url=reverse("wagtailimages:edit", args=[image.pk]),
            is_blocking=False,
        )
