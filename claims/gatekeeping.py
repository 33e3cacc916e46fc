"""What people do at the gate: publish all the same, and say where the text gives context."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from accounts.models import User
from articles.actions import freeze_pending, wait_for_turn
from articles.gate import Objection, foresee, sections_of
from articles.models import ArticlePage, ArticleRevision
from claims import permissions
from claims.events import GATE_OVERRIDDEN
from claims.following import follow_article
from claims.gate import Stand, objections, standing_in
from claims.models import Appearance, ContextNote, GateOverride
from claims.models.gate import SHORTEST_REASON
from claims.notices import tell
from outbox.models import OutboxEvent

OVERRIDDEN = "newsroom.gate.override"  # what Wagtail's log of the page says of it


@transaction.atomic
def override_gate(
    article: ArticlePage, *, reason: str, seen: Collection[str], by: User, publish: bool = False
) -> GateOverride:
    """Let a story go out although the rules forbid it, for a reason; on file, in its history, and told.

    `seen` are the keys of the objections that `by` looked at. It holds for those words as long as they
    stand. With `publish` the newest text goes out at once, or at its hour, in the same transaction.
    Raises PermissionDenied without the right here, and ValidationError for a reason that is too short,
    where nothing stands in the way, or where more does than was seen.
    """
    permissions.require(by, "override_gate")
    if not article.permissions_for_user(by).can_publish():
        raise PermissionDenied("You may not publish in this section. Ask its desk editor.")
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(
            {"reason": f"Say why, in {SHORTEST_REASON} characters or more: it is kept, and the desk is told."}
        )
    wait_for_turn(article.pk)
    freeze_pending(article.pk)
    follow_article(article.pk)
    blocking = [each for each in foresee(article) if each.is_blocking]
    if not blocking:
        raise ValidationError("Nothing stands in the way any more. Publish the story.")
    if final := next((each for each in blocking if not each.may_be_let_through), None):
        raise ValidationError(f"{final.words} {final.remedy}")
    if any(each.key not in seen for each in blocking):
        raise ValidationError("More has come up since you looked. Read the list again, then decide.")
    override = _put_on_file(article, blocking, reason, by)
    if publish:
        article.get_latest_revision().publish(user=by)
    return override


def _put_on_file(
    article: ArticlePage, blocking: Collection[Objection], reason: str, by: User
) -> GateOverride:
    revision = ArticleRevision.objects.of(article).latest("number")
    override = GateOverride.objects.create(
        article=article,
        revision=revision,
        reason=reason,
        keys=[each.key for each in blocking],
        objections=[each.words for each in blocking],
        by=by,
    )
    log(article, OVERRIDDEN, user=by, data={"reason": reason, "objections": override.objections})
    OutboxEvent.objects.record_new(GATE_OVERRIDDEN, [override.pk])
    return override


@transaction.atomic
def tell_of_override(override: GateOverride) -> None:
    """Tell whoever follows or checks one of the claims that a story went out with it undecided, and why."""
    words = f"{override.by.display_name} lets “{_headline(override)}” go out all the same: {override.reason}"
    told = set()
    for stand in standing_in(override.revision):
        if stand.claim.pk in told or not _is_concerned(stand, override):
            continue
        told.add(stand.claim.pk)
        people = set(stand.claim.watchers.all()) | ({stand.claim.assignee} if stand.claim.assignee else set())
        tell(people, stand.claim, words, but=override.by, occasion=f"override {override.pk}")


def _is_concerned(stand: Stand, override: GateOverride) -> bool:
    return any(key.split(":")[1:2] == [str(stand.claim.pk)] for key in override.keys)


def _headline(override: GateOverride) -> str:
    return override.revision.headline


@transaction.atomic
def tell_of_what_came_up(revision: ArticleRevision) -> None:
    """Tell whoever published a text that had not been read what its reading brought up against it.

    Called when a text was read and its claims were proposed; says nothing of a text that readers do not see.
    """
    article = ArticlePage.objects.visible().defer_streamfields().filter(pk=revision.article_id).first()
    shown = ArticleRevision.objects.live_of(revision.article_id) if article else None
    if article is None or shown is None or shown.text_digest != revision.text_digest:
        return
    count = sum(each.is_blocking for each in objections(shown, sections_of(article)))
    if not count:
        return
    published = PageLogEntry.objects.filter(page=article.pk, action="wagtail.publish").select_related("user")
    entry = published.order_by("-timestamp").first()
    people = {person for person in (entry and entry.user, shown.created_by) if person}
    words = (
        "It went out before it was read. Now that it is, "
        f"{count} thing{' stands' if count == 1 else 's stand'} against it by the rules"
    )
    tell(people, article, words, but=None, occasion=f"came up {shown.text_digest}")


@transaction.atomic
def tell_of_holding(article_id: int, working_copy_id: int) -> None:
    """Tell whoever scheduled or released a story, and whoever saved it last, that it did not go out."""
    article = ArticlePage.objects.defer_streamfields().filter(pk=article_id).first()
    working_copy = Revision.objects.filter(pk=working_copy_id).select_related("user").first()
    if article is None or working_copy is None:
        return
    scheduled = PageLogEntry.objects.filter(
        page=article_id,
        revision=working_copy_id,
        action__in=("wagtail.publish.schedule", "wagtail.publish"),  # the latter under embargo
    )
    entry = scheduled.select_related("user").order_by("-timestamp").first()
    people = {working_copy.user, entry.user if entry else None, article.owner} - {None}
    count = sum(each.is_blocking for each in foresee(article))
    why = f"{count} thing{'' if count == 1 else 's'} to settle first" if count else "it may go out by now"
    words = f"Held back at its hour, so it is not published: {why}"
    tell(people, article, words, but=None, occasion=f"held back {working_copy_id}")


@transaction.atomic
def say_context(appearance: Appearance, *, by: User, exact: str, is_given: bool = True) -> ContextNote:
    """Put on file that the text around these words tells readers what was found, or that it does not.

    `exact` are the words that `by` looked at: ValidationError where the story says others by now.
    PermissionDenied without the right, or in an article that `by` may not edit.
    """
    permissions.require(by, "make_claim")
    article = ArticlePage.objects.filter(pk=appearance.article_id).first()
    if article is None or not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this story. Ask its desk.")
    if exact != appearance.anchor.exact or not appearance.anchor.is_found:
        raise ValidationError("The words have changed since you looked. Read them again, then decide.")
    return ContextNote.objects.create(appearance=appearance, exact=exact, is_given=is_given, by=by)
