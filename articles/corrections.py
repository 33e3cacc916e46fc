"""What can be done about something wrong in a published story: ask, reword, approve, publish, lay aside.

Doors (desk, API, commands) call these. Each act goes on file with its words, and is told (CORRECTION_ACTED).
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.events import CORRECTION_ACTED, CORRECTION_PUBLISHED
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Correction,
    CorrectionAct,
    CorrectionRules,
    ProposedCorrection,
    Publication,
)
from articles.models.corrections import PUTS_RIGHT, put_right_in, version_numbers
from articles.silent_edits import settle
from articles.versions import wait_for_turn
from outbox.models import OutboxEvent

Act = CorrectionAct.Name
State = ProposedCorrection.State
SHORTEST_REASON = 3  # characters of a reason, where one is asked for


@transaction.atomic
def ask_for_correction(
    article: ArticlePage,
    text: str,
    *,
    by: User,
    kind: str = Correction.Kind.CORRECTION,
    wrong: str = "",
    revision: ArticleRevision | None = None,
    why: str = "",
) -> ProposedCorrection:
    """Propose what readers should be told about a published story.

    `revision` is the published state in which it is wrong; by default what was published last. Raises
    PermissionDenied without the right, ValidationError naming the field that is at fault.
    """
    if not by.has_perm("articles.ask_correction"):
        raise PermissionDenied("You may not ask for corrections. Ask a desk editor.")
    words = _cleaned(kind, wrong, text)
    published = Publication.objects.of(article)
    if not published.exists():
        raise ValidationError(
            {"article": "Readers never saw this article. There is nothing to correct: edit it instead."}
        )
    if revision is None:
        revision = ArticleRevision.objects.live_of(article)
    elif not published.filter(revision=revision).exists():
        raise ValidationError({"revision": "Readers never saw this version. Choose one that was published."})
    proposed = ProposedCorrection(article=article, revision=revision, asked_by=by, **words)
    proposed.full_clean(exclude=["article", "correction"])
    proposed.save(force_insert=True)
    _put_on_file(proposed, Act.ASKED, by=by, why=why)
    return proposed


@transaction.atomic
def reword_correction(proposed: ProposedCorrection, *, kind: str, wrong: str, text: str, by: User) -> None:
    """Change the words of a correction before it is published. An approval was of other words, so it goes."""
    _take(proposed)
    if proposed.asked_by_id != by.pk:
        _require_editor(proposed.article_id, by)
    _require_open(proposed)
    for name, value in _cleaned(kind, wrong, text).items():
        setattr(proposed, name, value)
    proposed.full_clean(exclude=["article", "correction"])
    proposed.state = State.ASKED
    proposed.save(update_fields=["kind", "wrong", "text", "state"])
    _put_on_file(proposed, Act.REWORDED, by=by)


@transaction.atomic
def approve_correction(proposed: ProposedCorrection, *, seen: Mapping[str, str], by: User) -> None:
    """Approve the words `seen` of a correction. ValidationError where it says other words by now."""
    if not by.has_perm("articles.approve_correction"):
        raise PermissionDenied("You may not approve corrections. That is the managing editors’ part.")
    _take(proposed)
    _require_open(proposed)
    if dict(seen) != proposed.wording:
        raise ValidationError("Its words have changed since you looked. Read them again, then decide.")
    if proposed.state == State.APPROVED:
        return
    _move(proposed, State.APPROVED)
    _put_on_file(proposed, Act.APPROVED, by=by)


@transaction.atomic
def refuse_correction(proposed: ProposedCorrection, *, why: str, by: User) -> None:
    """Lay a proposed correction aside: readers are told nothing. Whoever asked hears why."""
    if not by.has_perm("articles.approve_correction"):
        _require_editor(proposed.article_id, by)
    _lay_aside(proposed, State.REFUSED, Act.REFUSED, why=why, by=by)


@transaction.atomic
def withdraw_correction(proposed: ProposedCorrection, *, why: str, by: User) -> None:
    """Take back what one asked for."""
    if proposed.asked_by_id != by.pk:
        raise PermissionDenied("Only whoever asked for it may withdraw it. An editor may refuse it.")
    _lay_aside(proposed, State.WITHDRAWN, Act.WITHDRAWN, why=why, by=by)


@transaction.atomic
def publish_correction(proposed: ProposedCorrection, *, by: User, with_story: bool = False) -> Correction:
    """Tell readers, now and for ever; `with_story`: and publish the newest text of the story with it.

    Raises PermissionDenied without the rights; ValidationError where the rules ask for an approval that is
    missing, where it was published or laid aside already, or where the story may not go out
    (`articles.gate.PublicationBlocked`); nothing is written then.
    """
    article = _require_editor(proposed.article_id, by)
    wait_for_turn(proposed.article_id)  # no publication may slip in between
    _take(proposed)
    _require_open(proposed)
    if CorrectionRules.objects.for_section(article.section).needs_approval and proposed.state == State.ASKED:
        if not by.has_perm("articles.approve_correction"):
            raise ValidationError(
                f"In {article.section} a managing editor must approve a correction first. They are told."
            )
        _move(proposed, State.APPROVED)
        _put_on_file(proposed, Act.APPROVED, by=by)
    after = _publish_story(article, by) if with_story else None
    versions = version_numbers([article.pk]).get(article.pk, [])
    correction = Correction(
        article=article,
        revision_id=proposed.revision_id,
        after_id=after,
        issued_at=timezone.now(),
        issued_by=by,
        **proposed.wording,
    )
    if after is None and (number := put_right_in(correction, versions)):
        correction.after_id = versions[number - 1].revision_id
    correction.full_clean(exclude=["article"])
    correction.save(force_insert=True)
    proposed.state, proposed.correction = State.PUBLISHED, correction
    proposed.save(update_fields=["state", "correction"])
    _put_on_file(proposed, Act.PUBLISHED, by=by)
    settle(proposed, by=by)
    OutboxEvent.objects.record_new(CORRECTION_PUBLISHED, [correction.pk])
    return correction


@transaction.atomic
def issue_correction(
    article: ArticlePage,
    text: str,
    *,
    by: User,
    kind: str = Correction.Kind.CORRECTION,
    wrong: str = "",
    revision: ArticleRevision | None = None,
    with_story: bool = False,
) -> Correction:
    """Ask for a correction and publish it at once, as `publish_correction` allows."""
    _require_editor(article.pk, by)
    proposed = ask_for_correction(article, text, by=by, kind=kind, wrong=wrong, revision=revision)
    return publish_correction(proposed, by=by, with_story=with_story)


def may_publish(proposed: ProposedCorrection, article: ArticlePage, by: User) -> bool:
    """Whether to offer publishing it; `publish_correction` itself decides."""
    if not (by.has_perm("articles.issue_correction") and article.permissions_for_user(by).can_edit()):
        return False
    if proposed.state == State.APPROVED or by.has_perm("articles.approve_correction"):
        return True
    return not CorrectionRules.objects.for_section(article.section).needs_approval


def _publish_story(article: ArticlePage, by: User) -> int:
    """Publish the newest text; returns the id of the revision that readers see now."""
    if not article.permissions_for_user(by).can_publish():
        raise PermissionDenied("You may not publish in this section. Ask its desk editor.")
    newest = article.get_latest_revision()
    due = newest.as_object().go_live_at
    if due and due > timezone.now():
        raise ValidationError(
            {"with_story": "The newest text goes out at an hour of its own. Publish this without it."}
        )
    newest.publish(user=by)
    live = ArticleRevision.objects.live_of(article)
    if live is None:
        raise ValidationError({"with_story": "The newest text did not go out. Publish the story first."})
    return live.pk


def _cleaned(kind: str, wrong: str, text: str) -> dict[str, str]:
    """The words as they are kept; ValidationError naming the field that is at fault."""
    wrong, text = wrong.strip(), text.strip()
    errors = {}
    if kind in PUTS_RIGHT and not wrong:
        errors["wrong"] = "Say what was wrong."
    if kind not in PUTS_RIGHT and wrong:
        errors["wrong"] = "This kind of notice is one text. Leave this empty, or choose “Correction”."
    if not text:
        errors["text"] = "Say what is right." if kind in PUTS_RIGHT else "Say what readers are to be told."
    if errors:
        raise ValidationError(errors)
    return {"kind": kind, "wrong": wrong, "text": text}


def _require_editor(article_id: int, by: User) -> ArticlePage:
    """The article, which `by` may correct; PermissionDenied otherwise."""
    if not by.has_perm("articles.issue_correction"):
        raise PermissionDenied("You may not issue corrections. Ask a desk editor.")
    article = ArticlePage.objects.filter(pk=article_id).first()
    if article is None:
        raise ValidationError({"article": "This article was deleted, so readers cannot be told any more."})
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this article, so you may not correct it. Ask its desk.")
    return article


def _take(proposed: ProposedCorrection) -> None:
    """Have it to ourselves until the transaction ends, as it stands by now."""
    proposed.refresh_from_db(from_queryset=ProposedCorrection.objects.select_for_update())


def _require_open(proposed: ProposedCorrection) -> None:
    if not proposed.is_open:
        raise ValidationError(f"It is {proposed.get_state_display()} by now. Reload the page to see by whom.")


def _lay_aside(proposed: ProposedCorrection, state: str, act: str, *, why: str, by: User) -> None:
    _take(proposed)
    _require_open(proposed)
    if len(why.strip()) < SHORTEST_REASON:
        raise ValidationError({"why": "Say why, for the file and for whoever asked."})
    _move(proposed, state)
    _put_on_file(proposed, act, by=by, why=why.strip())


def _move(proposed: ProposedCorrection, state: str) -> None:
    proposed.state = state
    proposed.save(update_fields=["state"])


def _put_on_file(proposed: ProposedCorrection, name: str, *, by: User, why: str = "") -> None:
    act = CorrectionAct.objects.create(
        proposed=proposed, name=name, wording=proposed.wording, why=why.strip(), by=by
    )
    OutboxEvent.objects.record_new(CORRECTION_ACTED, [act.pk])
