"""An appearance of a claim as a W3C Web Annotation (Data Model, 2017), with what was found out as its body.

It has two targets, each with selectors that are true of its own source: the article's page, by quotation
and inside its paragraph; and the plain text of the published version, by quotation and by position.
Positions count Unicode code points, end exclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anchoring import Anchor, Segment, anchor, text_position_selector, text_quote_selector
from claims.models import Claim, Verdict

Node = dict[str, Any]
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
WHOLE = frozenset({"paragraph", "list", "quote", "cell", "standfirst"})  # shown with their keys
CHANGED = "The text changed since it was checked."


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where an annotation and what it speaks of are found."""

    id: str
    claim: str
    article: str
    text: str  # the plain text of the published version
    review: str  # the ClaimReview


@dataclass(frozen=True, slots=True)
class Spot:
    """Words in the version of an article that readers see."""

    segments: Sequence[Segment]
    start: int  # in the whole text
    end: int
    published_at: datetime
    is_changed: bool  # since the verdict was signed


def annotation(
    claim: Claim, verdict: Verdict, spot: Spot, *, at: Addresses, creator: Node, issued_at: datetime
) -> Node:
    """The annotation, without its context. Of words that changed since it carries no verdict but says so.

    `issued_at`: when the claim's first verdict that counts was signed.
    """
    return {
        "id": at.id,
        "type": "Annotation",
        "motivation": "linking" if spot.is_changed else "assessing",
        "creator": creator,
        "created": issued_at.isoformat(),
        "modified": verdict.issued_at.isoformat(),
        "body": _bodies(claim, verdict, at, is_changed=spot.is_changed),
        "target": targets(spot, at),
    }


def _bodies(claim: Claim, verdict: Verdict, at: Addresses, *, is_changed: bool) -> list[Node]:
    page = {"id": at.claim, "type": "Text", "format": "text/html"}
    claimed: Node = {"type": "SpecificResource", "purpose": "linking", "source": page}
    if is_changed:
        return [claimed, _text(CHANGED, "commenting")]
    review = {"id": at.review, "type": "Dataset", "format": "application/ld+json"}
    return [
        _text(verdict.rating.label, "classifying"),
        _text(verdict.reason, "assessing"),
        claimed,
        {"type": "SpecificResource", "purpose": "describing", "source": review},
    ]


def _text(words: str, purpose: str) -> Node:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": words}


def targets(spot: Spot, at: Addresses) -> list[Node]:
    """The words on the article's page, and in the plain text of the version that readers see."""
    place = anchor(spot.segments, spot.start, spot.end)
    quoted = text_quote_selector(place)
    position = text_position_selector(place, spot.segments)
    state = {"type": "TimeState", "sourceDate": spot.published_at.isoformat(), "cached": at.text}
    return [
        {
            "type": "SpecificResource",
            "source": at.article,
            "selector": _on_page(place, spot.segments),
            "state": state,
        },
        {
            "type": "SpecificResource",
            "source": {"id": at.text, "type": "Text", "format": "text/plain"},
            "selector": [quoted, position],
        },
    ]


def _on_page(place: Anchor, segments: Sequence[Segment]) -> list[Node]:
    """The words with their surroundings inside the paragraph: what stands between two paragraphs on a page
    is not in the text. And, where the page shows which paragraph it is, by their place in it."""
    segment = next(each for each in segments if (each.block, each.key) == (place.block, place.key))
    before, after = segment.text[: place.start], segment.text[place.end :]
    quoted: Node = {
        "type": "TextQuoteSelector",
        "exact": place.exact,
        "prefix": before[-len(place.prefix) :] if place.prefix else "",
        "suffix": after[: len(place.suffix)],
    }
    same = sum(each.key == segment.key for each in segments)
    if segment.kind not in WHOLE or not segment.key.isalnum() or same != 1 or "\n" in segment.text:
        return [quoted]
    inside = {"type": "TextPositionSelector", "start": place.start, "end": place.end}
    return [
        quoted,
        {"type": "CssSelector", "value": f'[data-block-key="{segment.key}"]', "refinedBy": inside},
    ]


def collection(*, id: str, label: str, total: int, first: Node | None, last: str) -> Node:
    """An AnnotationCollection with its first page in it; an empty one has none."""
    node: Node = {"id": id, "type": "AnnotationCollection", "label": label, "total": total}
    return node | {"first": first, "last": last} if first else node


def page(
    annotations: Sequence[Node],
    *,
    id: str,
    part_of: Node | str,
    start: int,
    next: str = "",
    previous: str = "",
) -> Node:
    """An AnnotationPage; `start`: how many annotations stand before it in the collection."""
    node: Node = {"id": id, "type": "AnnotationPage", "partOf": part_of, "startIndex": start}
    node |= {name: url for name, url in (("next", next), ("prev", previous)) if url}
    return node | {"items": list(annotations)}
