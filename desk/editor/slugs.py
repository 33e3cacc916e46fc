"""A story's slug while nobody has looked at it yet, from its headline: the lack of one stops no save."""

from django.http import HttpRequest
from django.utils.text import slugify
from wagtail.models import Page

LONGEST = 200


def give_slug(request: HttpRequest, section: Page) -> None:
    """Put a slug of its own into the posted form of a new story that has a headline and no slug."""
    base = slugify(request.POST.get("title", ""))[:LONGEST].strip("-")
    if request.POST.get("slug", "").strip() or not base:
        return
    siblings = Page.objects.child_of(section).filter(slug__startswith=base)
    taken = set(siblings.values_list("slug", flat=True))
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    posted = request.POST.copy()
    posted["slug"] = slug
    request.POST = posted
