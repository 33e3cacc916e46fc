"""What the readers' templates ask. The answers are made in `newsroom.public`."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.core.paginator import Page as Listing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from articles.models import ArticlePage, FrontPage, SectionPage
from claims.models import Claim
from desk.times import both_times
from newsroom.public import stories
from newsroom.public.story import Story, credits_of, story_of
from syndication.newsarticle import name_of_site, plain

register = template.Library()
PARAGRAPH = re.compile(r"</?p\b[^>]*>")
# What could end a script element or a line of JavaScript; the meaning of the JSON stays the same.
DANGEROUS = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def site_name(context: dict[str, Any]) -> str:
    """The newsroom's name."""
    return name_of_site(context.get("request"))


@register.simple_tag
def site_sections() -> list[SectionPage]:
    """The sections in the site's order."""
    return stories.visible_sections()


@register.simple_tag
def front_of(page: FrontPage) -> stories.Front:
    """What stands on the front page."""
    return stories.front_of(page)


@register.simple_tag(takes_context=True)
def stories_of(context: dict[str, Any], page: SectionPage) -> Listing:
    """The page of a section's stories that was asked for."""
    request = context.get("request")
    return stories.page_of_section(page, request.GET.get("page", "1") if request else "1")


@register.simple_tag(takes_context=True)
def story(context: dict[str, Any], page: ArticlePage) -> Story:
    """An article as its page shows it; asked by several blocks of one page, answered once."""
    request: HttpRequest = context["request"]
    if not hasattr(page, "_story"):
        page._story = story_of(page, request, is_preview=getattr(request, "is_preview", False))
    return page._story


@register.simple_tag
def embargoed_until(page: Any) -> str:
    """Until when readers are not shown a previewed story, by the newsroom's clock and the user's."""
    embargo = page.embargo_in_force if isinstance(page, ArticlePage) else None
    return both_times(embargo.until) if embargo else ""


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> str:
    """The one address of the page shown: without parameters, but for the number of a later page."""
    request = context.get("request")
    if request is None:
        return ""
    number = request.GET.get("page", "")
    later = f"?page={number}" if number.isdecimal() and number != "1" else ""
    return request.build_absolute_uri(request.path + later)


@register.filter
def credits(article: ArticlePage) -> list[tuple[str, list[str]]]:
    """The bylines by role."""
    return credits_of(article)


@register.filter
def names(people: list[str]) -> SafeString:
    """Anna, Ben and Carl, each in a span of their own."""
    spans = [format_html('<span class="name">{}</span>', name) for name in people]
    head = format_html_join(", ", "{}", ((span,) for span in spans[:-1]))
    return (
        format_html("{} and {}", head, spans[-1]) if len(spans) > 1 else format_html_join("", "{}", [spans])
    )


@register.filter
def stated(claim: Claim) -> str:
    """The statement, in quotation marks where the words are the claimant's own, else as a sentence."""
    if claim.type == "direct":
        return f"“{claim.statement}”"
    return claim.statement


@register.filter
def words_of(html: str) -> str:
    """The plain words of stored rich text."""
    return plain(html)


@register.filter
def inline(value: RichText | str) -> SafeString:
    """Rich text for inside a heading or a line: its paragraphs become lines."""
    source = value.source if isinstance(value, RichText) else str(value or "")
    html = re.sub(r"</p>\s*<p\b[^>]*>", "<br>", expand_db_html(source))
    return mark_safe(PARAGRAPH.sub("", html))  # noqa: S308  stored rich text is cleaned where it is saved


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A moment for readers: day, time and zone, and the machine's form of it."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        format_date(local, "j F Y, H:i T"),
    )


@register.filter
def day(value: datetime | None) -> SafeString | str:
    """The day of a moment, where the hour does not matter."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), format_date(local, "j F Y")
    )


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data as a script element that no text in it can leave."""
    text = json.dumps(data, ensure_ascii=False).translate(DANGEROUS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def host(url: str) -> str:
    """The name of the site that an address leads to."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
