"""Whether the words that evidence quotes stand in what the archive keeps of it.

A look is put on record once for each copy, and for a file; a copy without a text tells nothing. Nobody's
evidence is refused for it: the page may not have been fetched yet, or have no text that can be read.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from anchoring.verbatim import find_verbatim
from archive.models import Copy, FileText
from claims.models import Evidence, QuotationCheck


def look(evidence: Evidence) -> QuotationCheck | None:
    """Look now in the newest copy or in the file; what came of it, None where nothing can be told yet."""
    if not evidence.quotation:
        return None
    if evidence.page_id:
        newest = Copy.objects.filter(page=evidence.page_id).order_by("-pk").first()
        return _note(evidence, newest, newest.text) if newest and newest.text else None
    reading = FileText.objects.filter(file=evidence.file_id).first() if evidence.file_id else None
    return _note(evidence, None, stretch(evidence, reading)) if reading and reading.text else None


def look_in_copy(copy: Copy) -> list[QuotationCheck]:
    """Look in a copy for all that was quoted from its page; the looks that nobody had taken yet."""
    if not copy.text:
        return []
    looked = QuotationCheck.objects.filter(evidence=OuterRef("pk"), copy=copy)
    quoted = Evidence.objects.filter(~Exists(looked), page=copy.page_id).exclude(quotation="")
    return _all(_note(each, copy, copy.text) for each in quoted)


def look_in_file(reading: FileText) -> list[QuotationCheck]:
    """Look in a file for all that was quoted from it."""
    if not reading.text:
        return []
    looked = QuotationCheck.objects.filter(evidence=OuterRef("pk"), copy=None)
    quoted = Evidence.objects.filter(~Exists(looked), file=reading.file_id, page=None).exclude(quotation="")
    return _all(_note(each, None, stretch(each, reading)) for each in quoted)


def stretch(evidence: Evidence, reading: FileText) -> str:
    """The part of a file's text that evidence points to: the page named, with the beginning of the next."""
    if not evidence.page_number:
        return reading.text
    start, _ = reading.page_span(evidence.page_number)
    _, end = reading.page_span(evidence.page_number + 1)  # sentences run over the end of a page
    return reading.text[start:end]


def _note(evidence: Evidence, copy: Copy | None, text: str) -> QuotationCheck:
    check, _ = QuotationCheck.objects.get_or_create(
        evidence=evidence,
        copy=copy,
        defaults={"is_found": bool(find_verbatim(evidence.quotation, text))},
    )
    return check


def _all(checks: Iterable[QuotationCheck]) -> list[QuotationCheck]:
    return list(checks)
