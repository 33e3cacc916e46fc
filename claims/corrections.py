"""Corrections of what claims said, and who hears of the corrections of a story."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator
from wagtail.models import PageLogEntry

from accounts.models import User
from accounts.roles import section_group_name
from articles.corrections import ask_for_correction
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Correction,
    CorrectionAct,
    ProposedCorrection,
    Publication,
    RequestAct,
    SilentEdit,
)
from articles.models.corrections import State
from claims.models import Appearance, Claim, CorrectedClaim, Gate
from claims.notices import tell
from claims.standing import was_published


@transaction.atomic
def ask_for_correction_of(
    claim: Claim,
    article: ArticlePage,
    text: str,
    *,
    by: User,
    kind: str = Correction.Kind.CORRECTION,
    wrong: str = "",
    revision: ArticleRevision | None = None,
    why: str = "",
) -> ProposedCorrection:
    """As `ask_for_correction`, of what a published version of `article` says by making `claim`.

    ValidationError where readers never saw the claim made there.
    """
    if article.pk not in {article_id for article_id, _ in _published_places(claim)}:
        raise ValidationError({"claim": "No version of this story that readers saw makes this claim."})
    proposed = ask_for_correction(article, text, by=by, kind=kind, wrong=wrong, revision=revision, why=why)
    CorrectedClaim.objects.create(claim=claim, proposed=proposed)
    return proposed


def suggested_for(claim: Claim) -> list[tuple[int, str]]:
    """The stories in which readers saw a claim that was found false and that no correction concerns yet.

    With the words that they saw, by the story's id; nothing while no verdict that counts is out.
    """
    verdict = claim.verdict
    if verdict is None or verdict.rating.value is None or verdict.rating.value > _false_up_to():
        return []
    laid_aside = [State.REFUSED, State.WITHDRAWN]
    corrected = CorrectedClaim.objects.filter(claim=claim).exclude(proposed__state__in=laid_aside)
    done = set(corrected.values_list("proposed__article_id", flat=True))
    return [place for place in _published_places(claim) if place[0] not in done]


def _false_up_to() -> int:
    common = Gate.objects.filter(section=None).first() or Gate()
    return common.false_up_to


def _published_places(claim: Claim) -> list[tuple[int, str]]:
    """(article id, words) of every story that readers saw make the claim. Three queries."""
    appearances = list(Appearance.objects.filter(claim=claim).with_anchors().order_by("pk"))
    numbers: dict[int, set[int]] = {}
    published = Publication.objects.filter(article_id__in={each.article_id for each in appearances})
    for article_id, number in published.values_list("article_id", "revision__number"):
        numbers.setdefault(article_id, set()).add(number)
    return list(
        {
            each.article_id: each.wording
            for each in appearances
            if was_published(each, numbers.get(each.article_id, set()))
        }.items()
    )


@transaction.atomic
def tell_of_act(act: CorrectionAct) -> None:
    """Tell those concerned what was done with a correction: each once, and nobody of their own act."""
    proposed = act.proposed
    article = ArticlePage.objects.defer_streamfields().filter(pk=proposed.article_id).first()
    if article is None:
        return
    people: set[User | None] = {proposed.asked_by, article.owner}
    people |= {byline.contributor.user for byline in article.bylines.select_related("contributor__user")}
    words = f"{act.by.display_name} {_done(act)} {_named(proposed)}"
    asks = act.name in (CorrectionAct.Name.ASKED, CorrectionAct.Name.REWORDED)
    if asks and ProposedCorrection.objects.awaiting_approval().filter(pk=proposed.pk).exists():
        people |= set(holders_of("articles.approve_correction"))
        words += ". It waits for a managing editor’s approval"
    people |= _claim_people(proposed)
    if act.why:
        words += f": {act.why}"
    known = {person for person in people if person}
    path = proposed.get_absolute_url()
    tell(known, article, words, but=act.by, occasion=f"correction act {act.pk}", path=path)


@transaction.atomic
def tell_of_silent_edit(edit: SilentEdit) -> None:
    """Ask whoever published the words, and the editors of the section: is it a correction or not?"""
    article = ArticlePage.objects.defer_streamfields().filter(pk=edit.article_id).first()
    if article is None or edit.answers.exists():
        return
    published = PageLogEntry.objects.filter(page=article.pk, action="wagtail.publish").select_related("user")
    entry = published.order_by("-timestamp").first()
    people = {entry.user} if entry and entry.user else set()
    if article.section:
        people |= set(User.objects.filter(groups__name=section_group_name(article.section.title, "editors")))
    more = f", and {len(edit.changes) - 1} more" if len(edit.changes) > 1 else ""
    words = f"Published without a word to readers: {edit.sentences[0]}{more}. Is it a correction?"
    tell(people, article, words, but=None, occasion=f"silent {edit.pk}", path=edit.get_absolute_url())


@transaction.atomic
def tell_of_request(act: RequestAct) -> None:
    """Tell the section's editors of a reader's report, and whoever has it in hand of what is done with it."""
    request = act.request
    article = ArticlePage.objects.defer_streamfields().filter(pk=request.article_id).first()
    if article is None:
        return
    people = {request.assignee} if request.assignee else set()
    if act.by is None:
        words = f"A reader reports an error: {Truncator(request.wrong).chars(200)}"
        if article.section:
            people |= set(
                User.objects.filter(groups__name=section_group_name(article.section.title, "editors"))
            )
    else:
        about = f" {act.words}" if act.name == RequestAct.Name.ASSIGNED else ""
        words = f"{act.by.display_name} {act.get_name_display()}{about}: a reader’s report"
    path = request.get_absolute_url()
    tell(people, article, words, but=act.by, occasion=f"request act {act.pk}", path=path)


def holders_of(right: str) -> Iterable[User]:
    """The active people whom a role gives a right (`app.codename`)."""
    app, code = right.split(".")
    named = {"content_type__app_label": app, "codename": code}
    lookup = Q(**{f"groups__permissions__{key}": value for key, value in named.items()})
    lookup |= Q(**{f"user_permissions__{key}": value for key, value in named.items()})
    return User.objects.filter(lookup, is_active=True).distinct()


def _claim_people(proposed: ProposedCorrection) -> set[User | None]:
    concerned = CorrectedClaim.objects.filter(proposed=proposed).select_related("claim__assignee").first()
    return {concerned.claim.assignee, *concerned.claim.watchers.all()} if concerned else set()


def _done(act: CorrectionAct) -> str:
    return {
        CorrectionAct.Name.ASKED: "asks for",
        CorrectionAct.Name.REWORDED: "changed the words of",
        CorrectionAct.Name.APPROVED: "approved",
        CorrectionAct.Name.PUBLISHED: "published",
        CorrectionAct.Name.REFUSED: "refused",
        CorrectionAct.Name.WITHDRAWN: "withdrew",
    }[CorrectionAct.Name(act.name)]


def _named(proposed: ProposedCorrection) -> str:
    kind = proposed.get_kind_display()
    return f"the {kind[:1].lower()}{kind[1:]} “{Truncator(proposed.text).chars(80)}”"
