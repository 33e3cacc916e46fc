"""Google's Fact Check Tools API: answers of `claims:search`, and the markup pages of `pages`."""

from collections.abc import Iterator, Mapping
from typing import Any

from claims.reviews.record import Fault, Faulty, Record, made


def is_search(document: Any) -> bool:
    """Whether this is an answer of `claims:search`."""
    return isinstance(document, Mapping) and isinstance(document.get("claims"), list)


def is_markup(document: Any) -> bool:
    """Whether this is a markup page, or a list of them as `pages` answers."""
    return isinstance(document, Mapping) and any(
        isinstance(document.get(name), list) for name in ("claimReviewMarkupPages", "claimReviewMarkups")
    )


def reviews_in_search(document: Mapping[str, Any]) -> Iterator[Record | Faulty]:
    """Every review of every claim found; one claim may have several."""
    for count, claim in enumerate(document["claims"], 1):
        reviews = claim.get("claimReview") if isinstance(claim, Mapping) else None
        if not isinstance(reviews, list) or not reviews:
            yield Faulty(f"claim {count}", "claimReview: it is missing. Give the reviews of the claim.")
            continue
        for place, review in enumerate(reviews, 1):
            where = f"claim {count}, review {place}"
            yield _made(where, lambda w=where, c=claim, r=review: _found(w, c, r))


def _found(where: str, claim: Mapping[str, Any], review: Any) -> Record:
    if not isinstance(review, Mapping):
        raise Fault("claimReview: this is no object. Give it as one.")
    publisher = _object(review.get("publisher"))
    site = publisher.get("site")
    return made(
        where,
        {**claim, "claimReview": [review]},
        claim_reviewed=claim.get("text"),
        url=review.get("url"),
        publisher=publisher.get("name") or site,
        publisher_url=f"https://{site}" if isinstance(site, str) and site else "",
        label=review.get("textualRating"),
        claimant=claim.get("claimant"),
        title=review.get("title"),
        published_on=("reviewDate", review.get("reviewDate")),
        language=review.get("languageCode"),
    )


def reviews_in_markup(document: Mapping[str, Any]) -> Iterator[Record | Faulty]:
    """Every markup of every page; the page has the publisher and the date."""
    pages = document.get("claimReviewMarkupPages")
    for count, page in enumerate(pages if isinstance(pages, list) else [document], 1):
        markups = page.get("claimReviewMarkups") if isinstance(page, Mapping) else None
        if not isinstance(markups, list) or not markups:
            yield Faulty(f"page {count}", "claimReviewMarkups: it is missing. Give the markups of the page.")
            continue
        for place, markup in enumerate(markups, 1):
            where = f"page {count}, markup {place}"
            yield _made(where, lambda w=where, p=page, m=markup: _marked(w, p, m))


def _marked(where: str, page: Mapping[str, Any], markup: Any) -> Record:
    if not isinstance(markup, Mapping):
        raise Fault("claimReviewMarkups: this is no object. Give it as one.")
    rating, author = _object(markup.get("rating")), _object(page.get("claimReviewAuthor"))
    return made(
        where,
        {**{name: value for name, value in page.items() if name != "claimReviewMarkups"}, **markup},
        claim_reviewed=markup.get("claimReviewed"),
        url=markup.get("url") or page.get("pageUrl"),
        publisher=author.get("name"),
        label=rating.get("textualRating"),
        value=rating.get("ratingValue") or None,  # a field that was left out comes as 0
        best=rating.get("bestRating") or None,
        worst=rating.get("worstRating") or None,
        claimant=_object(markup.get("claimAuthor")).get("name"),
        published_on=("publishDate", page.get("publishDate")),
    )


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _made(where: str, make: Any) -> Record | Faulty:
    try:
        return make()
    except Fault as fault:
        return Faulty(where, str(fault))
