"""Files that people hand in: kept once by their bytes, of a type that is told from them, read by a worker."""

import hashlib
from typing import IO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from accounts.models import User
from archive import media, permissions, plaintext
from archive.events import FILE_KEPT, FILE_READ
from archive.models import FileText, KeptFile
from outbox.models import OutboxEvent

BEGINNING = 65_536  # bytes that tell the type


def examine(upload: File) -> KeptFile:
    """What a file is, told from its bytes: one that is kept already, or one that `keep` has yet to keep.

    Raises ValidationError for one that is empty or too large.
    """
    content = _content(upload)
    digest = hashlib.sha256(content).hexdigest()
    if known := KeptFile.objects.filter(sha256=digest).first():
        return known
    kind = sniff(content)
    return KeptFile(
        sha256=digest,
        size=len(content),
        media_type=kind,
        page_count=plaintext.page_count(content) if kind == media.PDF else None,
        file=ContentFile(content, name=f"files/{digest[:2]}/{digest[2:]}"),
    )


def keep(examined: KeptFile, *, by: User | None) -> KeptFile:
    """Keep a file for good, within the caller's transaction. Raises PermissionDenied.

    Of a transaction that fails later, bytes that no row names are left behind at most.
    """
    permissions.require_keep(by)
    if examined.pk:
        return examined
    examined.created_by = by
    try:
        with transaction.atomic():
            examined.save(force_insert=True)
    except IntegrityError:  # somebody else handed the same bytes in a moment ago
        examined.file.storage.delete(str(examined.file.name))
        return KeptFile.objects.get(sha256=examined.sha256)
    OutboxEvent.objects.record(FILE_KEPT, examined.pk)
    return examined


def sniff(content: bytes) -> str:
    """The media type that the bytes themselves tell; what somebody called them counts for nothing."""
    beginning = content[:BEGINNING]
    if found := filetype.guess(beginning):
        return str(found.mime)
    try:
        beginning.decode()
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 3:  # else a character that was cut in two
            return media.UNKNOWN
    return media.media_type("", beginning)


def read(kept: KeptFile) -> FileText:
    """Read the text of a kept file, once, in this process; may be called again."""
    if known := FileText.objects.filter(file=kept).first():
        return known
    with kept.open() as file:
        found = _readable(file, kept.media_type)
    with transaction.atomic():
        reading, is_new = FileText.objects.get_or_create(
            file=kept,
            defaults={
                "text": found.text,
                "page_starts": list(found.page_starts),
                "trouble": found.trouble,
            },
        )
        if is_new:
            OutboxEvent.objects.record(FILE_READ, kept.pk)
    return reading


def _readable(file: IO[bytes] | File, kind: str) -> plaintext.Readable:
    if kind == media.PDF or kind in media.HTML or kind in media.TEXTS:
        how = "html" if kind in media.HTML else "pdf" if kind == media.PDF else "text"
        return plaintext.read(file.read(), how)
    return plaintext.Readable(trouble=f"Files of the type {kind} are kept, but not read.")


def _content(upload: File) -> bytes:
    most = settings.NEWSROOM_EVIDENCE_MAX_BYTES
    if upload.size > most:
        raise ValidationError(
            f"The file has {upload.size:,} bytes; {most:,} are the most. Hand in the part that matters, or"
            " have NEWSROOM_EVIDENCE_MAX_BYTES raised."
        )
    upload.open()
    content = upload.read()
    if not content:
        raise ValidationError("The file is empty. Choose it once more.")
    return content
