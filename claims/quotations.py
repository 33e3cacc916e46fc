"""Whether the words that evidence quotes stand in what the archive keeps of it.

A look is put on record once for each copy, and for a file; a copy without a text tells nothing. Nobody's
evidence is refused for it: the page may not have been fetched yet, or have no text that can be read.
"""

from django.db.models import Exists, OuterRef

from anchoring.verbatim import find_verbatim
from archive.models import Copy, FileText
from archive.plaintext import MOST_TEXT
from claims.models import Evidence, QuotationCheck

OVER_THE_PAGE = 1000  # characters of the next page that a quotation may run into


def look(evidence: Evidence) -> QuotationCheck | None:
    """Look now in the newest copy or in the file; what came of it, None where nothing can be told yet."""
    if not evidence.quotation:
        return None
    if evidence.page_id:
        newest = Copy.objects.filter(page=evidence.page_id).order_by("-pk").first()
        return _note(evidence, newest, newest.text, len(newest.text)) if newest else None
    reading = FileText.objects.filter(file=evidence.file_id).first() if evidence.file_id else None
    return _note(evidence, None, *stretch(evidence, reading)) if reading else None


def look_in_copy(copy: Copy) -> None:
    """Look in a copy for all that was quoted from its page and was not looked for there yet."""
    looked = QuotationCheck.objects.filter(evidence=OuterRef("pk"), copy=copy)
    for quoting in Evidence.objects.filter(~Exists(looked), page=copy.page_id).exclude(quotation=""):
        _note(quoting, copy, copy.text, len(copy.text))


def look_in_file(reading: FileText) -> None:
    """Look in a file for all that was quoted from it and was not looked for there yet."""
    looked = QuotationCheck.objects.filter(evidence=OuterRef("pk"), copy=None)
    of_file = Evidence.objects.filter(~Exists(looked), file=reading.file_id, page=None)
    for quoting in of_file.exclude(quotation=""):
        _note(quoting, None, *stretch(quoting, reading))


def stretch(evidence: Evidence, reading: FileText) -> tuple[str, int]:
    """The part of a file's text that evidence points to, and how far into it a quotation may begin.

    That is all of it or, where a page is named, that page with the beginning of the next: sentences run over.
    Empty where the page was not read: it is a picture, or stands behind the pages that are read.
    """
    number, last = evidence.page_number, len(reading.page_starts)
    if number is None or not last:
        return reading.text, len(reading.text)
    start, end = reading.page_span(number) if number <= last else (0, 0)
    if not reading.text[start:end].strip():
        return "", 0
    return reading.text[start : end + OVER_THE_PAGE], end - start


def _note(evidence: Evidence, copy: Copy | None, text: str, begins_before: int) -> QuotationCheck | None:
    spans = find_verbatim(evidence.quotation, text)
    is_found = bool(spans) and spans[0][0] < begins_before
    if not text or (not is_found and len(text) >= MOST_TEXT):  # the words may stand in what was left out
        return None
    check, _ = QuotationCheck.objects.get_or_create(
        evidence=evidence, copy=copy, defaults={"is_found": is_found}
    )
    return check
