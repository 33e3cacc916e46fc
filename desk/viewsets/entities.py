"""The listing of entities: who and what our stories name, and what editors decided on them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn

from annotations.models import Mention
from claims.models import Claim
from desk.viewsets.entity_page import EntityPage
from desk.viewsets.listing import ListingView, ListingViewSet, OpeningColumn, TemplateColumn
from desk.words import ENTITY_TONE, as_options
from entities.models import Entity


class EntityFilterSet(WagtailFilterSet):
    """What of the entities to show."""

    kind = django_filters.MultipleChoiceFilter(
        label="Kind",
        choices=as_options(Entity.Kind.choices),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    state = django_filters.MultipleChoiceFilter(
        label="State",
        choices=as_options(Entity.State.choices),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = Entity
        fields: list[str] = []


class EntityListingView(ListingView):
    """By name. The search looks through every alias."""

    default_ordering = ("name", "pk")
    empty_hint = "People, organisations and places come here as soon as a story that names them is read."

    def get_base_queryset(self) -> QuerySet[Entity]:
        return Entity.objects.annotate(
            mention_count=_number(Mention.objects.in_latest(), "entity"),
            claim_count=_number(Claim.objects.all(), "claimant"),
        )

    def search_queryset(self, queryset: QuerySet[Entity]) -> QuerySet[Entity]:
        return queryset.named_like(self.search_query) if self.is_searching else queryset

    def complete(self, rows: list[Entity]) -> None:
        for entity in rows:
            entity.tone = ENTITY_TONE.get(entity.state, "")
            entity.note = entity.description


def _number(rows: QuerySet[Any], field: str) -> Coalesce:
    """How many rows point to an entity, counted for the shown page only."""
    counted = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


class EntityViewSet(ListingViewSet):
    """Entities in the menu."""

    model = Entity
    name = "entities"
    icon = "group"
    menu_order = 210
    index_view_class = EntityListingView
    page_view_class = EntityPage
    filterset_class = EntityFilterSet
    search_fields = ["name"]
    list_display = [
        OpeningColumn("name", "entities:page", sort_key="name"),
        Column("kind", accessor="get_kind_display", sort_key="kind"),
        TemplateColumn("state", "desk/columns/status.html", accessor="get_state_display", sort_key="state"),
        NumberColumn("mention_count", label="Mentions"),
        NumberColumn("claim_count", label="Claims"),
        DateColumn("created_at", label="First seen", sort_key="created_at"),
    ]
    list_export = ["pk", "name", "get_kind_display", "get_state_display", "mention_count", "claim_count"]
    export_headings = {"pk": "Entity", "get_kind_display": "Kind", "get_state_display": "State"}
    export_filename = "entities"
