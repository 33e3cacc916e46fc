"""A story that is only just begun: it gets a slug before anybody looks at it, and is begun once only."""

from django.http import HttpRequest
from django.utils.text import slugify
from wagtail.models import Page

from accounts.models import User
from articles.models import ArticlePage
from articles.versions import MARK

LONGEST = 200


def give_slug(request: HttpRequest, section: Page, slug: str = "") -> None:
    """Put a slug into the posted form of a new story without one: `slug`, or one of its headline's words."""
    slug = slug or _free_slug(request.POST.get("title", ""), section)
    if slug and not request.POST.get("slug", "").strip():
        posted = request.POST.copy()
        posted["slug"] = slug
        request.POST = posted


def _free_slug(headline: str, section: Page) -> str:
    """A slug that no other page of the section has; "" where the headline has no words for one."""
    base = slugify(headline)[:LONGEST].strip("-")
    siblings = Page.objects.child_of(section).filter(slug__startswith=base)
    taken = set(siblings.values_list("slug", flat=True)) if base else set()
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def begun_in(window: str, section: Page, user: User) -> ArticlePage | None:
    """The story that a browser's window has begun already, though it did not hear the answer."""
    if not window:
        return None
    mine = ArticlePage.objects.child_of(section).filter(owner=user)
    return mine.filter(**{f"latest_revision__content__{MARK}__form": window}).first()
