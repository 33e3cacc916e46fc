"""Doorbells: each takes a key, calls an action and may ring twice."""

from annotations.models import Ruling
from archive.models import Copy, FileText, Page
from articles.models import ArticleRevision, CorrectionAct, Draft, Kill, RequestAct, SilentEdit, StoryAct
from claims import (
    actions,
    corrections,
    following,
    gatekeeping,
    importing,
    kills,
    matches,
    notices,
    proposing,
    quotations,
)
from claims.models import Claim, Evidence, GateOverride, ReviewImport


def follow_article(key: str) -> None:
    """A revision was frozen: carry the article's appearances to it."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).only("article_id").first():
        following.follow_article(revision.article_id)


def propose_claims(key: str) -> None:
    """A revision was read: propose what it claims, and tell of it where readers see the text already."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        proposing.propose_claims(revision)
        gatekeeping.tell_of_what_came_up(revision)


def withdraw_proposals(key: str) -> None:
    """An article was deleted."""
    actions.withdraw_proposals(int(key))


def heed_ruling(key: str) -> None:
    """An editor ruled on an attribution."""
    if ruling := Ruling.objects.filter(pk=int(key)).first():
        actions.heed_ruling(ruling)


def look_for_quotation(key: str) -> None:
    """Somebody quoted words: look for them in what is there."""
    if evidence := Evidence.objects.filter(pk=int(key)).first():
        quotations.look(evidence)


def look_in_copy(key: str) -> None:
    """A page was kept: look in it for what was quoted from it."""
    if copy := Copy.objects.filter(pk=int(key)).first():
        quotations.look_in_copy(copy)


def look_in_file(key: str) -> None:
    """A file was read: look in it for what was quoted from it."""
    if reading := FileText.objects.filter(file=int(key)).first():
        quotations.look_in_file(reading)


def heed_change(key: str) -> None:
    """A page that evidence points to says something else now."""
    if copy := Copy.objects.filter(pk=int(key)).first():
        quotations.look_in_copy(copy)
        notices.tell_of_change(copy)


def heed_death(key: str) -> None:
    """A page that evidence points to is gone."""
    if page := Page.objects.filter(pk=int(key)).first():
        notices.tell_of_page(page, "A page that bears on this claim is gone; what was kept of it stays")


def heed_refusal(key: str) -> None:
    """No copy can be made of a page that evidence points to."""
    if page := Page.objects.filter(pk=int(key)).first():
        notices.tell_of_page(page, "The archive can keep no copy of a page that bears on this claim")


def send_notice(key: str) -> None:
    """Somebody should know something: by e-mail too."""
    notices.send(int(key))


def tell_of_override(key: str) -> None:
    """Somebody published although the rules forbade it."""
    if override := GateOverride.objects.select_related("by", "revision").filter(pk=int(key)).first():
        gatekeeping.tell_of_override(override)


def tell_of_holding(key: str) -> None:
    """A story was due and may not go out."""
    article_id, _, working_copy_id = key.partition(":")
    gatekeeping.tell_of_holding(int(article_id), int(working_copy_id))


def tell_of_lock(key: str) -> None:
    """Somebody took over a colleague's lock on a story."""
    notices.tell_of_lock(int(key))


def tell_of_correction(key: str) -> None:
    """Somebody asked for, approved, published, refused or withdrew a correction."""
    if act := CorrectionAct.objects.select_related("proposed", "by").filter(pk=int(key)).first():
        corrections.tell_of_act(act)


def tell_of_story(key: str) -> None:
    """Something was done with a story on its way to readers."""
    if act := StoryAct.objects.select_related("by", "whom").filter(pk=int(key)).first():
        notices.tell_of_story(act)


def tell_of_kill(key: str) -> None:
    """A story was killed, or its kill was lifted."""
    if killed := Kill.objects.select_related("by", "lifted__by").filter(pk=int(key)).first():
        kills.tell_of_kill(killed)


def tell_of_draft(key: str) -> None:
    """Somebody's text was not saved and is kept."""
    if draft := Draft.objects.select_related("created_by").defer("content").filter(pk=int(key)).first():
        notices.tell_of_draft(draft)


def tell_of_withdrawal(key: str) -> None:
    """Its agency cancelled or withholds a story that stands here."""
    notices.tell_of_withdrawal(int(key))


def tell_of_silent_edit(key: str) -> None:
    """A publication changed facts without a correction."""
    if edit := SilentEdit.objects.filter(pk=int(key)).first():
        corrections.tell_of_silent_edit(edit)


def tell_of_request(key: str) -> None:
    """A reader reported an error, or somebody did something with the report."""
    if act := RequestAct.objects.select_related("request__assignee", "by").filter(pk=int(key)).first():
        corrections.tell_of_request(act)


def look_for_checked(key: str) -> None:
    """A claim was made, or something was done with it: what was checked may say the same."""
    if claim := Claim.objects.filter(pk=int(key)).first():
        matches.place(claim)


def import_reviews(key: str) -> None:
    """Somebody handed in what others checked."""
    if handed_in := ReviewImport.objects.filter(pk=int(key)).first():
        importing.run(handed_in)


def compare_reviews(key: str) -> None:
    """Reviews came in: open claims may say the same."""
    if done := ReviewImport.objects.filter(pk=int(key)).first():
        matches.place_reviews(done)
