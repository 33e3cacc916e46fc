"""What readers report as wrong: take it in, work on it, answer it, and forget in time who asked."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.events import REQUEST_ACTED
from articles.models import (
    ArticlePage,
    ArticleRevision,
    CorrectionRequest,
    CorrectionRules,
    ProposedCorrection,
    RequestAct,
)
from articles.models.corrections import due_from
from outbox.models import OutboxEvent

Act = RequestAct.Name
State = CorrectionRequest.State
LONGEST = 5_000  # characters of what a reader may write into one field
SHORTEST = 10
SHORTEST_REASON = 3


class TooManyRequests(ValidationError):
    """One address sent more than it may for now; `wait` seconds later it may again."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__("A good many reports came from your address just now. Please try again in an hour.")


@transaction.atomic
def receive_request(
    article: ArticlePage,
    *,
    wrong: str,
    right: str = "",
    name: str = "",
    email: str = "",
    address: str,
    door: str = "form",
) -> CorrectionRequest:
    """Take in what a reader says is wrong in a story that readers see.

    `address` is where it came from (IP); only a keyed digest of it is kept. Raises TooManyRequests, and
    ValidationError naming the field.
    """
    wrong, right = wrong.strip(), right.strip()
    if not ArticlePage.objects.visible().filter(pk=article.pk).exists():
        raise ValidationError({"article": "There is no published story of this number."})
    if len(wrong) < SHORTEST:
        raise ValidationError({"wrong": f"Say what is wrong, in {SHORTEST} characters or more."})
    for field, words in (("wrong", wrong), ("right", right)):
        if len(words) > LONGEST:
            raise ValidationError({field: f"At most {LONGEST:,} characters, please."})
    sender = digest_of(address)
    _throttle(sender)
    now = timezone.now()
    request = CorrectionRequest(
        article=article,
        revision=ArticleRevision.objects.live_of(article),
        wrong=wrong,
        right=right,
        name=name.strip(),
        email=email.strip(),
        sender=sender,
        door=door,
        due_at=due_from(now, CorrectionRules.objects.for_section(article.section)),
    )
    request.full_clean(exclude=["article"])
    request.save(force_insert=True)
    _put_on_file(request, Act.RECEIVED, by=None)
    return request


def address_of(meta: Mapping[str, Any]) -> str:
    """Where an HTTP request came from, by its META: what the outermost of our own proxies saw."""
    passed = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.NEWSROOM_PROXIES
    return passed[-proxies] if proxies and len(passed) >= proxies else meta.get("REMOTE_ADDR", "")


def digest_of(address: str) -> str:
    """What is kept of a sender's address: enough to count by, for as long as it is kept."""
    return hmac.new(settings.SECRET_KEY.encode(), f"sender:{address}".encode(), hashlib.sha256).hexdigest()


def _throttle(sender: str) -> None:
    since = timezone.now() - timedelta(hours=1)
    if CorrectionRequest.objects.filter(sender=sender, received_at__gt=since).count() >= (
        settings.NEWSROOM_REPORTS_PER_HOUR
    ):
        raise TooManyRequests(wait=3600)


@transaction.atomic
def assign_request(request: CorrectionRequest, assignee: User, *, by: User) -> None:
    """Give a request to somebody, or take it: it is in work from then on."""
    _require(request, by)
    _take(request)
    _require_open(request)
    if not assignee.is_active or not assignee.has_perm("articles.answer_correctionrequest"):
        raise ValidationError({"assignee": "Choose somebody who may answer readers."})
    if request.assignee_id == assignee.pk and request.state == State.IN_WORK:
        return
    request.assignee, request.state = assignee, State.IN_WORK
    request.save(update_fields=["assignee", "state"])
    _put_on_file(request, Act.ASSIGNED, by=by, words=assignee.display_name)


@transaction.atomic
def answer_request(request: CorrectionRequest, words: str, *, by: User) -> None:
    """Answer a reader; sent by e-mail where an address was given."""
    _close(request, State.ANSWERED, Act.ANSWERED, words, by=by, missing="Write the answer.")


@transaction.atomic
def reject_request(request: CorrectionRequest, words: str, *, by: User) -> None:
    """Tell a reader that nothing has to be put right, and why."""
    _close(request, State.REJECTED, Act.REJECTED, words, by=by, missing="Say why, in words for the reader.")


@transaction.atomic
def reopen_request(request: CorrectionRequest, why: str, *, by: User) -> None:
    """Take an answered or rejected request up again. What was sent to the reader was sent."""
    _require(request, by)
    _take(request)
    if request.is_open:
        raise ValidationError("It is open already. Reload the page.")
    if len(why.strip()) < SHORTEST_REASON:
        raise ValidationError({"words": "Say why."})
    request.state = State.IN_WORK if request.assignee_id else State.OPEN
    request.closed_at = request.mailed_at = None
    request.save(update_fields=["state", "closed_at", "mailed_at"])
    _put_on_file(request, Act.REOPENED, by=by, words=why.strip())


@transaction.atomic
def link_correction(request: CorrectionRequest, proposed: ProposedCorrection, *, by: User) -> None:
    """A correction was proposed because of this request: it is in work, and answered by hand."""
    _take(request)
    request.proposed = proposed
    if request.state == State.OPEN:
        request.state = State.IN_WORK
        request.assignee = request.assignee or (
            by if by.has_perm("articles.answer_correctionrequest") else None
        )
    request.save(update_fields=["proposed", "state", "assignee"])
    _put_on_file(request, Act.CORRECTED, by=by, words=str(proposed))


@transaction.atomic
def send_answer(act: RequestAct) -> bool:
    """E-mail an answer to whoever asked, once; whether it was sent. A worker calls it."""
    request = CorrectionRequest.objects.select_for_update().get(pk=act.request_id)
    newest = request.acts.filter(name__in=(Act.ANSWERED, Act.REJECTED)).last()
    if not request.email or request.mailed_at or request.is_open or newest is None or newest.pk != act.pk:
        return False
    revision = request.revision
    headline = revision.headline if revision else ""
    greeting = f"Dear {request.name}," if request.name else "Hello,"
    send_mail(
        subject=f"Your report on “{headline}”"[:150].replace("\n", " "),
        message=(
            f"{greeting}\n\n{act.words}\n\nYou wrote on {request.received_at:%-d %B %Y}:\n\n"
            f"{request.wrong}\n\n{settings.WAGTAIL_SITE_NAME}\n"
        ),
        from_email=None,
        recipient_list=[request.email],
    )
    request.mailed_at = timezone.now()
    request.save(update_fields=["mailed_at"])
    return True


def forget_askers() -> int:
    """Forget who asked, some time after the answer, and where anything came from; how many were forgotten.

    What was reported and done stays.
    """
    closed_before = timezone.now() - timedelta(days=settings.NEWSROOM_KEEP_ASKERS_DAYS)
    done = CorrectionRequest.objects.filter(closed_at__lt=closed_before).exclude(name="", email="", sender="")
    traces = CorrectionRequest.objects.filter(received_at__lt=timezone.now() - timedelta(days=1))
    traces.exclude(sender="").update(sender="")
    return done.update(name="", email="", sender="")


def _close(request: CorrectionRequest, state: str, act: Act, words: str, *, by: User, missing: str) -> None:
    _require(request, by)
    _take(request)
    _require_open(request)
    if len(words.strip()) < SHORTEST_REASON:
        raise ValidationError({"words": missing})
    request.state, request.closed_at = state, timezone.now()
    request.assignee = request.assignee or by
    request.save(update_fields=["state", "closed_at", "assignee"])
    _put_on_file(request, act, by=by, words=words.strip())


def _require(request: CorrectionRequest, by: User) -> None:
    if not by.has_perm("articles.answer_correctionrequest"):
        raise PermissionDenied("You may not answer readers. Ask a desk editor.")
    article = ArticlePage.objects.filter(pk=request.article_id).first()
    if article is not None and not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("This story is another desk’s. Ask its editors.")


def _take(request: CorrectionRequest) -> None:
    request.refresh_from_db(from_queryset=CorrectionRequest.objects.select_for_update())


def _require_open(request: CorrectionRequest) -> None:
    if not request.is_open:
        raise ValidationError(f"It is {request.get_state_display()} by now. Reload the page to see by whom.")


def _put_on_file(request: CorrectionRequest, name: Act, *, by: User | None, words: str = "") -> None:
    act = RequestAct.objects.create(request=request, name=name, words=words, by=by)
    OutboxEvent.objects.record_new(REQUEST_ACTED, [act.pk])
