"""The gate: before a story's words are shown to readers, the rooms above are asked whether they may be.

Wagtail publishes in many ways (buttons, workflows, schedules, bulk actions, its APIs, copies, aliases).
All of them end in the page's row being saved, and `receivers` has `pass_gate` called before each such
save. Who has something to say is put on a list in their `apps.py` (`ask_before_publishing`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from articles.actions import freeze
from articles.events import ARTICLE_HELD_BACK
from articles.models import ArticlePage, ArticleRevision, SectionPage
from outbox.models import OutboxEvent

SHOWS_WORDS = frozenset({"live", "live_revision", "last_published_at"})
HELD_BACK = "newsroom.gate.held_back"  # what Wagtail's log of the page says of it


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that stands in the way of a publication, or that whoever publishes should know.

    `key` names it for as long as the words it is about stand; `url` is where to look into it.
    """

    key: str
    words: str
    remedy: str
    url: str = ""
    is_blocking: bool = True
    let_through: str = ""  # by whom and why, where somebody overrode it
    may_be_let_through: bool = True
    is_lasting: bool = False  # no hour takes it away: the story may not even wait for one


class PublicationBlocked(ValidationError):
    """A story may not go out as it stands; nothing was written. `objections` says why and what to do."""

    def __init__(self, article_id: int, headline: str, objections: Sequence[Objection]) -> None:
        self.article_id, self.headline = article_id, headline
        self.objections = [objection for objection in objections if objection.is_blocking]
        why = [f"{each.words} {each.remedy}" for each in self.objections]
        super().__init__({NON_FIELD_ERRORS: [f"“{headline}” is not published.", *why]})


Judge = Callable[[ArticleRevision, Sequence[SectionPage]], Iterable[Objection]]
_judges: list[Judge] = []
_foreseers: list[Judge] = []


def ask_before_publishing(judge: Judge, *, foreseen_by: Judge | None = None) -> None:
    """Have a function asked before each publication, with the frozen text and the sections it stands in.

    `foreseen_by` says the same of a text that is not going out yet, and writes nothing; by default `judge`.
    """
    if judge not in _judges:
        _judges.append(judge)
    tell_beforehand(foreseen_by or judge)


def tell_beforehand(foreseer: Judge) -> None:
    """Have a function asked only when somebody looks whether a story may go out. It writes nothing."""
    if foreseer not in _foreseers:
        _foreseers.append(foreseer)


def foresee(article: ArticlePage) -> list[Objection]:
    """What would be said if the newest text that was kept of a story were published now. Writes nothing."""
    revision = ArticleRevision.objects.latest_of(article)
    return objections_to(revision, sections_of(article), _foreseers) if revision else []


def objections_to(
    revision: ArticleRevision, sections: Sequence[SectionPage], judges: Iterable[Judge] | None = None
) -> list[Objection]:
    """What is to be said against showing a text in these sections: what blocks first."""
    said = [each for judge in (judges or _judges) for each in judge(revision, sections)]
    return sorted(said, key=lambda objection: not objection.is_blocking)


def require_hour(article: ArticlePage) -> None:
    """Called before a story is put on the schedule; PublicationBlocked where no hour will let it out."""
    if lasting := [each for each in foresee(article) if each.is_lasting]:
        raise PublicationBlocked(article.pk, article.title, lasting)


def sections_of(page: Page) -> list[SectionPage]:
    """The sections in which readers see a story: its own, then those of its aliases."""
    places = [page, *Page.objects.filter(alias_of=page.pk).only("path", "depth")]
    found = [SectionPage.objects.ancestor_of(place).last() for place in places]
    return [section for section in found if section]


def require_passage(page: Page, working_copy: Revision, sections: Sequence[SectionPage]) -> None:
    """Freeze the words of `working_copy`; raise PublicationBlocked unless they may be shown in `sections`."""
    revision = freeze(working_copy, kind=ArticleRevision.Kind.PUBLISH)
    objections = objections_to(revision, sections)
    if any(objection.is_blocking for objection in objections):
        raise PublicationBlocked(page.pk, revision.headline or page.title, objections)


def pass_gate(page: Page, update_fields: Iterable[str] | None = None) -> None:
    """Called before the row of a story's page is saved; whatever would show its words is judged here.

    Raises PublicationBlocked, in the caller's transaction. A story begins as a draft, whoever makes the
    page: a copy is another story, whose claims are not known yet.
    """
    if update_fields is not None and SHOWS_WORDS.isdisjoint(update_fields):
        return
    if page.alias_of_id:
        _pass_as_alias(page)
    elif page._state.adding or not page.live:
        # Wagtail names a draft's live revision when it copied the page of a live one.
        if page.live or (update_fields is not None and page.live_revision_id):
            _begin_as_draft(page)
    elif _goes_out(page):
        if page.live_revision_id is None:
            raise PublicationBlocked(page.pk, page.title, [NEVER_SAVED])
        require_passage(page, page.live_revision, sections_of(page))


NEVER_SAVED = Objection("never-saved", "No saved text of it is named.", "Save it and publish what was saved.")


def _goes_out(page: Page) -> bool:
    """Whether saving the page shows words that readers do not see now."""
    if not page.live:
        return False
    fields = ("live", "live_revision_id", "last_published_at")
    before = Page.objects.filter(pk=page.pk).values(*fields).first()
    return before is None or any(before[field] != getattr(page, field) for field in fields)


def _begin_as_draft(page: Page) -> None:
    """Nothing of it was published, whatever it was copied from."""
    page.live, page.has_unpublished_changes, page.live_revision = False, True, None
    page.first_published_at = page.last_published_at = None


def _pass_as_alias(page: Page) -> None:
    """An alias shows what its original shows, unless the section that it stands in forbids that."""
    if not (page.live and _goes_out(page)):
        return
    original = ArticlePage.objects.select_related("live_revision").filter(pk=page.alias_of_id).first()
    section = SectionPage.objects.ancestor_of(page).last()
    if original is None or original.live_revision is None or section is None:
        return _begin_as_draft(page)
    try:
        require_passage(page, original.live_revision, [section])
    except PublicationBlocked:
        if not page._state.adding:
            raise
        _begin_as_draft(page)


def publish_wholly_or_not_at_all() -> None:
    """Put Wagtail's act of publishing into a transaction, once.

    It lifts schedules before it saves the page, in statements of their own: a refusal must leave those alone.
    Taking a story back is one, too: readers lose it together with the news of it, or not at all.
    """
    for action in (PublishRevisionAction, UnpublishPageAction):
        if not hasattr(action.execute, "__wrapped__"):
            action.execute = transaction.atomic(action.execute)


def hold_back_what_is_blocked() -> list[Page]:
    """Take every story that is due and may not go out from the schedule, and say so; returns them.

    A story that was held back does not go out later by itself: whoever lifts what stood in the way
    publishes it.
    """
    articles = ContentType.objects.get_for_model(ArticlePage)
    due = Revision.objects.filter(content_type=articles, approved_go_live_at__lt=timezone.now())
    return [page for copy in due.order_by("approved_go_live_at") if (page := _hold_back(copy))]


@transaction.atomic
def _hold_back(working_copy: Revision) -> Page | None:
    page = ArticlePage.objects.defer_streamfields().filter(pk=int(working_copy.object_id)).first()
    if page is None:
        return None
    try:
        with transaction.atomic():
            require_passage(page, working_copy, sections_of(page))
    except PublicationBlocked as blocked:
        working_copy.approved_go_live_at = None
        working_copy.save(update_fields=["approved_go_live_at"])
        log(page, HELD_BACK, revision=working_copy, data={"why": blocked.messages})
        OutboxEvent.objects.record(ARTICLE_HELD_BACK, f"{page.pk}:{working_copy.pk}")
        return page
    return None
