"""Pages of the web that somebody pointed to, copies of them, and files that somebody handed in.

A `Page` says how things stand with an address; it changes at every look. A `Copy` is what stood there at one
time; it is append-only. Who cites a page keeps the copy that was cited: `page.is_changed_since(copy)`.
A `KeptFile` is bytes, kept once however often they are handed in, and `FileText` what a person reads in them.
"""

import hashlib
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from archive import warc
from archive.addresses import Refused, parse


def archive_storage() -> Storage:
    """Where WARC files lie: apart from uploads, since nobody may fetch them by an address."""
    return storages["archive"]


def digest_of(text: str) -> str:
    """The SHA-256 of the words of a text, however blanks and lines part them."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def spelling_of(url: str) -> str:
    """The one spelling under which an address is filed; what is no address stays as it is."""
    try:
        return parse(url).url
    except Refused:
        return url.strip().replace("\0", "")


class PageQuerySet(models.QuerySet["Page"]):
    def at(self, url: str) -> Self:
        """The page of an address, in whatever spelling it is given; one at most."""
        return self.filter(digest=hashlib.sha256(spelling_of(url).encode()).hexdigest())

    def due(self, now: datetime | None = None) -> Self:
        """Pages that are to be looked at by now."""
        return self.filter(next_check_at__lte=now or timezone.now())

    def in_trouble(self) -> Self:
        """Changed, dead or refused: somebody should look."""
        return self.filter(state__in=[Page.State.CHANGED, Page.State.DEAD, Page.State.REFUSED])


class Page(models.Model):
    """An address that somebody pointed to, and how things stand with it."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for its first copy"
        KEPT = "kept", "kept"
        CHANGED = "changed", "changed since it was kept"
        DEAD = "dead", "gone"
        REFUSED = "refused", "not archived"

    url = models.TextField("address")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="Why there is no copy, or no newer one.")
    remedy = models.TextField(blank=True, help_text="What somebody can do about it.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Looks without an answer, in a row.")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When its server last answered.")
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its text was first seen changed, until somebody takes note."
    )
    next_check_at = models.DateTimeField(null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="archive_page_due"
            ),
            models.Index(fields=["state", "-id"], name="archive_page_state"),
        ]
        permissions = [("keep_page", "Can have pages of the web archived")]

    def __str__(self) -> str:
        return f"{self.url} ({self.state})"

    @property
    def newest_copy(self) -> "Copy | None":
        """The last copy that was made; None while there is none."""
        return self.copies.order_by("-pk").first()

    def is_changed_since(self, copy: "Copy") -> bool:
        """Whether the page says something else now than in one of its copies, as far as we looked."""
        newest = self.newest_copy
        return newest is not None and not newest.says_the_same(copy)


class Copy(models.Model):
    """What stood at an address at one time. Append-only."""

    append_only = True

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="copies")
    fetched_at = models.DateTimeField()
    final_url = models.TextField(help_text="Where redirects led to.")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(help_text="Names and values in their order, as the server sent them.")
    content_type = models.CharField(max_length=100)
    charset = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(help_text="Bytes of the body, uncompressed.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the body, uncompressed.")
    text_sha256 = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the text's words; empty where it has none."
    )
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    trouble = models.CharField(max_length=200, blank=True, help_text="Why there is no text.")
    warc = models.FileField(storage=archive_storage, max_length=200)
    warc_sha256 = models.CharField(max_length=64)
    warc_size = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "copies"
        ordering = ["pk"]
        indexes = [models.Index(fields=["page", "-id"], name="archive_copy_newest")]

    def __str__(self) -> str:
        return f"{self.title or self.page.url}, {self.fetched_at:%d %B %Y}"

    def says_the_same(self, other: "Copy") -> bool:
        """Whether a reader of both copies reads the same. Without a text in both, their bytes decide."""
        if self.text_sha256 and other.text_sha256:
            return self.text_sha256 == other.text_sha256
        return self.sha256 == other.sha256

    def body(self) -> bytes:
        """The page as its server sent it, uncompressed. A stranger wrote it: never serve it as our own."""
        with self.warc_file() as file:
            return warc.page_in(file)

    def warc_file(self) -> File:
        """The WARC file afresh: what is open already would hide that it is gone."""
        return self.warc.storage.open(str(self.warc.name), "rb")

    def faults(self) -> list[str]:
        """What is wrong with the file of this copy, in words; empty where all is as it was written."""
        try:
            with self.warc_file() as file:
                content = file.read()
        except FileNotFoundError:
            return ["its file is missing"]
        if hashlib.sha256(content).hexdigest() != self.warc_sha256:
            return ["its file was changed"]
        return warc.faults_in(content)


class KeptFile(models.Model):
    """A file that somebody handed in, by its bytes: the same bytes are kept once. Append-only.

    It is at no address; a view of the desk hands it to whoever may see it. What it was called, the one who
    handed it in knows: names are no part of the bytes.
    """

    append_only = True

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    media_type = models.CharField(max_length=100, help_text="Told from the bytes, whatever the name says.")
    page_count = models.PositiveIntegerField(null=True, help_text="Of a PDF, where it can be told.")
    file = models.FileField(storage=archive_storage, max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size:,} bytes, SHA-256 {self.sha256[:12]}…"

    def open(self) -> File:
        """The bytes afresh. A stranger may have made them: hand them out as a download only."""
        return self.file.storage.open(str(self.file.name), "rb")

    def faults(self) -> list[str]:
        """What is wrong with the bytes, in words; empty where all is as it was handed in."""
        try:
            with self.open() as file:
                digest = hashlib.sha256(file.read()).hexdigest()
        except FileNotFoundError:
            return ["its file is missing"]
        return [] if digest == self.sha256 else ["its file was changed"]


class FileText(models.Model):
    """The readable text of a kept file, as a worker read it. Append-only."""

    append_only = True

    file = models.OneToOneField(KeptFile, on_delete=models.PROTECT, related_name="reading")
    text = models.TextField(blank=True)
    page_starts = models.JSONField(default=list, help_text="Where in the text each page of a PDF begins.")
    trouble = models.CharField(max_length=200, blank=True, help_text="Why there is no text.")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Text of {self.file}"

    def page_span(self, number: int) -> tuple[int, int]:
        """Where a page of a PDF stands in the text, counted from 1; all of it where nobody knows."""
        starts = self.page_starts
        if not 1 <= number <= len(starts):
            return 0, len(self.text)
        return starts[number - 1], starts[number] if number < len(starts) else len(self.text)
