"""What editors decide on entities, each act a `POST` on its own address that does what the desk does.

`If-Match` says which state of the entity was looked at. The register belongs to the whole newsroom: a token
that is limited to sections changes nothing of it.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import Body, NoBody, sent_in
from api.changing import ETAG
from api.conditions import IF_SAME
from api.entities import EntityDetail, EntityResource, OfEntity
from api.problems import respond
from api.references import address
from api.visibility import Viewer, require_desk
from entities import actions, history
from entities.models import Entity

CONDITIONAL = ("parse-error", "precondition-required", "stale", "conflict")
LARGEST_ID = 2**63 - 1
Do = Callable[[Entity, dict[str, Any]], Any]


class NameSent(Body):
    """A name."""

    name = serializers.CharField(max_length=actions.LONGEST_NAME)


class KindSent(Body):
    """What kind of thing it is."""

    kind = serializers.ChoiceField(choices=Entity.Kind.choices)


class IdentifierSent(Body):
    """Its identifier at Wikidata; null says that it has none of those found, nor the one it had."""

    wikidata_id = serializers.CharField(max_length=20, allow_null=True, help_text="`Q42`, for example.")


class IntoSent(Body):
    """Which entity it is the same as."""

    into = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="The id of a confirmed entity."
    )


class SplitSent(Body):
    """Which of its names are another's, and what that one is called and is."""

    names = serializers.ListField(
        child=serializers.CharField(max_length=actions.LONGEST_NAME), min_length=1, max_length=100
    )
    name = serializers.CharField(
        required=False, max_length=actions.LONGEST_NAME, help_text="Left out: the longest of `names`."
    )
    kind = serializers.ChoiceField(
        required=False, choices=Entity.Kind.choices, help_text="Left out: the same kind."
    )


def _act(summary: str, operation_id: str, body: type[Body], status: int = 200) -> Any:
    return extend_schema(
        summary=summary,
        operation_id=operation_id,
        request=body if body is not NoBody else None,
        responses={status: EntityDetail},
        parameters=[IF_SAME],
    )


class OfDeskEntity(OfEntity):
    """Whatever the desk says of one entity, or does with it: 404 unless the caller may see the entity."""

    queryset = Entity.objects.none()
    scopes = {"POST": "entities:write"}

    def entity(self) -> Entity:
        """The entity named in the address."""
        require_desk(self.request, "What the desk says of entities and does with them")
        return super().entity()

    def entity_to_change(self) -> Entity:
        """The entity named in the address, for whom no limit keeps from changing the register."""
        entity = self.entity()
        if self.viewer.is_limited:
            raise PermissionDenied(
                "The register of entities belongs to the whole newsroom, and this token is limited to "
                "sections. Send one without that limit."
            )
        return entity

    def act(
        self,
        request: Request,
        do: Do,
        *,
        body: type[Body] = NoBody,
        others: Callable[[Entity, dict[str, Any]], list[Entity]] = lambda entity, sent: [],
    ) -> Response:
        """Do something with the entity as `If-Match` names it; the entity, or who was faster.

        `others`: the entities that the act will need besides.
        """
        entity = self.entity_to_change()
        tags = ETAG.findall(request.headers.get("If-Match", ""))
        if not tags:
            detail = "Send the ETag of the entity as you have it as If-Match."
            return respond(request, "precondition-required", detail)
        stated = tags[0][1].partition(".")[0] if not tags[0][0] else ""
        sent = sent_in(request, body)
        try:
            with transaction.atomic():
                history.require_version(entity, stated, *others(entity, sent))
                done = do(entity, sent)
        except history.StaleEntity as stale:
            return _refuse(request, entity, stale)
        return done if isinstance(done, Response) else entity_now(request, entity.pk)


class EntityActs(OfDeskEntity):
    """Acts on one entity. They answer with the entity as it is then, and its `ETag`."""

    problems = {"POST": CONDITIONAL}

    @_act("Confirm an entity", "confirm_entity", NoBody)
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """It is someone or something that stories name."""
        return self.act(request, lambda entity, _: actions.confirm_entity(entity, by=request.user))

    @_act("Reject an entity", "reject_entity", NoBody)
    def reject(self, request: Request, **kwargs: Any) -> Response:
        """It is no entity: later readings do not link to it and do not propose it again."""
        return self.act(request, lambda entity, _: actions.reject_entity(entity, by=request.user))

    @_act("Rename an entity", "rename_entity", NameSent)
    def rename(self, request: Request, **kwargs: Any) -> Response:
        """It is confirmed with that; the old name stays an alias."""
        return self.act(
            request,
            lambda entity, sent: actions.rename_entity(entity, by=request.user, **sent),
            body=NameSent,
        )

    @_act("Say what kind an entity is", "change_entity_kind", KindSent)
    def kind(self, request: Request, **kwargs: Any) -> Response:
        """It is confirmed with that."""
        return self.act(
            request, lambda entity, sent: actions.change_kind(entity, by=request.user, **sent), body=KindSent
        )

    @_act("Say what an entity’s identifier is", "identify_entity", IdentifierSent)
    def identify(self, request: Request, **kwargs: Any) -> Response:
        """It is confirmed with that; the other candidates are refused."""

        def do(entity: Entity, sent: dict[str, Any]) -> None:
            if sent["wikidata_id"] is None:
                actions.refuse_candidates(entity, by=request.user)
            else:
                actions.identify_entity(entity, sent["wikidata_id"], by=request.user)

        return self.act(request, do, body=IdentifierSent)

    @_act("Add a name to an entity", "add_entity_alias", NameSent)
    def add_alias(self, request: Request, **kwargs: Any) -> Response:
        """It holds in what is read from then on."""
        return self.act(
            request, lambda entity, sent: actions.add_alias(entity, by=request.user, **sent), body=NameSent
        )

    @_act("Take a name from an entity", "remove_entity_alias", NameSent)
    def remove_alias(self, request: Request, **kwargs: Any) -> Response:
        """Stories that name the entity are linked anew, by a worker."""
        return self.act(
            request,
            lambda entity, sent: actions.remove_alias(entity, by=request.user, **sent),
            body=NameSent,
        )

    @_act("Merge an entity into another", "merge_entity", IntoSent)
    def merge(self, request: Request, **kwargs: Any) -> Response:
        """Its names become the other's, and stories name that one. Answers with the one that was merged."""
        return self.act(
            request,
            lambda entity, sent: actions.merge_entities(entity, self.into(sent), by=request.user),
            body=IntoSent,
            others=lambda entity, sent: [self.into(sent)],
        )

    def into(self, sent: dict[str, Any]) -> Entity:
        """The entity that was sent; 422 unless the caller may see it."""
        return other_entity(self.viewer, sent["into"], "into")

    @_act("Make another entity of some of its names", "split_entity", SplitSent, 201)
    def split(self, request: Request, **kwargs: Any) -> Response:
        """Answers with the new one, which is confirmed. Stories are linked anew, by a worker."""

        def do(entity: Entity, sent: dict[str, Any]) -> Response:
            other = actions.split_entity(entity, by=request.user, **sent)
            response = entity_now(request, other.pk, status=201)
            response["Location"] = address(request, "entity", other.pk)
            return response

        return self.act(request, do, body=SplitSent)

    @_act("Take back what was done last with an entity", "undo_entity_act", NoBody)
    def undo(self, request: Request, **kwargs: Any) -> Response:
        """What that is says `desk.undo`; asked again, what was done before. Mergers part, splits rejoin."""
        return self.act(
            request,
            lambda entity, _: actions.undo_act(entity, by=request.user),
            others=lambda entity, _: needed_to_undo(entity),
        )


def needed_to_undo(entity: Entity) -> list[Entity]:
    """The other one of two, where both are needed to take an act back."""
    act = history.undoable(entity)
    return [act.other] if act and act.other else []


def other_entity(viewer: Viewer, number: int, member: str) -> Entity:
    """An entity that was named in a body; ValidationError at the member unless the viewer may see it."""
    found: Entity | None = viewer.entities().filter(pk=number).first()
    if found is None:
        raise ValidationError({member: f"There is no entity {number} that you may see. Give another."})
    return found


def entity_now(request: Request, number: int, status: int = 200) -> Response:
    """An entity as whoever just did something with it sees it, with its `ETag`."""
    view = EntityResource(request=request, action="retrieve", kwargs={}, format_kwarg=None)
    version = history.version_of(number)
    row = view.with_all(Entity.objects.filter(pk=number)).get()
    response = Response(EntityDetail(view.present([row])[0]).data, status=status)
    response.version = version
    return response


def _refuse(request: Request, entity: Entity, stale: history.StaleEntity) -> Response:
    etag = f'"{history.version_of(entity)}"'
    told = {
        "changed_by": stale.act.by.display_name if stale.act and stale.act.by else None,
        "changed_at": stale.act.at if stale.act else None,
        "changed": stale.changed,
        "draft": None,
        "etag": etag,
    }
    return respond(request, "stale", stale.messages[0], headers={"ETag": etag}, more=told)
