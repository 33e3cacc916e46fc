"""What changed between two contents beside their prose: slug, bylines, topics, pictures, formatting.

Prose is compared by `articles.diff`; here is whatever that comparison cannot see, in words that a
reader understands. Four queries at most, however much changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from taggit.models import Tag
from wagtail.images import get_image_model

from articles.models import ArticlePage, Byline, Contributor
from articles.text import project

LABELS = {
    "title": "Headline",
    "slug": "Address (slug)",
    "kicker": "Kicker",
    "dateline": "Dateline",
    "lead_image": "Lead image",
    "lead_image_credit": "Lead image credit",
    "lead_image_alt": "Lead image alternative text",
    "language": "Language",
    "urgency": "Urgency",
    "genre": "Genre",
    "source": "Source",
    "source_id": "Id at the source",
    "source_url": "Address at the source",
    "seo_title": "Title for search engines",
    "search_description": "Description for search engines",
    "bylines": "Bylines",
    "topics": "Topics",
}
BLOCKS = {
    "paragraph": "paragraph",
    "heading": "heading",
    "list": "list",
    "quote": "block quote",
    "image": "picture",
    "embed": "embed",
    "table": "table",
}
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; "" stands for nothing."""

    label: str
    old: str
    new: str


def changed_fields(old: Content, new: Content) -> list[FieldChange]:
    """The fields that differ between two editorial contents, with names instead of ids."""
    changed = [field for field in LABELS if (old.get(field) or None) != (new.get(field) or None)]
    if not changed:
        return []
    names = _Names((old, new))
    return [FieldChange(LABELS[field], names.words(field, old), names.words(field, new)) for field in changed]


def changed_blocks(old: Content, new: Content) -> list[str]:
    """Changes of the body that no word tells, each in a phrase ("a picture was added")."""
    before = {block.get("id"): block for block in old.get("body") or []}
    after = {block.get("id"): block for block in new.get("body") or []}
    phrases = []
    for block_id, block in after.items():
        known = before.get(block_id)
        name = BLOCKS.get(block.get("type", ""), "block")
        if known is None:
            if not _prose(block):
                phrases.append(f"a {name} was added")
        elif known.get("value") != block.get("value") and _prose(known) == _prose(block):
            phrases.append(f"{_aspect(name)} of a {name} changed")
    for block_id, block in before.items():
        if block_id not in after and not _prose(block):
            phrases.append(f"a {BLOCKS.get(block.get('type', ''), 'block')} was taken out")
    return [phrase.replace("a embed", "an embed") for phrase in phrases]


def _aspect(name: str) -> str:
    return {"picture": "the image or its credit", "embed": "the address", "table": "the figures"}.get(
        name, "the formatting or a link"
    )


def _prose(block: dict[str, Any]) -> list[str]:
    return [segment.text for segment in project({"body": [block]}).segments]


class _Names:
    """The names of whatever the contents call by an id."""

    def __init__(self, contents: Iterable[Content]) -> None:
        contents = list(contents)
        contributors = {byline["contributor"] for c in contents for byline in c.get("bylines") or []}
        topics = {topic for c in contents for topic in c.get("topics") or [] if str(topic).isdigit()}
        images = {c["lead_image"] for c in contents if c.get("lead_image")}
        self.contributors = Contributor.objects.in_bulk(contributors) if contributors else {}
        self.topics = Tag.objects.in_bulk({int(topic) for topic in topics}) if topics else {}
        self.images = get_image_model().objects.in_bulk(images) if images else {}

    def words(self, field: str, content: Content) -> str:
        """A field's value as a reader says it."""
        value = content.get(field)
        if field == "bylines":
            return ", ".join(self._byline(byline) for byline in value or [])
        if field == "topics":
            return ", ".join(
                sorted(self._name(self.topics, topic, "a deleted topic") for topic in value or [])
            )
        if field == "lead_image":
            return self._name(self.images, value, "a deleted image") if value else ""
        if field == "genre":
            return str(dict(ArticlePage.Genre.choices).get(str(value), value or ""))
        return "" if value is None else str(value)

    def _byline(self, byline: dict[str, Any]) -> str:
        name = self._name(self.contributors, byline.get("contributor"), "a deleted contributor")
        role = dict(Byline.Role.choices).get(byline.get("role", ""), "")
        return f"{name} ({role})" if role else name

    @staticmethod
    def _name(known: dict[int, Any], key: Any, missing: str) -> str:
        found = known.get(int(key)) if str(key).isdigit() else None
        return str(found) if found else missing
