"""The way of a new story to its place and to its readers, at the price of one save.

Wagtail saves a page three times on that way (as a child, as a draft, as published), and each time
validates it, indexes it and fetches anew what it has just stored. A story that is new in this
transaction has no comments, no schedule, no workflow and no alias that all this could be for.
"""

from django.db import transaction
from django.utils import timezone
from modelsearch import index as search
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import COMMENTS_RELATION_NAME, PageLogEntry, ReferenceIndex, Revision
from wagtail.signals import page_published, published

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, SectionPage
from articles.saving import saving_as

# What its place in the tree decides.
PLACE = ("path", "depth", "numchild", "url_path", "locale", "content_type", "page_ptr", "translation_key")
PUBLICATION = (
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "live_revision",
)


def add(article: ArticlePage, section: SectionPage, *, by: User | None) -> Revision:
    """Put a filled, unsaved article under its section as a draft; its first revision is an import.

    Raises ValidationError naming the fields that cannot be. Indexes are left to `bring_indexes_up_to_date`.
    """
    article.locale_id = section.locale_id
    article._is_site_root = False  # Wagtail asks the database otherwise, at every save
    article.full_clean(exclude=PLACE, validate_unique=False, validate_constraints=False)
    bylines, topics = list(article.bylines.all()), list(article.tagged_items.all())
    section.add_child(instance=article)
    # As they were stored: the revision's content and the indexes need not fetch them.
    article.bylines, article.tagged_items = bylines, topics
    setattr(article, COMMENTS_RELATION_NAME, [])
    with saving_as(ArticleRevision.Kind.IMPORT):
        revision = article.save_revision(user=by, clean=False)
    _log(article, "wagtail.create", revision, by)
    return revision


def publish(article: ArticlePage, revision: Revision, *, by: User | None) -> None:
    """Show readers the only revision that an article has. Raises PermissionDenied without the right."""
    if by is not None and not article.permissions_for_user(by).can_publish():
        raise PublishPagePermissionError("You do not have permission to publish this page.")
    article.live, article.has_unpublished_changes = True, False
    article.first_published_at = article.last_published_at = timezone.now()
    article.live_revision = revision
    article.save(update_fields=PUBLICATION, clean=False)
    page_published.send(sender=ArticlePage, instance=article, revision=revision)
    published.send(sender=ArticlePage, instance=article, revision=revision)
    _log(article, "wagtail.publish", revision, by)


def _log(article: ArticlePage, action: str, revision: Revision, by: User | None) -> None:
    """What `wagtail.log_actions.log` writes, without asking whether the rows just made exist."""
    entry = PageLogEntry(
        content_type_id=article.content_type_id,
        page=article,
        label=article.get_admin_display_title(),
        action=action,
        timestamp=timezone.now(),
        user=by,
        revision=revision,
        content_changed=True,
    )
    PageLogEntry.objects.bulk_create([entry])


@transaction.atomic(savepoint=False)
def bring_indexes_up_to_date(article: ArticlePage) -> None:
    """Have search and Wagtail's reference index know an article as it stands."""
    ReferenceIndex.create_or_update_for_object(article)
    search.insert_or_update_object(article)
