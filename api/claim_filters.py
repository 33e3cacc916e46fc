"""Which claims a list shows, and in which order. What readers are not told, only the desk may ask about."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from api.filters import (
    IdFilter,
    MomentFilter,
    PersonFilter,
    RatingFilter,
    WordFilter,
    WordsFilter,
    section_named,
)
from api.visibility import Viewer
from articles.models import ArticlePage
from claims.models import Claim
from claims.models.claim import QUEUE_ORDER
from claims.queue import AWAITING, awaiting

NEWEST_FIRST = ("-created_at", "-pk")
FOR_ALL: Mapping[str, Sequence[str]] = {
    "-created_at": NEWEST_FIRST,
    "created_at": ("created_at", "pk"),
    "-changed_at": ("-changed_at", "-pk"),
    "changed_at": ("changed_at", "pk"),
}
FOR_THE_DESK: Mapping[str, Sequence[str]] = {
    "-priority": QUEUE_ORDER,
    "priority": ("priority", "-due", "worth", "pk"),
    "due_at": ("due", "pk"),
    "-due_at": ("-due", "-pk"),
    "-worth": ("-worth", "-pk"),
    "worth": ("worth", "pk"),
}
ORDERINGS = {**FOR_ALL, **FOR_THE_DESK}
FILTERS_FOR_THE_DESK = ("show", "assignee", "priority", "topic", "due_after", "due_before")
AWAITS = "What awaits somebody: " + "; ".join(f"`{word}`: {label}" for word, label in AWAITING.items())


class ClaimFilter(django_filters.FilterSet):
    """Filters of the list; those for the desk are `FILTERS_FOR_THE_DESK`."""

    status = WordFilter(choices=Claim.Status.choices, help_text="Status.")
    rating = RatingFilter(help_text="Code of the newest verdict’s rating.")
    claimant = IdFilter(method="made_by", help_text="Id of the entity that claims it.")
    article = IdFilter(method="in_article", help_text="Id of an article that makes the claim.")
    section = django_filters.CharFilter(
        method="in_section", max_length=255, help_text="Slug of a section whose articles make the claim."
    )
    q = WordsFilter(method="stated", help_text="Words in the statement.")
    show = WordFilter(choices=list(AWAITING.items()), method="narrow", help_text=f"For the desk. {AWAITS}")
    assignee = PersonFilter(help_text="For the desk: the id of a person, `me`, or `none`.")
    priority = WordFilter(
        choices=[(str(value), label) for value, label in Claim.Priority.choices],
        help_text="For the desk: 1 low to 4 urgent.",
    )
    topic = django_filters.CharFilter(max_length=60, help_text="For the desk: what it is about, exactly.")
    due_after = MomentFilter(field_name="due_at", lookup_expr="gte", help_text="For the desk.")
    due_before = MomentFilter(field_name="due_at", lookup_expr="lt", help_text="For the desk.")

    @property
    def viewer(self) -> Viewer:
        """Whoever asks."""
        return self.request.parser_context["view"].viewer

    def narrow(self, queryset: Any, name: str, show: str) -> QuerySet[Claim]:
        """What awaits somebody; stories whose drafts the caller may not see have no say in it."""
        return awaiting(queryset, show, self.viewer.user, within=self.viewer.editable)

    def made_by(self, queryset: QuerySet[Claim], name: str, entity_id: int) -> QuerySet[Claim]:
        """Claims of an entity; for readers those that a story quotes it with, as they see it."""
        if self.viewer.has_desk:
            return queryset.filter(claimant_id=entity_id)
        return queryset.attributed_to(entity_id)

    def stated(self, queryset: QuerySet[Claim], name: str, words: str) -> QuerySet[Claim]:
        """Claims whose statement has the words; readers cannot search for what a draft said."""
        found = queryset.filter(statement__icontains=words)
        return found if self.viewer.has_desk else found.stated_as_seen()

    def in_section(self, queryset: QuerySet[Claim], name: str, slug: str) -> QuerySet[Claim]:
        """Claims that an article in the section makes, as far as the caller may see."""
        inside = ArticlePage.objects.descendant_of(section_named(slug, name)).order_by().values("pk")
        made = self.viewer.appearances().filter(claim=OuterRef("pk"), article_id__in=inside)
        return queryset.filter(Exists(made))

    def in_article(self, queryset: QuerySet[Claim], name: str, article_id: int) -> QuerySet[Claim]:
        """Claims that the article makes, as far as the caller may see."""
        return queryset.filter(pk__in=self.viewer.claims_in(article_id))


def is_for_the_desk(query: Mapping[str, Any]) -> bool:
    """Whether a query asks about what readers are not told."""
    asked = query.get("ordering") in FOR_THE_DESK or "desk" in query.get("include", "").split(",")
    return asked or any(name in query for name in FILTERS_FOR_THE_DESK)
