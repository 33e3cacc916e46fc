"""ClaimReviews of invented publishers, for tests."""

from typing import Any


def review(said: str = "The bridge will cost 40 million crowns.", **fields: Any) -> dict[str, Any]:
    """A ClaimReview as a careful publisher writes it."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/bridge",
        "claimReviewed": said,
        "author": {"@type": "Organization", "name": "Checks Example", "url": "https://checks.example"},
        "datePublished": "2026-05-31T10:00:00+02:00",
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "Way off",
        },
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Mara Lindqvist"}},
    } | fields
