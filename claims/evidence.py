"""What people do with evidence: they add it and, where it was a mistake, retract it; nothing is altered."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from archive import files
from archive.actions import keep
from archive.models import KeptFile
from claims import permissions, quotations
from claims.acting import perform, take
from claims.events import QUOTATION_GIVEN
from claims.models import Claim, Evidence, Retraction
from claims.workflow import ASIDE, WAITING
from outbox.models import OutboxEvent


def add_evidence(
    claim: Claim,
    url: str = "",
    *,
    by: User,
    kind: str = Evidence.Kind.URL,
    upload: File | None = None,
    accessed_at: datetime | None = None,
    **said: Any,
) -> Evidence:
    """Attach what bears on a claim; `said` are further fields of Evidence by their names.

    A worker keeps a copy of an address's page and of what becomes of it; a file is kept by its bytes. Whether
    quoted words stand there is looked up now where something is there already, and by a worker otherwise.
    Raises ValidationError naming the field for what its kind lacks or cannot be; nothing is kept then.
    """
    permissions.require(by, "add_evidence")
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    evidence = Evidence(claim=claim, url=url.strip(), kind=kind, added_by=by, **texts)
    if accessed_at:
        evidence.accessed_at = accessed_at
    if upload:  # told apart before the transaction: a long PDF must hold no lock
        evidence.file, evidence.file_name = _examined(upload), _name(upload)
    evidence.full_clean(exclude=["claim", "page", "file"])
    with transaction.atomic():
        return _attach(evidence)


def _attach(evidence: Evidence) -> Evidence:
    claim, by = evidence.claim, evidence.added_by
    take(claim)
    keeper = by if by.has_perm("archive.keep_page") else None
    if evidence.file:
        evidence.file = files.keep(evidence.file, by=keeper)
    if evidence.url:
        evidence.page = keep(evidence.url, by=keeper)
    evidence.save()
    if evidence.quotation:
        quotations.look(evidence)
        OutboxEvent.objects.record(QUOTATION_GIVEN, evidence.pk)  # a copy may be coming in at this moment
    if claim.status in (*WAITING, *ASIDE):
        perform(claim, "begin", by=by, assignee=claim.assignee or by)
    return evidence


@transaction.atomic
def retract_evidence(evidence: Evidence, *, by: User, why: str) -> Retraction:
    """Say that a piece of evidence is not to be relied on; the desk sees it struck through, readers no more.

    Raises ValidationError without a reason, or where it is retracted already.
    """
    permissions.require(by, "add_evidence")
    claim = evidence.claim
    take(claim)
    if Retraction.objects.filter(evidence=evidence).exists():
        raise ValidationError("This evidence is retracted already. Reload the page to see by whom and why.")
    perform(claim, "retract", by=by, why=why, about=str(evidence))
    return Retraction.objects.create(evidence=evidence, why=why.strip(), by=by)


def _examined(upload: File) -> KeptFile:
    try:
        return files.examine(upload)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error


def _name(upload: File) -> str:
    """What a file was called, without folders; never empty."""
    return str(upload.name or "").replace("\\", "/").rpartition("/")[2][-255:] or "file"
