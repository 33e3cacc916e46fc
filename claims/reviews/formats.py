"""Which format a file has, and all that it says."""

from collections.abc import Iterator

from claims.reviews import datafeed, factchecktools
from claims.reviews.jsonld import parsed, reviews_in, reviews_in_page
from claims.reviews.record import Faulty, Record, Unreadable

MOST_BYTES = 20_000_000
FORMATS = "JSON-LD, a DataFeed, an answer of Google’s Fact Check Tools, or an HTML page with JSON-LD in it"


def read(content: bytes) -> Iterator[Record | Faulty]:
    """The records of a file, each valid or with the reason why not. Raises Unreadable for other files."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file is longer than {MOST_BYTES:,} bytes. Split it.")
    beginning = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning:
        raise Unreadable(f"The file is empty. Give {FORMATS}.")
    if beginning[:1] == b"<":
        return _some(reviews_in_page(content))
    if beginning[:1] not in (b"{", b"["):
        raise Unreadable(f"The format is not known. Give {FORMATS}.")
    try:
        document = parsed(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("The file is no UTF-8. Save it as UTF-8 and try again.") from error
    if factchecktools.is_search(document):
        return _some(factchecktools.reviews_in_search(document))
    if factchecktools.is_markup(document):
        return _some(factchecktools.reviews_in_markup(document))
    if datafeed.is_feed(document):
        return _some(datafeed.reviews_in_feed(document))
    return _some(reviews_in(document))


def _some(found: Iterator[Record | Faulty]) -> Iterator[Record | Faulty]:
    """The same, where there is anything at all."""
    first = next(found, None)
    if first is None:
        raise Unreadable(f"No ClaimReview stands in it. Give {FORMATS}.")

    def again() -> Iterator[Record | Faulty]:
        yield first
        yield from found

    return again()
