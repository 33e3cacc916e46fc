"""Take in a story from outside: a new article, the next revision of a known one, or nothing at all.

A story is known by its `source_id`. Nothing that a person wrote, published or took down here is ever
undone by copy that comes in again.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.coreutils import find_available_slug

from accounts.models import User
from articles import filing
from articles.actions import wait_for_turn
from articles.content import canonical, editorial_content, sha256
from articles.copy import Story
from articles.drafts import keep_draft
from articles.embargo import set_embargo
from articles.gate import PublicationBlocked
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Byline,
    Contributor,
    Draft,
    Embargo,
    SectionPage,
    StoryAct,
)
from articles.saving import indexing_later, saving_as

Outcome = Literal["new", "changed", "unchanged", "kept"]
Content = dict[str, Any]
TAKEN = (  # fields of an article that a story brings under the same name
    *("kicker", "standfirst", "dateline", "language", "genre", "urgency"),
    *("source", "source_id", "source_url"),
)
OURS = ("slug", "seo_title", "search_description")  # fields of an article that no story brings


def import_story(
    story: Story,
    *,
    section: SectionPage,
    by: User | None = None,
    publish: bool = False,
    language: str = "en",
) -> tuple[ArticlePage, Outcome]:
    """Take a story in, and publish it if asked; the same story again changes nothing.

    A known story whose file changed becomes the article's next revision (kind `import`), in the
    section where the article stands now. It began from the revision that came in last: where people have
    changed or locked the article since, nothing of theirs is touched, the text is "kept" aside as a draft,
    and the desk is told. What the gate holds back is taken in as a draft, with the reasons in the article's
    `held_back`. Raises ValidationError, saying what to do, for a field that cannot be and for an article
    that people have taken down since it came in; PermissionDenied where `by` may not write in the section, or
    may not edit the article, before anything is told of it. `by` None is the operator at the command line.
    `language` is that of a story that states none. An embargo that the story states holds, unless readers see
    the article or people here hold it longer or have lifted one.
    """
    story = replace(story, language=story.language or language)
    _require_right_to_write(section, by)
    if known := _known(story, by, publish=publish):
        return known, "unchanged"
    with transaction.atomic(), indexing_later():
        # Two imports of one story must not both find it unknown. This locks what adding a child locks,
        # in the same order: an editor may begin a story in the section at the same moment.
        section = SectionPage.objects.select_for_update().get(pk=section.pk)
        article = ArticlePage.objects.filter(source_id=story.source_id).first()
        if article is None:
            return _add(story, section, by, publish=publish), "new"
        outcome = _update(article, story, by)
        if _is_to_be_held(article, story):
            _hold(article, story, by)
            outcome = "changed" if outcome == "unchanged" else outcome
        if publish and outcome != "kept" and _publish(article, by):
            filing.bring_indexes_up_to_date(article)
            outcome = "changed"
        return article, outcome


def find_section(slug: str = "") -> SectionPage:
    """The section with this slug; without one the only section there is, or `news`.

    Raises ValidationError naming the sections to choose from.
    """
    sections = {section.slug: section for section in SectionPage.objects.order_by("path")}
    if not sections:
        raise ValidationError(
            "There is no section yet. Make one: manage.py open_newsroom --section News",
            code="no_section",
        )
    slug = slug or (next(iter(sections)) if len(sections) == 1 else "news")
    if slug not in sections:
        raise ValidationError(f"There is no section “{slug}”. Choose one of {', '.join(sections)}.")
    return sections[slug]


def _known(story: Story, by: User | None, *, publish: bool) -> ArticlePage | None:
    """The article of a story that changes nothing, found without waiting for anybody or building a page.

    None when that cannot be told so cheaply.
    """
    article = ArticlePage.objects.filter(source_id=story.source_id).first()
    if article is not None:
        _require_right(article, by)
    if article is None or _is_to_be_held(article, story):
        return None
    if publish and not (article.live and not article.has_unpublished_changes):
        return None
    imported = _last_import(article)
    return article if imported and _brought(imported) == _said(story) else None


def _said(story: Story) -> Content:
    """What an article's content has from a story, as `_brought` tells it, as far as it is known here."""
    said: Content = {name: getattr(story, name) for name in TAKEN if getattr(story, name) not in (None, "")}
    said["title"], said["body"] = story.headline, list(story.body)
    slugs = [_contributor_slug(credit.name) for credit in story.bylines]
    people = dict(Contributor.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    said["bylines"] = [
        {"contributor": people.get(slug), "role": credit.role}
        for slug, credit in zip(slugs, story.bylines, strict=True)
    ]
    topics = dict(Tag.objects.filter(name__in=story.topics).values_list("name", "pk")) if story.topics else {}
    said["topics"] = sorted(str(topics.get(name, "unknown")) for name in set(story.topics))
    return said


def _add(story: Story, section: SectionPage, by: User | None, *, publish: bool) -> ArticlePage:
    slug = find_available_slug(section, slugify(story.headline)[:240] or "story")
    article = ArticlePage(slug=slug, live=False, owner=by)
    _fill(article, story)
    revision = filing.add(article, section, by=by)
    if _is_to_be_held(article, story):
        _hold(article, story, by)
    if publish:
        _or_hold_back(article, lambda: filing.publish(article, revision, by=by))
    filing.bring_indexes_up_to_date(article)
    return article


def _update(article: ArticlePage, story: Story, by: User | None) -> Outcome:
    _require_right(article, by)
    wait_for_turn(article.pk)
    article.refresh_from_db(fields=("latest_revision", "latest_revision_created_at", "locked"))
    draft = article.get_latest_revision_as_object()
    current = _content(draft)
    imported = _last_import(article)
    _fill(draft, story)
    wanted = _content(draft)
    if _brought(wanted) in (_brought(current), imported and _brought(imported)):
        return "unchanged"
    if current != imported or article.locked:
        return _keep_aside(article, wanted, imported, by, is_locked=current == imported)
    with saving_as(ArticleRevision.Kind.IMPORT):
        draft.save_revision(user=by, log_action=True)
    article.refresh_from_db()
    return "changed"


def _is_to_be_held(article: ArticlePage, story: Story) -> bool:
    """Whether the story's embargo is to be set: nothing that people here decided about it is undone."""
    if not story.embargoed_until:
        return False
    until = datetime.fromisoformat(story.embargoed_until)
    if until <= timezone.now() or ArticlePage.objects.visible().filter(pk=article.pk).exists():
        return False
    if Embargo.objects.filter(article=article, until__gte=until).exists():
        return False
    return not StoryAct.objects.filter(article=article, name=StoryAct.Name.LIFT).exists()


def _hold(article: ArticlePage, story: Story, by: User | None) -> None:
    if by is None:
        raise ValidationError("is under embargo. Say whose work it is, who then holds it (--author).")
    set_embargo(article, datetime.fromisoformat(story.embargoed_until), by=by, why="Its source says so.")


def _keep_aside(
    article: ArticlePage, wanted: Content, imported: Content | None, by: User | None, *, is_locked: bool
) -> Outcome:
    """Keep what came in as a draft that began from what came in last; once it is settled it stays so."""
    ours = {name: value for name, value in (imported or wanted).items() if not _is_brought(name)}
    content = {**ours, **_brought(wanted)}
    came_before = Draft.objects.of(article).filter(
        door=Draft.Door.IMPORT, content_digest=sha256(canonical(content))
    )
    if (earlier := came_before.last()) and earlier.settled:
        return "unchanged"
    draft = keep_draft(
        article.pk,
        content,
        by=by,
        began_from=sha256(canonical(imported)) if imported else "",
        door=Draft.Door.IMPORT,
        reason=Draft.Reason.LOCKED if is_locked else Draft.Reason.STALE,
    )
    return "kept" if draft else "unchanged"


def _publish(article: ArticlePage, by: User | None) -> bool:
    """Publish the newest state if it is what came in and readers do not see it yet."""
    if article.live and not article.has_unpublished_changes:
        return False
    revision = article.latest_revision
    as_imported = editorial_content(revision.content) == _last_import(article)
    if article.live and not as_imported:
        return False  # readers have the import; the draft on top of it is somebody's own
    if not as_imported:
        raise ValidationError("was changed here since it came in, so publish it at the desk.")
    if article.first_published_at and not article.live:
        raise ValidationError("was taken offline here after it was published, so publish it at the desk.")
    _require_right(article, by)
    if article.locked:
        raise ValidationError(f"is known as “{article.title}” (article {article.pk}), which is locked.")
    _or_hold_back(article, lambda: revision.publish(user=by))
    article.refresh_from_db()
    return not article.has_unpublished_changes


def _or_hold_back(article: ArticlePage, publish: Callable[[], object]) -> None:
    """Publish, unless the gate forbids it: then the story stays a draft, and `held_back` says why."""
    try:
        with transaction.atomic():
            publish()
    except PublicationBlocked as blocked:
        article.refresh_from_db(fields=filing.PUBLICATION)
        article.held_back = blocked.messages


def _require_right_to_write(section: SectionPage, by: User | None) -> None:
    if by is not None and not section.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied(f"{by} may not write in {section.title}.")


def _require_right(article: ArticlePage, by: User | None) -> None:
    """Without a word of the article: whoever may not edit it may not see its draft either."""
    if by is not None and not article.permissions_for_user(by).can_edit():
        raise PermissionDenied(f"{by} may not change the article that has this source_id. Ask its desk.")


def _content(article: ArticlePage) -> Content:
    return editorial_content(article.serializable_data())


def _brought(content: Content) -> Content:
    """The part of an article's content that its story decides."""
    return {name: value for name, value in content.items() if _is_brought(name)}


def _is_brought(name: str) -> bool:
    return name not in OURS and not name.startswith("lead_image")


def _last_import(article: ArticlePage) -> Content | None:
    imports = ArticleRevision.objects.of(article).filter(kind=ArticleRevision.Kind.IMPORT)
    newest = imports.last()
    return newest.data if newest else None


def _fill(article: ArticlePage, story: Story) -> None:
    """Have an article say what the story says."""
    article.title = story.headline
    article.draft_title = story.headline
    article.body = list(story.body)
    for name in TAKEN:
        setattr(article, name, getattr(story, name))
    people = _contributors([credit.name for credit in story.bylines])
    article.bylines = [
        Byline(contributor=people[credit.name], role=credit.role, sort_order=order)
        for order, credit in enumerate(story.bylines)
    ]
    if story.topics or article.tagged_items.exists():
        article.topics.set(story.topics)


def _contributors(names: list[str]) -> dict[str, Contributor]:
    """The contributor of each name, made where there is none; two queries at most apart from those made."""
    slugs = {name: _contributor_slug(name) for name in names}
    known = {person.slug: person for person in Contributor.objects.filter(slug__in=slugs.values())}
    for name, slug in slugs.items():
        if slug not in known:
            known[slug] = Contributor.objects.create(name=name, slug=slug)
    return {name: known[slug] for name, slug in slugs.items()}


def _contributor_slug(name: str) -> str:
    return slugify(name)[:80] or f"contributor-{sha256(name.encode())[:12]}"
