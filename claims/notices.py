"""Tell people what happens to claims: at the desk in the same transaction, by e-mail from a worker."""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.models import PageLogEntry

from accounts.models import User
from archive.models import Copy, Page
from articles.desks import editors_of
from articles.models import ArticlePage, Draft, Kill, StoryAct, StoryPlan
from claims.events import NOTICE_GIVEN
from claims.models import Claim, Evidence, Notice, QuotationCheck
from claims.models.act import ABOUT_STORY
from outbox.models import OutboxEvent
from wires.models import Item

NAMED = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")


def mentioned_in(text: str) -> set[User]:
    """The active colleagues whom a note names with @ and their user name, in whatever case."""
    found: set[User] = set()
    for name in set(NAMED.findall(text)):
        found.update(User.objects.filter(username__iexact=name, is_active=True))
    return found


def tell(
    people: Iterable[User],
    about: Claim | ArticlePage,
    words: str,
    *,
    but: User | None,
    occasion: str = "",
    path: str = "",
) -> int:
    """Give people a notice in the caller's transaction; nobody is told of what they did themselves.

    Of one `occasion` everybody hears once, however often it is told of. `path` is where at the desk to look
    into it, if not at the claim or at the story's gate. Returns how many were told.
    """
    what = {"claim": about} if isinstance(about, Claim) else {"article": about}
    told = {person for person in people if person != but and person.is_active}
    if occasion:
        heard = Notice.objects.filter(**what, occasion=occasion).values_list("person", flat=True)
        told = {person for person in told if person.pk not in set(heard)}
    notices = Notice.objects.bulk_create(
        Notice(person=person, words=words, occasion=occasion, path=path, **what)
        for person in sorted(told, key=lambda each: each.pk)
    )
    OutboxEvent.objects.record_new(NOTICE_GIVEN, [notice.pk for notice in notices])
    return len(notices)


@transaction.atomic
def send(notice_id: int) -> bool:
    """Send a notice by e-mail unless it was sent or read already, or the person has no address.

    A worker that dies between sending and noting it sends twice rather than never. Returns whether it sent.
    """
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("person", "claim", "article")
        .filter(pk=notice_id, mailed_at=None, read_at=None)
        .first()
    )
    if notice is None or not notice.person.email:
        return False
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + notice.get_absolute_url()
    send_mail(
        subject=Truncator(" ".join(f"{notice.words}: {notice.subject}".split())).chars(120),
        message=f"{notice.words}\n\n“{notice.subject}”\n\n{address}\n",
        from_email=None,
        recipient_list=[notice.person.email],
    )
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])
    return True


@transaction.atomic
def tell_of_lock(entry_id: int) -> None:
    """Tell whoever held a story's lock that a colleague has taken it over; the log's entry says who."""
    entry = PageLogEntry.objects.filter(pk=entry_id).select_related("user").first()
    article = ArticlePage.objects.defer_streamfields().filter(pk=entry.page_id).first() if entry else None
    holder = User.objects.filter(pk=entry.data.get("from")).first() if entry else None
    if entry is None or article is None or holder is None:
        return
    who = entry.user.display_name if entry.user else "A colleague"
    words = f"{who} took over the lock that you held. What you had not saved is kept as a text of yours"
    path = reverse("wagtailadmin_pages:edit", args=[article.pk])
    tell({holder}, article, words, but=entry.user, occasion=f"lock {entry_id}", path=path)


def tell_of_draft(draft: Draft) -> int:
    """Tell the author of a text that it was not saved and is kept, unless they are looking at the answer.

    Of what an import brought, the editors of the story's section hear, too; of one window everybody once.
    """
    article = ArticlePage.objects.defer_streamfields().filter(pk=draft.article_id).first()
    if article is None or draft.door == Draft.Door.EDITOR:
        return 0
    people = {draft.created_by} if draft.created_by else set()
    words = f"Your text was not saved and is kept, because {draft.get_reason_display()}"
    if draft.door == Draft.Door.IMPORT:
        people |= set(editors_of(article))
        words = f"What came in for this story is kept aside, because {draft.get_reason_display()}"
    occasion = f"kept {draft.form or draft.pk}"
    told = tell(people, article, words, but=None, occasion=occasion, path=draft.get_absolute_url())
    return told + _tell_holder(article, draft)


@transaction.atomic
def tell_of_withdrawal(item_id: int) -> int:
    """Tell the editors of a story that its agency cancelled or withholds it; what becomes of it they decide.

    Of one item everybody hears once; nobody where a newer version has come in since, or the story is killed.
    """
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id).defer("data", "story").first()
    article = ArticlePage.objects.defer_streamfields().filter(pk=item.article_id).first() if item else None
    if item is None or article is None or Kill.objects.standing_on([article.pk]):
        return 0
    if Item.objects.taken_in().newer_than(item).exists():
        return 0
    path = reverse("wagtailadmin_pages:edit", args=[article.pk])
    occasion = f"withdrawn {item.pk}"
    return tell(
        editors_of(article), article, _withdrawal(item, article), but=None, occasion=occasion, path=path
    )


def _withdrawal(item: Item, article: ArticlePage) -> str:
    """What an agency says of a story, and what is to be done as it stands now."""
    is_cancelled = item.cause == Item.Cause.CANCELLED
    said = "cancelled" if is_cancelled else "withholds"
    remedy = "take it off the schedule" if article.approved_schedule else "do not publish it"
    if article.live:
        remedy = "kill it or take it offline" if is_cancelled else "take it offline"
    until = "" if is_cancelled else " until the agency sends it as usable"
    return f"Its agency {said} this story ({Truncator(item.source_id).chars(80)}): {remedy}{until}"


def _tell_holder(article: ArticlePage, draft: Draft) -> int:
    """Whoever holds a story's lock hears once of each window what a colleague has written meanwhile."""
    if draft.reason != Draft.Reason.LOCKED or not article.locked_by:
        return 0
    who = draft.created_by.display_name if draft.created_by else "Somebody"
    words = f"{who} has text for the story that you have locked. It is kept, and you may merge it"
    occasion = f"beside the lock {draft.form or draft.pk}"
    path = draft.get_absolute_url()
    return tell({article.locked_by}, article, words, but=draft.created_by, occasion=occasion, path=path)


def tell_of_page(page: Page, words: str) -> int:
    """Tell what became of a page. One that comes back and goes again is told of again."""
    seen = page.checked_at or page.created_at
    return _tell_of_page(page, lambda cited: words, f"page {page.pk} {page.state} {seen.isoformat()}")


def tell_of_change(copy: Copy) -> int:
    """Tell that a page says something else, and where that is so that quoted words are gone from it."""
    gone = set(
        QuotationCheck.objects.filter(copy=copy, is_found=False).values_list("evidence__claim", flat=True)
    )
    changed = "A page that bears on this claim has changed"

    def words(claim: Claim) -> str:
        return f"{changed}, and the words quoted from it are gone" if claim.pk in gone else changed

    return _tell_of_page(copy.page, words, f"copy {copy.pk}")


@transaction.atomic
def _tell_of_page(page: Page, words: Callable[[Claim], str], occasion: str) -> int:
    """Tell whoever cited a page, has the claim in hand or follows it: each once for each claim; how many."""
    cited = list(Evidence.objects.standing().filter(page=page).select_related("added_by"))
    claims = Claim.objects.select_for_update(of=("self",)).filter(pk__in={each.claim_id for each in cited})
    told = 0
    for claim in claims.select_related("assignee").prefetch_related("watchers").order_by("pk"):
        pieces = [each for each in cited if each.claim_id == claim.pk]
        people = {each.added_by for each in pieces} | set(claim.watchers.all())
        people |= {claim.assignee} if claim.assignee else set()
        told += tell(people, claim, f"{words(claim)}: {pieces[0]}", but=None, occasion=occasion)
    return told


@transaction.atomic
def tell_of_story(act: StoryAct) -> None:
    """Tell whoever began a story, and whoever has it or had it until now, what somebody did with it."""
    article = ArticlePage.objects.defer_streamfields().filter(pk=act.article_id).first()
    if article is None or act.name in (StoryAct.Name.KILL, StoryAct.Name.LIFT_KILL):  # told with the kill
        return
    plan = StoryPlan.objects.select_related("assignee").filter(article=article.pk).first()
    people = {article.owner, plan.assignee if plan else None, act.whom} - {None}
    who = act.by.display_name if act.by else "The machine"
    about = f" {act.about}" if act.about else ""
    why = f": “{act.why}”" if act.why else ""
    tell(people, article, f"{who} {act.done}{about}{why}", but=act.by, occasion=f"{ABOUT_STORY}{act.pk}")


def mark_read(person: User, claim: Claim | None = None, *, notice: int | None = None) -> int:
    """A person has seen the notices about a claim, one notice by its number, or all; how many were new."""
    unread = Notice.objects.filter(person=person, read_at=None)
    if claim is not None:
        unread = unread.filter(claim=claim)
    if notice is not None:
        unread = unread.filter(id=notice)
    return unread.update(read_at=timezone.now())
