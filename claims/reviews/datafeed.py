"""A schema.org DataFeed of ClaimReviews; what is listed and is none is told of, not passed over."""

from collections.abc import Iterator, Mapping
from typing import Any

from claims.reviews.jsonld import is_a, reviews_in
from claims.reviews.record import Faulty, Record


def is_feed(document: Any) -> bool:
    """Whether this is a DataFeed."""
    return isinstance(document, Mapping) and "dataFeedElement" in document


def reviews_in_feed(document: Mapping[str, Any]) -> Iterator[Record | Faulty]:
    """Every element's ClaimReviews; an element that has none is faulty."""
    elements = document["dataFeedElement"]
    for count, element in enumerate(elements if isinstance(elements, list) else [elements], 1):
        inner = element.get("item") if is_a(element, "DataFeedItem") else element
        if inner is None or inner == []:
            yield Faulty(f"element {count}", "item: it is missing. Give the ClaimReview of the element.")
            continue
        found = list(reviews_in(inner, f"element {count}, "))
        yield from found or [Faulty(f"element {count}", "item: this is no ClaimReview. Leave it out.")]
