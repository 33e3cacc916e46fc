"""What was once said can be brought back, and nothing newer is lost by it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from articles.models import ArticlePage, ArticleRevision, Byline, Contributor, Publication
from articles.restoring import MovedOn, NothingToRestore, plan, restore
from articles.saving import saving_as
from tests.conftest import paragraph, paragraphs
from tests.desk.making import rewrite

pytestmark = pytest.mark.django_db


def revision(article: ArticlePage, number: int) -> ArticleRevision:
    return ArticleRevision.objects.of(article).get(number=number)


def put_back(article, number, by, block=""):
    old = revision(article, number)
    return restore(old, by=by, began_from=plan(old, block=block).began_from, block=block)


def body_of(kept: ArticleRevision) -> list[str]:
    return [block["id"] for block in kept.data["body"]]


@pytest.fixture
def pictured(article, desk):
    """2 has a kicker, an address, a byline, a topic, a lead image and a picture; 3 has none of them."""
    image = get_image_model().objects.create(title="Harbour", file=get_test_image_file())
    copy = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    copy.kicker, copy.slug, copy.urgency, copy.lead_image = "Harbour", "bridge-2", 2, image
    copy.body = [
        paragraph("First.", block="a"),
        {"id": "p", "type": "image", "value": {"image": image.pk, "alt": "The bridge", "caption": ""}},
        paragraph("Second.", block="b"),
    ]
    copy.bylines = [Byline(contributor=Contributor.objects.create(name="Mara", slug="mara"))]
    copy.topics.set(["harbours"])
    copy.save_revision(user=desk)
    return rewrite(
        article, paragraphs("Nothing of that."), user=desk, kicker="", slug="bridge-3", urgency=5,
        lead_image=None, bylines=[], tagged_items=[],
    )  # fmt: skip


def test_a_whole_revision_is_the_newest_again_and_what_was_newest_stays(pictured, desk):
    restored, left_out = put_back(pictured, 2, desk)
    assert (restored.number, restored.kind, restored.note) == (4, "restore", "Restored from revision 2")
    assert left_out == ()
    assert restored.content_digest == revision(pictured, 2).content_digest
    assert restored.created_by == desk
    undone, _ = put_back(pictured, 3, desk)
    assert undone.content_digest == revision(pictured, 3).content_digest


def test_publication_and_schedule_stay_as_they_are(article, desk):
    article.get_latest_revision().publish(user=desk)
    goes_out_at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    rewrite(article, paragraphs("Tomorrow."), user=desk, go_live_at=goes_out_at)
    put_back(article, 1, desk)
    after = ArticlePage.objects.get(pk=article.pk)
    assert after.live
    assert Publication.objects.of(article).count() == 1
    assert after.get_latest_revision_as_object().go_live_at == goes_out_at
    planned = after.get_latest_revision()
    planned.publish(user=desk)  # approved for its hour: nobody edits it until then
    with pytest.raises(PermissionDenied, match="cancel the schedule"):
        put_back(article, 2, desk)
    assert ArticlePage.objects.get(pk=article.pk).scheduled_revision == planned


@pytest.mark.parametrize(
    ("now", "chosen", "expected"),
    [
        (["a", "b", "c"], "b", ["a", "b", "c"]),  # stands there: replaced
        (["c", "a"], "b", ["c", "a", "b"]),  # after its neighbour, wherever that is
        (["c"], "b", ["b", "c"]),  # none of those before it is left
        (["new", "a", "c"], "c", ["new", "a", "c"]),
        ([], "c", ["c"]),
    ],
)
def test_one_block_comes_back_to_its_place(article, desk, now, chosen, expected):
    rewrite(article, [paragraph(f"Old {name}.", block=name) for name in "abc"], user=desk)
    rewrite(article, [paragraph(f"New {name}.", block=name) for name in now], user=desk, title="Tunnel")
    restored, _ = put_back(article, 2, desk, block=chosen)
    assert body_of(restored) == expected
    words = restored.text.plain
    assert f"Old {chosen}." in words
    assert restored.headline == "Tunnel"
    assert all(f"New {name}." in words for name in now if name != chosen)
    assert restored.note == "One block restored from revision 2"


def test_a_headline_is_a_block_too_and_an_unknown_one_is_refused(article, desk):
    rewrite(article, paragraphs("Other."), user=desk, title="Tunnel bill")
    restored, _ = put_back(article, 1, desk, block="headline")
    assert restored.headline == "Bridge bill grows"
    assert "Other." in restored.text.plain
    for missing in ("standfirst", "elsewhere"):
        with pytest.raises(ValidationError, match="Revision 1 has no"):
            put_back(article, 1, desk, block=missing)


def test_what_was_deleted_or_is_anothers_by_now_is_left_out_and_named(pictured, desk, write):
    get_image_model().objects.all().delete()
    Byline.objects.all().delete()
    Contributor.objects.all().delete()
    pictured.tagged_items.model.tag_model().objects.all().delete()
    write("Another", slug="bridge-2")
    restored, left_out = put_back(pictured, 2, desk)
    assert "; ".join(left_out) == (
        "the address “bridge-2”, which is another story’s by now; "
        "a picture (“The bridge”), which was deleted; the lead image, which was deleted; "
        "1 name of the byline, deleted meanwhile; 1 topic, deleted meanwhile"
    )
    assert body_of(restored) == ["a", "b"]
    assert (restored.data["slug"], restored.data["kicker"]) == ("bridge-3", "Harbour")


def test_who_saves_meanwhile_is_never_overwritten(article, desk, reporter, settings):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    rewrite(article, paragraphs("Second."), user=desk)
    old = revision(article, 1)
    seen = plan(old).began_from
    with saving_as("autosave"):
        rewrite(article, paragraphs("Rita types on."), user=reporter)
    with pytest.raises(MovedOn, match="Somebody saved"):
        restore(old, by=desk, began_from=seen)
    assert ArticleRevision.objects.of(article).count() == 2
    restored, _ = put_back(article, 1, desk)
    texts = [each.text.plain for each in ArticleRevision.objects.of(article)]
    assert "Rita types on." in texts[2]  # what was only autosaved is kept before it goes
    assert restored.number == 4


def test_restoring_what_stands_is_said_to_change_nothing(article, desk):
    with pytest.raises(NothingToRestore):
        put_back(article, 1, desk)
    assert ArticleRevision.objects.of(article).count() == 1


def test_only_who_may_edit_restores_and_only_what_is_unlocked_and_there(article, desk, sport_desk):
    rewrite(article, paragraphs("Second."), user=desk)
    with pytest.raises(PermissionDenied, match="may not edit"):
        put_back(article, 1, sport_desk)
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=sport_desk)
    with pytest.raises(PermissionDenied, match="locked"):
        put_back(article, 1, desk)
    ArticlePage.objects.get(pk=article.pk).delete()
    with pytest.raises(ValidationError, match="was deleted"):
        plan(revision(article, 1))
