"""What changed between two contents beside their prose, and the names of what contents call by an id.

Prose, formatting, pictures and tables are compared by `articles.diff`; here are the fields, in words
that a reader understands. Six queries at most, however much changed; none where nothing did.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from articles.diff import BlockChange
from articles.models import ArticlePage, Byline, Contributor
from articles.models.embargo import pages_for_readers

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
# What readers were shown of these; the rest is the desk's own.
READERS_SEE = frozenset(
    {
        "slug",
        "kicker",
        "dateline",
        "lead_image",
        "lead_image_credit",
        "lead_image_alt",
        "genre",
        "source",
        "bylines",
        "topics",
    }
)
THUMBNAIL = "max-165x165"  # the size that Wagtail's own listings keep
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; "" stands for nothing."""

    label: str
    old: str
    new: str
    name: str = field(default="", compare=False)


def changed_fields(old: Content, new: Content, names: "Names | None" = None) -> list[FieldChange]:
    """The fields that differ between two editorial contents, with names instead of ids."""
    changed = [field for field in LABELS if (old.get(field) or None) != (new.get(field) or None)]
    if not changed:
        return []
    names = names or Names((old, new))
    return [
        FieldChange(LABELS[field], names.words(field, old), names.words(field, new), field)
        for field in changed
        if field != "title"
    ]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads, in words, and its address where it has one that is safe to follow."""

    words: str
    address: str = ""


class Names:
    """The names of whatever contents and their changes call by an id.

    `for_readers`: of pages only what everybody may see has a name.
    """

    def __init__(
        self, contents: Iterable[Content], changes: Iterable[BlockChange] = (), *, for_readers: bool = False
    ) -> None:
        contents = list(contents)
        contributors = {byline["contributor"] for c in contents for byline in c.get("bylines") or []}
        topics = {topic for c in contents for topic in c.get("topics") or [] if str(topic).isdigit()}
        images = {c["lead_image"] for c in contents if c.get("lead_image")}
        targets: dict[str, set[int]] = {"page": set(), "document": set()}
        for change in changes:
            images |= {
                value for d in change.details if d.name == "image" for value in (d.old, d.new) if value
            }
            for target in change.targets:
                kind, _, number = target.partition(":")
                if kind in targets and number.isdecimal():
                    targets[kind].add(int(number))
        self.contributors = Contributor.objects.in_bulk(contributors) if contributors else {}
        self.topics = Tag.objects.in_bulk({int(topic) for topic in topics}) if topics else {}
        self.images = _images(images)
        pages = pages_for_readers() if for_readers else Page.objects.all()
        self.pages = pages.in_bulk(targets["page"]) if targets["page"] else {}
        documents = get_document_model().objects
        self.documents = documents.in_bulk(targets["document"]) if targets["document"] else {}

    def target(self, target: str) -> Target:
        """Where a link with this target leads."""
        kind, _, number = target.partition(":")
        if not target:  # readers are not told where it leads
            return Target("another page")
        if kind == "page" and number.isdecimal():
            page = self.pages.get(int(number))
            return Target(f"“{page.title}”" if page else "another page")
        if kind == "document" and number.isdecimal():
            document = self.documents.get(int(number))
            return Target(f"the file “{document.title}”" if document else "a file")
        short = target.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")
        is_safe = kind in ("https", "http", "mailto", "tel") or target[:1] in ("/", "#")
        return Target(short if len(short) <= 60 else f"{short[:59]}…", target if is_safe else "")

    def image(self, number: Any) -> Any:
        """The picture with this id; None where there is none any more."""
        return self.images.get(number)

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


def _images(numbers: set[Any]) -> dict[int, Any]:
    wanted = {number for number in numbers if isinstance(number, int)}
    if not wanted:
        return {}
    return get_image_model().objects.prefetch_renditions(THUMBNAIL).in_bulk(wanted)
