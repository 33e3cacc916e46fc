"""schema.org ClaimReview as JSON-LD: nodes, lists, graphs, and the scripts of an HTML page."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from claims.reviews.record import Fault, Faulty, Node, Record, Unreadable, made, text

DEEPEST = 12  # how far into a document a ClaimReview is looked for
MOST_NODES = 500_000
NESTS = (
    "@graph",
    "dataFeedElement",
    "item",
    "itemListElement",
    "mainEntity",
    "review",
    "hasPart",
    "subjectOf",
)


def parsed(source: str | bytes) -> Any:
    """A JSON document. Raises Unreadable with the line at which it is none."""
    try:
        return json.loads(source, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(f"Line {error.lineno}: this is no JSON ({error.msg}). Mend it there.") from error
    except RecursionError as error:
        raise Unreadable("The JSON nests too deep. Publish it plainer.") from error
    except UnicodeDecodeError as error:
        raise Unreadable("The file is no UTF-8. Save it as UTF-8 and try again.") from error
    except ValueError as error:
        raise Unreadable(f"This is no JSON ({str(error)[:80]}).") from error


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def reviews_in(document: Any, prefix: str = "") -> Iterator[Record | Faulty]:
    """Every ClaimReview of a JSON-LD document in its order, each a record or why it is none."""
    nodes = list(_claim_reviews(document))
    by_id = _named(document) if nodes else {}
    for count, node in enumerate(nodes, 1):
        where = f"{prefix}record {count}"
        try:
            yield _record(where, node, by_id)
        except Fault as fault:
            yield Faulty(where, str(fault))


def reviews_in_page(page: bytes) -> Iterator[Record | Faulty]:
    """Every ClaimReview in the JSON-LD scripts of an HTML page. Never raises over one broken script."""
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    encoding = detect_encoding(page, max_len=100_000, html5_compatible=True) or "utf-8"
    tree = HTMLTree.parse_from_bytes(page, encoding)
    scripts = tree.document.get_elements_by_tag_name("script") if tree.document else []
    kinds = [(script, (script.getattr("type") or "").partition(";")[0].strip().lower()) for script in scripts]
    for count, script in enumerate((s for s, kind in kinds if kind == "application/ld+json"), 1):
        prefix = f"script {count}, "
        try:
            yield from reviews_in(parsed(script.text or ""), prefix)
        except Unreadable as error:
            yield Faulty(prefix.rstrip(", "), str(error))


def is_a(node: Any, name: str) -> bool:
    """Whether a node is of a schema.org type, however its name is written."""
    kinds = node.get("@type") if isinstance(node, Mapping) else None
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == name for kind in kinds)


def _claim_reviews(document: Any) -> Iterator[Node]:
    waiting: list[tuple[Any, int]] = [(document, 0)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            raise Unreadable("The file has too many parts. Split it and import one after the other.")
        if isinstance(node, list):
            waiting += [(each, depth) for each in reversed(node) if isinstance(each, list | dict)][
                :MOST_NODES
            ]
            continue
        if not isinstance(node, dict) or depth > DEEPEST:
            continue
        if is_a(node, "ClaimReview"):
            yield node
            continue
        waiting += [
            (node[name], depth + 1) for name in reversed(NESTS) if isinstance(node.get(name), list | dict)
        ]


def _named(document: Any) -> dict[str, Node]:
    """The nodes of a graph by their `@id`, for those that only point to them."""
    roots = document if isinstance(document, list) else [document]
    nodes = [
        node
        for root in roots
        if isinstance(root, dict)
        for node in ([root, *root["@graph"]] if isinstance(root.get("@graph"), list) else [root])
    ]
    return {
        node["@id"]: node
        for node in nodes
        if isinstance(node, dict) and isinstance(node.get("@id"), str) and len(node) > 1
    }


def _record(where: str, node: Node, by_id: Mapping[str, Node]) -> Record:
    def one(value: Any) -> Node:
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str):
            return by_id.get(value, {"name": value})
        if not isinstance(value, Mapping):
            return {}
        return by_id.get(str(value.get("@id")), value) if len(value) <= 2 and "name" not in value else value

    rating, reviewed = one(node.get("reviewRating")), one(node.get("itemReviewed"))
    author, publisher = one(node.get("author")), one(node.get("publisher"))
    owner = author if text(author.get("name"), "author.name") else publisher
    return made(
        where,
        node,
        claim_reviewed=node.get("claimReviewed") or reviewed.get("text"),
        url=node.get("url") or one(node.get("mainEntityOfPage")).get("@id"),
        publisher=owner.get("name"),
        publisher_url=owner.get("url") or owner.get("sameAs"),
        label=rating.get("alternateName") or (rating.get("name") if "@type" in rating else None),
        value=rating.get("ratingValue"),
        best=rating.get("bestRating"),
        worst=rating.get("worstRating"),
        claimant=one(reviewed.get("author")).get("name"),
        title=node.get("headline") or node.get("name"),
        published_on=("datePublished", node.get("datePublished") or node.get("dateCreated")),
        language=node.get("inLanguage"),
    )
