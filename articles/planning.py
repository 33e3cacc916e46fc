"""Whose a story is, when it is due, and where it is to run. Every act is signed, on file and told."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import Page

from accounts.models import User
from articles.acting import put_on_file
from articles.actions import wait_for_turn
from articles.editing import begin_article
from articles.models import ArticlePage, SectionPage, Slot, Stage, StoryAct, StoryPlan
from articles.times import newsroom_time

Priority = StoryPlan.Priority


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned of a story, as one value; `replace` changes some of it."""

    due_at: datetime | None = None
    priority: int = Priority.NORMAL
    day: date | None = None
    slot: Slot | None = None
    word_target: int | None = None

    @property
    def words(self) -> str:
        """The plan as the history tells it."""
        parts = [
            f"due {newsroom_time(self.due_at)}" if self.due_at else "",
            f"priority {Priority(self.priority).label}" if self.priority != Priority.NORMAL else "",
            f"for {self.day:%a %-d %b %Y}" if self.day else "",
            str(self.slot) if self.slot else "",
            f"{self.word_target} words" if self.word_target else "",
        ]
        return ", ".join(part for part in parts if part) or "no time and place"


def plan_of(article: Page | int) -> StoryPlan:
    """The plan of a story as it stands, saved or not."""
    article_id = getattr(article, "pk", article)
    found = StoryPlan.objects.filter(article=article_id).select_related("assignee", "slot").first()
    if found:
        return found
    page = Page.objects.filter(pk=article_id).only("live", "has_unpublished_changes").first()
    is_out = bool(page and page.live and not page.has_unpublished_changes)
    return StoryPlan(article_id=article_id, stage=Stage.PUBLISHED if is_out else Stage.DRAFT)


def planned(plan: StoryPlan) -> Plan:
    """What a stored plan says."""
    return Plan(plan.due_at, plan.priority, plan.day, plan.slot, plan.word_target)


def may_plan(user: User, article: Page) -> bool:
    """Whether somebody plans and assigns stories where this one stands."""
    return user.has_perm("articles.plan_story") and article.specific.permissions_for_user(user).can_edit()


@transaction.atomic
def assign(article: Page, assignee: User, *, by: User) -> StoryPlan:
    """Give a story to somebody, who is told and may edit it from now on; what nobody has one may take.

    Raises PermissionDenied without the right here; ValidationError for who does not write in the section.
    """
    article = article.specific
    plan = _take(article)
    takes_it = assignee == by and plan.assignee_id is None and article.permissions_for_user(by).can_edit()
    if not (takes_it or may_plan(by, article)):
        raise PermissionDenied("You may not assign stories here. Ask the section’s desk editor.")
    if not _can_write(assignee, article):
        raise ValidationError(
            {"assignee": f"{assignee.display_name} does not write in this section. Choose somebody who does."}
        )
    if plan.assignee_id == assignee.pk:
        return plan
    plan.assignee = assignee
    plan.save()
    about = "themselves" if assignee == by else assignee.display_name
    put_on_file(article, StoryAct.Name.ASSIGN, by=by, about=about, whom=assignee)
    return plan


@transaction.atomic
def release(article: Page, *, by: User) -> StoryPlan:
    """Take a story from whoever has it, so that anybody may have it; one's own one may always lay down."""
    article = article.specific
    plan = _take(article)
    if plan.assignee_id is None:
        return plan
    if plan.assignee_id != by.pk and not may_plan(by, article):
        raise PermissionDenied("This story is somebody else’s. Ask the section’s desk editor.")
    had = User.objects.get(pk=plan.assignee_id)
    about = "themselves" if had == by else had.display_name
    plan.assignee = None
    plan.save()
    put_on_file(article, StoryAct.Name.RELEASE, by=by, about=about, whom=had)
    return plan


@transaction.atomic
def plan(article: Page, wanted: Plan, *, by: User) -> StoryPlan:
    """Say when a story is due, how urgent it is, where and when it is to run and how long it is to be.

    Raises PermissionDenied without the right here; ValidationError naming the field.
    """
    article = article.specific
    if not may_plan(by, article):
        raise PermissionDenied("You may not plan stories here. Ask the section’s desk editor.")
    stored = _take(article)
    if planned(stored) == wanted:
        return stored
    _require_fit(article, wanted.slot)
    stored.due_at, stored.priority, stored.day = wanted.due_at, wanted.priority, wanted.day
    stored.slot, stored.word_target = wanted.slot, wanted.word_target
    stored.full_clean(exclude=["article", "assignee", "approved"])
    stored.save()
    put_on_file(article, StoryAct.Name.PLAN, by=by, about=wanted.words)
    return stored


@transaction.atomic
def place(article: Page, day: date | None, slot: Slot | None, *, by: User) -> StoryPlan:
    """Move a story on the board; the rest of its plan stays."""
    return plan(article, replace(planned(plan_of(article)), day=day, slot=slot), by=by)


@transaction.atomic
def begin_idea(section: SectionPage, title: str, *, by: User, wanted: Plan | None = None) -> ArticlePage:
    """Begin a story with nothing but a working title and a plan; it is a draft like any other.

    Raises PermissionDenied where `by` may not add stories or plan them; ValidationError without a title.
    """
    title = title.strip()
    if not title:
        raise ValidationError({"title": "Give the story a working title."})
    if len(title) > 255:
        raise ValidationError({"title": "Make the working title 255 characters long at most."})
    article = begin_article(section, {"title": title}, by=by)
    if wanted:
        plan(article, wanted, by=by)
    return article


@transaction.atomic
def add_slot(
    section: SectionPage, name: str, *, by: User, day: date | None = None, at: time | None = None
) -> Slot:
    """Add a slot to a section: of one day, or of every day. Raises ValidationError for one that is there."""
    _require_slots(section, by)
    slot = Slot(section=section, name=name.strip(), day=day, at=at)
    slot.full_clean(validate_constraints=False)
    of_same_name = Slot.objects.filter(section=section, name=slot.name)
    same = of_same_name.on(day) if day else of_same_name.filter(day=None)
    if same.exists():
        raise ValidationError({"name": f"{section.title} has a slot of this name already. Choose another."})
    slot.save()
    return slot


@transaction.atomic
def remove_slot(slot: Slot, *, by: User) -> None:
    """Take a slot away; stories that had it keep their day."""
    _require_slots(slot.section, by)
    slot.delete()


def writers(article: Page) -> list[User]:
    """Whoever a story may be given to, by name: all who write in its section."""
    people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    return [person for person in people if _can_write(person, article)]


def _require_slots(section: SectionPage, by: User) -> None:
    rights = section.permissions_for_user(by)
    if not (by.has_perm("articles.plan_story") and rights.can_publish_subpage()):
        raise PermissionDenied("You may not change this section’s slots. Ask its desk editor.")


def _take(article: Page) -> StoryPlan:
    """The story's plan, saved, and ours alone until the transaction ends."""
    wait_for_turn(article.pk)
    found = plan_of(article)
    if found._state.adding:
        found.save()
    return found


def _require_fit(article: Page, slot: Slot | None) -> None:
    if slot and not article.path.startswith(slot.section.path):
        raise ValidationError(
            {"slot": f"“{slot.name}” is a slot of {slot.section.title}, and the story stands elsewhere."}
        )


def _can_write(person: User, article: Page) -> bool:
    if not (person.is_active and person.has_perm("wagtailadmin.access_admin")):
        return False
    rights = article.specific.permissions_for_user(person)
    return bool(rights.can_edit() or "add" in rights.permissions)
