"""What bears on a claim, whether its quoted words were found, and what was retracted."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from archive.media import PDF
from archive.models import Copy, KeptFile, Page


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        """What counts: not retracted."""
        return self.filter(retraction=None)

    def on_file(self) -> Self:
        """All of it, with whatever the desk shows of each; one query more."""
        kept = Copy.objects.only("page_id", "fetched_at")
        checks = QuotationCheck.objects.prefetch_related(Prefetch("copy", kept)).order_by("pk")
        return self.select_related("added_by", "page", "file", "retraction__by").prefetch_related(
            Prefetch("quotation_checks", checks)
        )


class Evidence(models.Model):
    """What bears on a claim. Append-only: a mistake is retracted, and added once more as it should be.

    Readers see title, stance, quotation, place and address. Files, whom somebody spoke with and how reliable
    it is stay at the desk.
    """

    append_only = True

    class Kind(models.TextChoices):
        URL = "url", "web page"
        FILE = "file", "file"
        DOCUMENT = "document", "document page"
        INTERVIEW = "interview", "interview"
        DATA_SET = "data_set", "data set"

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "supports"
        REFUTES = "refutes", "refutes"
        CONTEXT = "context", "gives context"

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.URL)
    url = models.URLField(
        "address", max_length=1000, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What the archive has of it.",
    )
    file = models.ForeignKey(KeptFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True, help_text="As it was called when handed in.")
    page_number = models.PositiveIntegerField(null=True, blank=True, help_text="Of the document, from 1.")
    interviewee = models.CharField("with whom", max_length=255, blank=True)
    interviewed_by = models.CharField("by whom", max_length=255, blank=True)
    version = models.CharField(max_length=100, blank=True, help_text="Of the data set, as its makers say.")
    title = models.CharField(max_length=255, blank=True)
    stance = models.CharField(max_length=10, choices=Stance.choices, default=Stance.CONTEXT)
    quotation = models.TextField(blank=True, help_text="The words that matter, as they stand there.")
    locator = models.CharField(
        max_length=255, blank=True, help_text="Where in it: paragraph, minute, table, row and column."
    )
    accessed_at = models.DateTimeField(
        default=timezone.now, help_text="When it was seen or, of an interview, when it was held."
    )
    reliability = models.TextField(blank=True, help_text="How far it can be relied on, for colleagues.")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["pk"]
        indexes = [models.Index(fields=["claim", "id"], name="evidence_of_claim")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="url", file=None) & ~Q(url="")
                | Q(kind="file", url="", file__isnull=False)
                | Q(kind="document", url="", file__isnull=False, page_number__gte=1)
                | Q(kind="interview", url="", file=None) & ~Q(interviewee="") & ~Q(interviewed_by="")
                | Q(kind="data_set") & (~Q(url="") | Q(file__isnull=False)),
                name="evidence_has_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=(Q(kind="document") | Q(page_number=None))
                & (Q(kind="interview") | Q(interviewee="", interviewed_by=""))
                & (Q(kind="data_set") | Q(version="")),
                name="evidence_has_nothing_of_other_kinds",
            ),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(title=""), name="evidence_can_be_named_to_readers"
            ),
            models.CheckConstraint(
                condition=Q(file=None, file_name="") | Q(file__isnull=False) & ~Q(file_name=""),
                name="evidence_file_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(accessed_at__lte=F("added_at")), name="evidence_was_seen_before_it_was_added"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def place(self) -> str:
        """Where in it, for readers: page, locator and version; empty where nothing is said."""
        parts = [
            f"page {self.page_number}" if self.page_number else "",
            self.locator,
            f"version {self.version}" if self.version else "",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def quotation_check(self) -> "QuotationCheck | None":
        """What came of the last look for the quoted words; uses prefetched ones."""
        return max(self.quotation_checks.all(), key=lambda check: check.pk, default=None)

    @property
    def last_found(self) -> "QuotationCheck | None":
        """The last look that found the quoted words; uses prefetched ones."""
        found = [check for check in self.quotation_checks.all() if check.is_found]
        return max(found, key=lambda check: check.pk, default=None)

    def clean(self) -> None:
        wrong = {
            name: words
            for name, words in WANTED.items()
            if name.partition(":")[0] in (self.kind, "all") and not self._has(name.partition(":")[2])
        }
        faults: dict[str, str] = {name.partition(":")[2]: words for name, words in wrong.items()}
        if self.kind == self.Kind.DOCUMENT and self.file and "file" not in faults:
            faults |= self._faults_of_document(self.file)
        if self.accessed_at and self.accessed_at > timezone.now():
            faults["accessed_at"] = "That is in the future. Give the time at which it was seen or held."
        if faults:
            raise ValidationError(faults)

    def _has(self, field: str) -> bool:
        if field == "url" and self.kind == self.Kind.DATA_SET:
            return bool(self.url or self.file)
        return bool(getattr(self, field)) or (field == "title" and bool(self.url))

    def _faults_of_document(self, file: KeptFile) -> dict[str, str]:
        if file.media_type != PDF:
            return {
                "file": f"This is no PDF but {file.media_type}, which has no pages. Choose “File” for it."
            }
        if file.page_count and (self.page_number or 0) > file.page_count:
            pages = f"{file.page_count} page{'' if file.page_count == 1 else 's'}"
            return {"page_number": f"The document has {pages}. Give the number of one of them."}
        return {}


# What each kind needs, as `kind:field`, and what to say where it is missing.
WANTED = {
    "url:url": "Give the address of the page.",
    "file:file": "Choose the file.",
    "document:file": "Choose the document, a PDF.",
    "document:page_number": "Give the number of the page, from 1.",
    "interview:interviewee": "Say with whom the interview was held. Readers do not see it.",
    "interview:interviewed_by": "Say who held the interview.",
    "data_set:url": "Give the address of the data set, or choose its file.",
    "all:title": "Say in a few words what it is: readers see that, and no address leads to it.",
}


class QuotationCheck(models.Model):
    """Whether the quoted words stand in one copy of the page or, without a copy, in the file. Append-only."""

    append_only = True

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="quotation_checks")
    copy = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="+")
    is_found = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "copy"], name="one_look_in_each_copy"),
            models.UniqueConstraint(fields=["evidence"], condition=Q(copy=None), name="one_look_in_the_file"),
        ]

    def __str__(self) -> str:
        return f"{'found' if self.is_found else 'not found'}: {self.evidence}"


class Retraction(models.Model):
    """That a piece of evidence is not to be relied on. One for each. Append-only."""

    append_only = True

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="retraction")
    why = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.evidence} retracted: {self.why}"
