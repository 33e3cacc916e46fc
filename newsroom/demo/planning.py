"""What is planned in the demo newsroom: a section with all stages, slots, ideas, a story in hand."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from articles.desks import set_stages
from articles.embargo import set_embargo
from articles.models import ArticlePage, SectionPage, Stage
from articles.planning import Plan, add_slot, assign, begin_idea, plan

SLOTS = (
    ("news", "Front page lead", time(17)),
    ("news", "Page 3", None),
    ("politics", "Politics lead", time(16, 30)),
    ("sport", "Back page", time(18, 30)),
)


def plan_the_week(shops: ArticlePage, staff: dict[str, User]) -> None:
    """Once, when the demo is loaded; the stories come last, so that the others went out before."""
    dana, sam, rita, maria = (staff[name] for name in ("dana", "sam", "rita", "maria"))
    sections = {section.slug: section for section in SectionPage.objects.all()}
    slots = {
        name: add_slot(sections[slug], name, by=maria, at=at) for slug, name, at in SLOTS if slug in sections
    }
    zone = timezone.get_default_timezone()
    today = timezone.localtime(timezone=zone).date()
    tomorrow = today + timedelta(days=1)
    five = datetime.combine(tomorrow, time(17), zone)

    set_stages(sections["news"], [Stage.FACT_CHECK, Stage.COPY, Stage.LEGAL], by=maria)
    wanted = Plan(due_at=five, priority=3, day=tomorrow, slot=slots["Politics lead"], word_target=400)
    plan(shops, wanted, by=dana)
    assign(shops, rita, by=dana)
    quay = begin_idea(
        sections["news"],
        "Who pays for the new quay?",
        by=dana,
        wanted=Plan(day=today, slot=slots["Front page lead"], word_target=800),
    )
    assign(quay, rita, by=dana)
    report = begin_idea(
        sections["news"],
        "The harbour inquiry reports",
        by=dana,
        wanted=Plan(day=tomorrow, slot=slots["Front page lead"], word_target=600),
    )
    set_embargo(report, five, by=dana, why="The inquiry hands out its report beforehand.")
    begin_idea(
        sections["sport"],
        "Rowers between two seasons",
        by=sam,
        wanted=Plan(day=today + timedelta(days=2), word_target=500),
    )
