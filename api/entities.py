"""Entities: who and what stories name, what they said, what they claimed."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from annotations import names
from annotations.models import Attribution
from api.articles import STATE
from api.claims import ClaimResource, ClaimSummary
from api.entity_desk import EntityAtTheDesk, at_the_desk
from api.examples import example
from api.filters import WordFilter, WordsFilter
from api.references import ArticleRef, address, article_ref, pages
from api.resources import Resource
from articles.frontmatter import ContentField
from claims.models import Claim
from entities import history
from entities.models import Alias, Entity


class EntityLinks(serializers.Serializer[Any]):
    """Where to go on from an entity."""

    self = serializers.URLField()
    attributions = serializers.URLField(help_text="What it said.")
    claims = serializers.URLField(help_text="What it claimed.")


@extend_schema_serializer(
    component_name="Entity", examples=[OpenApiExample("A person", example("entity-in-list"))]
)
class EntityShown(serializers.Serializer[Any]):
    """A person, organisation, place or other thing that stories name."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Entity.Kind.choices)
    state = serializers.ChoiceField(
        choices=Entity.State.choices, help_text="`proposed`: so far only the machine says so."
    )
    description = serializers.CharField(allow_blank=True)
    wikidata_id = serializers.CharField(allow_blank=True)
    links = EntityLinks()


@extend_schema_serializer(
    component_name="EntityDetail",
    examples=[OpenApiExample("A person", example("entity"))],
)
class EntityDetail(EntityShown):
    """An entity with the names it goes by."""

    aliases = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="All names that it goes by; null for readers, since drafts may have brought some.",
    )
    desk = EntityAtTheDesk(allow_null=True, help_text="What the desk alone is told; null for readers.")


@extend_schema_serializer(component_name="Attribution")
class AttributionShown(serializers.Serializer[Any]):
    """Something that the entity is reported to have said."""

    article = ArticleRef()
    revision = serializers.IntegerField()
    type = serializers.ChoiceField(choices=Attribution.Type.choices)
    status = serializers.ChoiceField(choices=Attribution.Status.choices)
    confidence = serializers.FloatField()
    place = serializers.CharField(
        help_text="Names it across revisions as long as its words stay the same, and in the reading."
    )
    source_text = serializers.CharField(allow_blank=True)
    cue_text = serializers.CharField(allow_blank=True)
    content_text = serializers.CharField()
    start = serializers.IntegerField(help_text="Of the content in the revision's text, in code points.")
    end = serializers.IntegerField(help_text="Not included.")
    reading = serializers.URLField(help_text="The whole reading, with all spans.")


class EntityFilter(django_filters.FilterSet):
    """Filters of the list."""

    kind = WordFilter(choices=Entity.Kind.choices, help_text="Kind.")
    state = WordFilter(choices=Entity.State.choices, help_text="What editors decided.")
    q = WordsFilter(method="named", help_text="Words in the name; at the desk also in its other names.")

    def named(self, queryset: QuerySet[Entity], name: str, words: str) -> QuerySet[Entity]:
        """Entities whose name has the words."""
        if not self.request.parser_context["view"].viewer.has_desk:
            return names.named_in_public(queryset, words)
        other = Alias.objects.filter(entity=OuterRef("pk"), name__icontains=words)
        return queryset.filter(Q(name__icontains=words) | Q(Exists(other))).annotate(shown_name=F("name"))


@extend_schema_view(
    list=extend_schema(summary="Entities by name", operation_id="list_entities"),
    retrieve=extend_schema(summary="One entity", operation_id="get_entity"),
)
class EntityResource(Resource):
    """Who and what stories name: for readers those that published stories name and no editor rejected."""

    queryset = Entity.objects.none()
    filterset_class = EntityFilter
    ordering: Sequence[str] = ("shown_name", "pk")

    def get_serializer_class(self) -> type[EntityShown]:
        return EntityShown if self.action == "list" else EntityDetail

    def get_queryset(self) -> QuerySet[Entity]:
        seen = self.viewer.entities()
        return seen if self.is_list else self.with_all(seen)

    def with_all(self, entities: QuerySet[Entity]) -> QuerySet[Entity]:
        """With what a detail tells of whoever decided."""
        return entities.select_related("decided_by", "merged_into")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = history.version_of(kwargs["pk"])  # before the rest: what is newer than it is refused later
        response = super().retrieve(request, *args, **kwargs)
        if self.viewer.has_desk:
            response.version = version
        return response

    def filter_queryset(self, queryset: QuerySet[Entity]) -> QuerySet[Entity]:
        found = super().filter_queryset(queryset)
        if not self.is_list or "shown_name" in found.query.annotations:
            return found
        # Without words to look for: in the order of the names on file, which has an index.
        if self.viewer.has_desk:
            return found.annotate(shown_name=F("name"))
        return names.bearing_their_own(found)

    def present(self, rows: Sequence[Entity]) -> Sequence[dict[str, Any]]:
        if not self.viewer.has_desk:
            names.for_readers(rows)
        shown = [self._values(entity) for entity in rows]
        if self.action != "list":
            aliases = rows[0].aliases.order_by("name").values_list("name", flat=True)
            shown[0]["aliases"] = list(aliases) if self.viewer.has_desk else None
            shown[0]["desk"] = at_the_desk(self.request, rows[0]) if self.viewer.has_desk else None
        return shown

    def _values(self, entity: Entity) -> dict[str, Any]:
        fields = ("name", "kind", "state", "description", "wikidata_id")
        links = {"self": "entity", "attributions": "entity-attributions", "claims": "entity-claims"}
        return {
            "id": entity.pk,
            **{name: getattr(entity, name) for name in fields},
            "links": {key: address(self.request, name, entity.pk) for key, name in links.items()},
        }


class OfEntity(Resource):
    """Whatever hangs on one entity: 404 unless the caller may see it."""

    def entity(self) -> Entity:
        """The entity named in the address."""
        entity = self.viewer.entities().filter(pk=self.kwargs["entity"]).first()
        if entity is None:
            raise NotFound(f"There is no entity {self.kwargs['entity']} that you may see.")
        return entity


@extend_schema_view(
    list=extend_schema(
        summary="What an entity said", operation_id="list_entity_attributions", parameters=[STATE]
    )
)
class EntityAttributionResource(OfEntity):
    """What an entity is reported to have said, newest revision first, dismissed attributions left out."""

    queryset = Attribution.objects.none()
    serializer_class = AttributionShown
    parameters = {"list": ["state"]}
    ordering: Sequence[str] = ("-revision_id", "position", "pk")

    def get_queryset(self) -> QuerySet[Attribution]:
        shown = self.viewer.articles(self.state).order_by()
        here = shown.filter(pk=OuterRef("revision__article_id"), shown_id=OuterRef("revision_id"))
        said = Attribution.objects.standing().by_source(self.entity()).filter(Exists(here))
        return (
            said.select_related("revision")
            .defer("revision__content")
            .annotate(headline=ContentField("revision__content", member="title"))
        )

    def present(self, rows: Sequence[Attribution]) -> Sequence[dict[str, Any]]:
        articles = pages(row.revision.article_id for row in rows)
        published = set(
            self.viewer.articles("published").filter(pk__in=articles).values_list("pk", flat=True)
        )
        return [self._values(row, articles, published) for row in rows]

    def _values(self, row: Attribution, articles: dict[int, Any], published: set[int]) -> dict[str, Any]:
        fields = ("type", "status", "confidence", "place", "content_text")
        article_id = row.revision.article_id
        start, end = row.hull
        return {
            **{name: getattr(row, name) for name in fields},
            "source_text": names.source_in(row),
            "cue_text": names.cue_in(row),
            "article": article_ref(
                self.request,
                articles[article_id],
                row.headline or "",
                is_published=article_id in published,
            ),
            "revision": row.revision.number,
            "start": start,
            "end": end,
            "reading": address(self.request, "revision-reading", article_id, row.revision.number),
        }


@extend_schema_view(list=extend_schema(summary="What an entity claimed", operation_id="list_entity_claims"))
class EntityClaimResource(OfEntity, ClaimResource):
    """Claims that an entity made."""

    representations: ClassVar[dict[Any, Any]] = {}

    def get_serializer_class(self) -> type[ClaimSummary]:
        return ClaimSummary

    def claimant_asked(self) -> int | None:
        return self.kwargs["entity"]

    def get_queryset(self) -> QuerySet[Claim]:
        claims, entity = super().get_queryset(), self.entity()
        return claims.filter(claimant=entity) if self.viewer.has_desk else claims.attributed_to(entity)
