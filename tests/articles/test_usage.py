"""Whoever publishes learns that the rights of a picture have ended."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from articles.gate import foresee
from articles.media import add_image, change_image
from articles.models import ArticlePage
from tests.api.test_media import png

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["over the text", "in the text"])
def test_ended_rights_are_told_before_publication_and_keep_nothing_back(
    article: ArticlePage, desk: User, place: str
) -> None:
    image = add_image(SimpleUploadedFile("x", png()), {"title": "The quay"}, by=desk)
    if place == "over the text":
        article.lead_image = image
    else:
        article.body.append(("image", {"image": image, "caption": "", "credit": "", "alt": "A quay"}))
    article.save_revision(user=desk)

    def told() -> list[tuple[str, bool]]:
        return [(each.words, each.is_blocking) for each in foresee(article) if "rights" in each.key]

    assert told() == []
    change_image(image, {"rights_expire_at": timezone.now() + timedelta(days=1)}, by=desk)
    assert told() == []
    change_image(image, {"rights_expire_at": datetime(2025, 3, 3, 23, 30, tzinfo=UTC)}, by=desk)
    day = timezone.localtime(datetime(2025, 3, 3, 23, 30, tzinfo=UTC), timezone.get_default_timezone())
    assert told() == [(f"The rights of the picture “The quay” ended on {day:%-d %B %Y}.", False)]
    article.get_latest_revision().publish(user=desk)
    assert ArticlePage.objects.visible().filter(pk=article.pk).exists()
