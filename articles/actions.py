"""What can be done to an article's history. Doors (admin, API, commands) call these."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, Revision, Site

from articles.comments.following import heed
from articles.content import canonical, editorial_content, sha256
from articles.desks import remove_unused_defaults
from articles.events import ARTICLE_PUBLISHED, REVISION_FROZEN, REVISION_SAVED
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Draft,
    Embargo,
    FrontPage,
    Publication,
    SectionPage,
    Stage,
    StoryPlan,
)
from articles.saving import current_merged, current_note
from articles.text import project
from articles.versions import wait_for_turn
from outbox.models import OutboxEvent

Kind = ArticleRevision.Kind


@transaction.atomic
def open_newsroom(name: str = "Newsroom") -> FrontPage:
    """The front page of the site; made, with its site record, on the first call.

    Wagtail's welcome page goes when nothing has been put under it, its groups when nobody is in them.
    """
    front = FrontPage.objects.first()
    if front is None:
        root = Page.get_first_root_node()
        front = root.add_child(instance=FrontPage(title=name, slug="front", show_in_menus=True))
        site = Site.objects.filter(is_default_site=True).first() or Site(
            hostname="localhost", is_default_site=True
        )
        site.root_page, site.site_name = front, name
        site.save()
        Page.objects.child_of(root).filter(slug="home", numchild=0).exclude(pk=front.pk).delete()
        remove_unused_defaults()
    return front


@transaction.atomic
def open_section(title: str, *, slug: str = "", description: str = "") -> SectionPage:
    """The section with this slug (by default the title's), with its groups and its desk; made if need be."""
    slug = slug or slugify(title)
    front = open_newsroom()
    section = SectionPage.objects.child_of(front).filter(slug=slug).first()
    return section or front.add_child(
        instance=SectionPage(title=title, slug=slug, description=description, show_in_menus=True)
    )


@transaction.atomic(savepoint=False)
def freeze(
    working_copy: Revision, *, kind: str, name: str = "", note: str = "", merged: Draft | None = None
) -> ArticleRevision:
    """Keep the content of Wagtail's working copy for ever as the article's next revision.

    Content identical to the newest revision (or, for a publication, to any earlier one) is not
    frozen twice: that revision is returned. Concurrent savers of one article wait for each other. `merged`
    is the draft that a merge took in, its second parent.
    """
    article_id = int(working_copy.object_id)
    wait_for_turn(article_id)
    content = editorial_content(working_copy.content)
    encoded = canonical(content)
    digest = sha256(encoded)
    newest = ArticleRevision.objects.tip_of(article_id)
    if newest and newest.content_digest == digest:
        heed(newest, working_copy)
        return newest
    if kind == Kind.PUBLISH:
        same = ArticleRevision.objects.of(article_id).filter(content_digest=digest).last()
        if same:
            return same
    text = project(content)
    revision = ArticleRevision(
        article_id=article_id,
        number=newest.number + 1 if newest else 1,
        kind=kind,
        created_at=working_copy.created_at,
        created_by_id=working_copy.user_id,
        name=name,
        note=note,
        content=encoded.decode(),
        content_digest=digest,
        text_digest=text.digest,
        word_count=len(text.plain.split()),
        wagtail_revision_id=working_copy.pk,
        previous_hash=newest.hash if newest else "",
        merged=merged,
    )
    revision.hash = revision.compute_hash()
    revision.save(force_insert=True)
    _heed_new_text(revision)
    heed(revision, working_copy)
    OutboxEvent.objects.record_new(REVISION_FROZEN, [revision.pk], queue=revision.queue)
    return revision


def _heed_new_text(revision: ArticleRevision) -> None:
    """What is ready with another text, or published with an earlier one, is a draft again. One query."""
    if revision.kind == Kind.PUBLISH:
        return
    ready = Q(stage=Stage.READY) & ~Q(approved__content_digest=revision.content_digest)
    plans = StoryPlan.objects.filter(ready | Q(stage=Stage.PUBLISHED), article=revision.article_id)
    plans.update(stage=Stage.DRAFT)


def pending_autosaves(article_id: int) -> dict[int, OutboxEvent]:
    """Autosaved working copies that are not kept yet, by Wagtail revision id, oldest first.

    They wait for the writer's pause, or a worker has just taken them up.
    """
    events = OutboxEvent.objects.undone().filter(topic=REVISION_SAVED, key__startswith=f"{article_id}:")
    found = {int(event.key.partition(":")[2]): event for event in events}
    return dict(sorted(found.items()))


@transaction.atomic(savepoint=False)
def note_saved(working_copy: Revision, *, kind: str) -> None:
    """Take note of a saved working copy: freeze it now, or after the writer's pause for an autosave.

    An explicit save first freezes what others autosaved before it, so that history stays in order.
    """
    if kind == Kind.AUTOSAVE:
        OutboxEvent.objects.record(
            REVISION_SAVED,
            f"{working_copy.object_id}:{working_copy.pk}",
            delay=settings.NEWSROOM_AUTOSAVE_PAUSE,
        )
        return
    freeze_pending(int(working_copy.object_id), but=working_copy.pk)
    freeze(working_copy, kind=kind, note=current_note(), merged=current_merged())


@transaction.atomic(savepoint=False)
def freeze_pending(article_id: int, *, but: int | None = None) -> None:
    """Freeze now whatever waits for a writer's pause (`but`: a working copy that is about to be frozen)."""
    pending = pending_autosaves(article_id)
    if pending:
        wait_for_turn(article_id)
    for working_copy_id, event in pending.items():
        if working_copy_id != but:
            _freeze_autosave(working_copy_id)
        OutboxEvent.objects.waiting().filter(pk=event.pk).update(
            state=OutboxEvent.State.DONE, finished_at=timezone.now()
        )


@transaction.atomic(savepoint=False)
def freeze_autosave(article_id: int, working_copy_id: int) -> ArticleRevision | None:
    """Freeze an autosaved working copy as it stands now; None when Wagtail has it no more.

    What was autosaved before it is frozen first, whichever worker is faster; and a copy that somebody
    else froze on the way to a later one is not put on top of that again.
    """
    wait_for_turn(article_id)  # before reading: the writer may be rewriting the row
    for earlier_id in pending_autosaves(article_id):
        if earlier_id < working_copy_id:
            _freeze_autosave(earlier_id)
    return _freeze_autosave(working_copy_id)


def _freeze_autosave(working_copy_id: int) -> ArticleRevision | None:
    working_copy = Revision.objects.filter(pk=working_copy_id).first()
    if working_copy is None:
        return None
    history = ArticleRevision.objects.of(int(working_copy.object_id)).defer("content")
    if history.filter(wagtail_revision_id__gt=working_copy_id).exists():
        digest = sha256(canonical(editorial_content(working_copy.content)))
        kept = history.filter(wagtail_revision_id=working_copy_id, content_digest=digest).last()
        if kept:
            return kept
    return freeze(working_copy, kind=Kind.AUTOSAVE)


@transaction.atomic(savepoint=False)
def note_publication(article: ArticlePage) -> None:
    """Put on record that the article's live revision has just been published, and say so; only once.

    Nobody is shown what is under embargo: it is put on record when the embargo ends (`articles.embargo`).
    """
    at = article.last_published_at
    if not (article.live and article.live_revision_id and at):
        return
    if Publication.objects.of(article).filter(published_at=at).exists():
        return
    if int(article.live_revision.object_id) != article.pk:
        return  # a copy on its way: it still points at the original's revision, and at its own soon
    if Embargo.objects.filter(article=article.pk).exists():
        return
    revision = freeze(article.live_revision, kind=Kind.PUBLISH)
    publication = Publication.objects.create(article=article, revision=revision, published_at=at)
    OutboxEvent.objects.record_new(ARTICLE_PUBLISHED, [publication.pk], queue=revision.queue)
