"""The planning board: which stories run when and where, today and this week, and what still has no day.

A board is made of columns, a column of zones, a zone of cards. A zone is a day, a slot of a day, or the pile
of what is planned for no day; dropping a card on it plans the story for it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Revision
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from articles.models import ArticlePage, SectionPage, Slot, Stage, StoryPlan
from desk.sections import Sections
from desk.story_rows import complete_stories
from desk.times import both_hours, both_times
from desk.viewsets.stories import recently_saved

SHOWS = {"today": "Today", "week": "Week", "stages": "Today by stage"}
HANDS = {"mine": "Mine", "nobody": "Nobody’s"}
PILE = 20  # cards without a day; the list has the rest
MOST = 300  # cards with one


@dataclass
class Zone:
    """Where cards lie. `key` is what a script sends for it: a day and the number of a slot."""

    label: str
    key: str | None  # None: nothing can be dropped here
    day: date | None = None
    slot: Slot | None = None
    section: SectionPage | None = None
    note: str = ""
    cards: list[Any] = field(default_factory=list)

    @property
    def is_empty_slot(self) -> bool:
        """A place in the day that no story has yet."""
        return self.slot is not None and not self.cards


@dataclass
class Column:
    """Zones under one heading."""

    label: str
    zones: list[Zone]
    note: str = ""
    is_today: bool = False

    @property
    def number(self) -> int:
        """How many cards lie here."""
        return sum(len(zone.cards) for zone in self.zones)


@dataclass(frozen=True)
class Wanted:
    """What of the planning somebody looks at."""

    user: User
    show: str = "today"
    monday: date | None = None
    section: str = ""
    stage: str = ""
    hands: str = ""


class Board:
    """The board that was asked for. The queries do not grow with the cards."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.today = timezone.localtime(timezone=timezone.get_default_timezone()).date()
        start = wanted.monday or self.today
        self.monday = start - timedelta(days=start.weekday())
        is_week = wanted.show == "week"
        self.days = [self.monday + timedelta(days=n) for n in range(7)] if is_week else [self.today]
        self._sections = Sections()

    @cached_property
    def sections(self) -> list[SectionPage]:
        """The sections shown."""
        return [each for each in self._sections.all if self.wanted.section in ("", each.slug)]

    @cached_property
    def plannable(self) -> set[int]:
        """The sections in which the user plans stories, by id; the acts decide in the end."""
        if not self.wanted.user.has_perm("articles.plan_story"):
            return set()
        user = self.wanted.user
        rights = {each.pk: each.permissions_for_user(user) for each in self._sections.all}
        return {pk for pk, may in rights.items() if user.is_superuser or "change" in may.permissions}

    @cached_property
    def open_sections(self) -> list[SectionPage]:
        """The sections in which the user may begin an idea."""
        return [each for each in self.sections if each.pk in self.plannable]

    @cached_property
    def slots(self) -> dict[int, list[Slot]]:
        """The slots of the days shown, by section."""
        found: dict[int, list[Slot]] = defaultdict(list)
        for slot in Slot.objects.on(*self.days).filter(section__in=self.sections):
            found[slot.section_id].append(slot)
        return found

    @cached_property
    def columns(self) -> list[Column]:
        """The whole board, the pile first."""
        self._cards = self._planned()
        pile = self._pile()
        rest = {"week": self._by_day, "stages": self._by_stage}.get(self.wanted.show, self._by_section)()
        return [pile, *rest]

    def _by_day(self) -> list[Column]:
        columns = []
        for day in self.days:
            zones = [Zone("No slot", f"{day}|", day)]
            zones += [
                zone
                for section in self.sections
                for zone in self._slot_zones(section, day)
                if zone.cards or self.wanted.section
            ]
            zones[0].cards = self._take(day)
            columns.append(Column(f"{day:%a %-d %b}", [*zones[1:], zones[0]], is_today=day == self.today))
        return columns

    def _by_section(self) -> list[Column]:
        columns = []
        for section in self.sections:
            zones = self._slot_zones(section, self.today)
            loose = Zone("No slot", f"{self.today}|", self.today, section=section)
            loose.cards = self._take(self.today, section)
            columns.append(Column(section.title, [*zones, loose]))
        return columns

    def _by_stage(self) -> list[Column]:
        cards: dict[Stage, list[Any]] = defaultdict(list)
        for card in self._take_all():
            cards[card.shown_stage].append(card)
        return [
            Column(stage.label.capitalize(), [Zone("", None, cards=cards[stage])])
            for stage in Stage
            if cards[stage] or stage in (Stage.DRAFT, Stage.DESK, Stage.READY, Stage.PUBLISHED)
        ]

    def _slot_zones(self, section: SectionPage, day: date) -> list[Zone]:
        slots = [slot for slot in self.slots[section.pk] if slot.day in (None, day)]
        return [
            Zone(
                slot.name,
                f"{day}|{slot.pk}",
                day,
                slot,
                section,
                note=_slot_time(slot, day),
                cards=self._take(day, section, slot),
            )
            for slot in slots
        ]

    def _planned(self) -> list[Any]:
        """Everything of these days, in no order."""
        planned = StoryPlan.objects.filter(day__in=self.days).order_by().values("article_id")
        ids = planned.union(self._scheduled(*self._span()))
        return self._complete(self._narrowed(ArticlePage.objects.filter(pk__in=ids))[:MOST])

    def _pile(self) -> Column:
        unplanned = self._narrowed(recently_saved(ArticlePage.objects.all())).filter(plan__day=None)
        unplanned = unplanned.exclude(pk__in=self._scheduled())
        cards = list(unplanned[: PILE + 1])
        note = f"The {PILE} saved last; the list of stories has them all." if len(cards) > PILE else ""
        zone = Zone("", "|", cards=self._complete(cards[:PILE]))
        return Column("No day yet", [zone], note=note)

    def _narrowed(self, articles: Any) -> Any:
        wanted = self.wanted
        may_see = PagePermissionPolicy().explorable_instances(wanted.user)
        articles = articles.filter(pk__in=may_see.order_by().values("pk")).defer_streamfields()
        if wanted.section:
            articles = articles.descendant_of(self.sections[0]) if self.sections else articles.none()
        if wanted.stage:
            articles = articles.at_stage(wanted.stage)
        if wanted.hands == "mine":
            articles = articles.filter(plan__assignee=wanted.user)
        elif wanted.hands == "nobody":
            articles = articles.filter(plan__assignee=None)
        return articles

    def _scheduled(self, start: datetime | None = None, end: datetime | None = None) -> "QuerySet[Any]":
        """The stories that go out by themselves (in a span), as primary keys for a subquery."""
        copies = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(ArticlePage), approved_go_live_at__isnull=False
        )
        if start and end:
            copies = copies.filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end)
        return copies.order_by().values(article_id=Cast("object_id", BigIntegerField()))

    def _span(self) -> tuple[datetime, datetime]:
        zone = timezone.get_default_timezone()
        first, after = self.days[0], self.days[-1] + timedelta(days=1)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)

    def _complete(self, articles: Iterable[ArticlePage]) -> list[Any]:
        cards: list[Any] = list(articles)
        complete_stories(cards)
        at = self._times([card.pk for card in cards])
        for card in cards:
            plan = card.shown_plan
            card.section_shown = self._sections.of(card)
            card.goes_out_at = at.get(card.pk)
            card.goes_out = both_times(card.goes_out_at)
            card.board_day = (plan and plan.day) or _newsroom_day(card.goes_out_at)
            card.board_slot = plan.slot_id if plan and plan.day else None
            section = card.section_shown
            card.is_movable = section is not None and section.pk in self.plannable
            card.words_wanted = plan.word_target if plan else None
        return sorted(cards, key=_in_order)

    def _times(self, ids: list[int]) -> dict[int, datetime]:
        copies = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(ArticlePage),
            object_id__in=[str(pk) for pk in ids],
            approved_go_live_at__isnull=False,
        )
        return {int(pk): at for pk, at in copies.values_list("object_id", "approved_go_live_at")}

    def _take(self, day: date, section: SectionPage | None = None, slot: Slot | None = None) -> list[Any]:
        """The cards of one zone, which no other zone has then."""
        taken = [
            card
            for card in self._cards
            if card.board_day == day
            and (section is None or card.section_shown == section)
            and (slot is None or card.board_slot == slot.pk)
        ]
        self._cards = [card for card in self._cards if card not in taken]
        return taken

    def _take_all(self) -> list[Any]:
        return [card for card in self._cards if card.board_day == self.today]


def _in_order(card: Any) -> tuple[Any, ...]:
    plan = card.shown_plan
    late = datetime.max.replace(tzinfo=UTC)
    return (-(plan.priority if plan else 2), card.goes_out_at or (plan and plan.due_at) or late, card.pk)


def _newsroom_day(moment: datetime | None) -> date | None:
    return moment.astimezone(timezone.get_default_timezone()).date() if moment else None


def _slot_time(slot: Slot, day: date) -> str:
    if slot.at is None:
        return ""
    return both_hours(datetime.combine(day, slot.at, timezone.get_default_timezone()))
