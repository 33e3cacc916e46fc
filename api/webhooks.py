"""Webhooks: which addresses are told of changes, what was sent there, and sending it again."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import Body, NoBody, sent_in
from api.conditions import IF_SAME, logged, refuse_stale, token_of
from api.examples import example
from api.references import address
from api.resources import Resource
from syndication import actions, permissions
from syndication.models import Delivery, Webhook

READ, WRITE = "webhooks:read", "webhooks:write"
CONDITIONAL = ("parse-error", "precondition-required", "stale")


@extend_schema_serializer(
    examples=[OpenApiExample("A webhook", example("webhook"))], component_name="Webhook"
)
class WebhookShown(serializers.Serializer[Any]):
    """An address that is told of changes."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    types = serializers.ListField(child=serializers.CharField(), help_text="None: all there are.")
    sections = serializers.ListField(child=serializers.CharField(), help_text="None: all there are.")
    is_active = serializers.BooleanField()
    disabled_reason = serializers.CharField(allow_blank=True)
    failing_since = serializers.DateTimeField(allow_null=True, help_text="Null while what is sent arrives.")
    created_at = serializers.DateTimeField()
    self = serializers.URLField()
    deliveries = serializers.URLField()


class WebhookMade(serializers.Serializer[Any]):
    """A new secret; it is shown this once."""

    secret = serializers.CharField(help_text="`whsec_…`: what messages are signed with.")
    webhook = WebhookShown()


class WebhookSent(Body):
    """An address and what it wants to hear."""

    url = serializers.CharField(max_length=2000)
    description = serializers.CharField(required=False, allow_blank=True, max_length=255)
    types = serializers.ListField(child=serializers.CharField(), required=False)
    sections = serializers.ListField(child=serializers.CharField(), required=False)


class WebhookChanges(WebhookSent):
    """What is to be another; what is left out stays."""

    url = serializers.CharField(max_length=2000, required=False)
    is_active = serializers.BooleanField(required=False, help_text="True switches it on again.")


class Rotation(Body):
    """How to change over."""

    keep_hours = serializers.IntegerField(
        required=False, default=24, help_text="Hours for which the old secret holds beside the new; 0 to 168."
    )


class Replay(Body):
    """What to send again: one delivery, or all that changed between two times."""

    delivery = serializers.IntegerField(required=False, min_value=1, max_value=10**18 - 1)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class Replayed(serializers.Serializer[Any]):
    """How much is sent."""

    messages = serializers.IntegerField()


class AttemptShown(serializers.Serializer[Any]):
    """One time that it was sent."""

    at = serializers.DateTimeField()
    seconds = serializers.FloatField()
    status = serializers.IntegerField(allow_null=True, help_text="Null: nothing was heard.")
    answer = serializers.CharField(allow_blank=True, help_text="Its first 2,000 bytes.")
    error = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="Delivery")
class DeliveryShown(serializers.Serializer[Any]):
    """One message."""

    id = serializers.IntegerField()
    event = serializers.CharField(help_text="`webhook-id`: the same however often it is sent.")
    type = serializers.CharField()
    state = serializers.ChoiceField(choices=Delivery.State.choices)
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="When it is tried next, while it waits.")
    finished_at = serializers.DateTimeField(allow_null=True)
    is_replay = serializers.BooleanField()
    body = serializers.CharField(help_text="As it is signed and sent.")
    attempts = AttemptShown(many=True)


def webhook_values(request: Request, webhook: Webhook) -> dict[str, Any]:
    """The values of a `WebhookShown`."""
    names = ("id", "url", "description", "types", "sections", "is_active", "disabled_reason")
    return {
        **{name: getattr(webhook, name) for name in (*names, "failing_since", "created_at")},
        "self": address(request, "webhook", webhook.pk),
        "deliveries": address(request, "webhook-deliveries", webhook.pk),
    }


def delivery_values(delivery: Delivery) -> dict[str, Any]:
    """The values of a `DeliveryShown` whose log was fetched."""
    names = ("id", "event", "state", "created_at", "due_at", "finished_at", "is_replay", "body")
    values = {name: getattr(delivery, name) for name in names}
    return values | {"type": delivery.kind, "attempts": list(delivery.log.all())}


def members_of(webhook: Webhook) -> dict[str, Any]:
    """What people decide about a webhook."""
    return {name: getattr(webhook, name) for name in ("url", "description", "types", "sections", "is_active")}


class OfWebhooks(Resource):
    """Whatever is about webhooks: only for accounts with the right to see them."""

    scopes = {"GET": READ, "POST": WRITE, "PATCH": WRITE, "DELETE": WRITE}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated("Webhooks need a token: send `Authorization: Bearer …`.")
        try:
            permissions.require(request.user, "view_webhook")
        except DjangoPermissionDenied as refusal:
            raise exceptions.PermissionDenied(str(refusal)) from refusal

    @property
    def webhook(self) -> Webhook:
        """The webhook of the address."""
        return get_object_or_404(Webhook, pk=self.kwargs["pk"])

    def made(self, webhook: Webhook, secret: str, *, status: int) -> Response:
        """The answer with a secret in it."""
        told = WebhookMade({"secret": secret, "webhook": webhook_values(self.request, webhook)}).data
        response = Response(told, status=status)
        if status == 201:
            response["Location"] = told["webhook"]["self"]
        return response


@extend_schema_view(
    list=extend_schema(summary="All webhooks", operation_id="list_webhooks"),
    retrieve=extend_schema(summary="One webhook", operation_id="get_webhook"),
)
class WebhookResource(OfWebhooks):
    """Addresses that are told of changes (docs/webhooks.md), for accounts with the right to them."""

    queryset = Webhook.objects.all()
    serializer_class = WebhookShown
    ordering = ("pk",)
    problems = {"PATCH": CONDITIONAL, "DELETE": CONDITIONAL}

    def present(self, rows: Sequence[Webhook]) -> Sequence[dict[str, Any]]:
        return [webhook_values(self.request, webhook) for webhook in rows]

    @extend_schema(
        summary="Have an address told",
        operation_id="create_webhook",
        request=WebhookSent,
        responses={201: WebhookMade},
    )
    def create(self, request: Request) -> Response:
        """The answer has its secret, this once."""
        webhook, secret = actions.add_webhook(by=request.user, **sent_in(request, WebhookSent))
        return self.made(webhook, secret, status=201)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With the `ETag` that a change must name."""
        response = super().retrieve(request, *args, **kwargs)
        response.version = token_of(members_of(self.webhook))
        return response

    @extend_schema(
        summary="Change a webhook",
        operation_id="change_webhook",
        request=WebhookChanges,
        responses=WebhookShown,
        parameters=[IF_SAME],
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Also to switch it off and on."""
        values = sent_in(request, WebhookChanges)
        with transaction.atomic():
            webhook = self.taken()
            if problem := self.refusal(webhook):
                return problem
            webhook = actions.change_webhook(webhook, by=request.user, **values)
        response = Response(WebhookShown(webhook_values(request, webhook)).data)
        response.version = token_of(members_of(webhook))
        return response

    @extend_schema(
        summary="Remove a webhook",
        operation_id="delete_webhook",
        responses={204: None},
        parameters=[IF_SAME],
    )
    def destroy(self, request: Request, pk: int) -> Response:
        """With the log of what was sent to it."""
        with transaction.atomic():
            webhook = self.taken()
            if problem := self.refusal(webhook):
                return problem
            actions.delete_webhook(webhook, by=request.user)
        return Response(status=204)

    def taken(self) -> Webhook:
        """The webhook of the address, ours until the transaction ends."""
        return get_object_or_404(Webhook.objects.select_for_update(), pk=self.kwargs["pk"])

    def refusal(self, webhook: Webhook) -> Response | None:
        """Why it is not changed, where it is another than the request names."""
        return refuse_stale(self.request, members_of(webhook), "webhook", partial(logged, webhook))


@extend_schema_view(
    list=extend_schema(summary="What was sent to a webhook", operation_id="list_deliveries"),
)
class DeliveryResource(OfWebhooks):
    """What was sent to a webhook, newest first, with every answer."""

    serializer_class = DeliveryShown
    queryset = Delivery.objects.none()

    def get_queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(webhook=self.webhook).prefetch_related("log")

    def present(self, rows: Sequence[Delivery]) -> Sequence[dict[str, Any]]:
        return [delivery_values(delivery) for delivery in rows]


class WebhookActs(OfWebhooks):
    """What can be done with a webhook."""

    serializer_class = WebhookShown
    queryset = Webhook.objects.none()
    problems = {"POST": ("conflict",)}

    @extend_schema(
        summary="Send a test",
        operation_id="test_webhook",
        request=NoBody,
        responses={201: DeliveryShown},
    )
    def test(self, request: Request, pk: int) -> Response:
        """A message of the type `webhook.test`; what came of it is in the deliveries."""
        sent_in(request, NoBody)
        delivery = actions.send_test(self.webhook, by=request.user)
        response = Response(DeliveryShown(delivery_values(delivery)).data, status=201)
        response["Location"] = address(request, "webhook-deliveries", pk)
        return response

    @extend_schema(
        summary="Change the secret", operation_id="rotate_secret", request=Rotation, responses=WebhookMade
    )
    def rotate(self, request: Request, pk: int) -> Response:
        """Messages have both signatures until the old secret ends."""
        webhook = self.webhook
        secret = actions.rotate_secret(webhook, by=request.user, **sent_in(request, Rotation))
        return self.made(webhook, secret, status=200)

    @extend_schema(
        summary="Send again", operation_id="replay_webhook", request=Replay, responses={200: Replayed}
    )
    def replay(self, request: Request, pk: int) -> Response:
        """One message, or all of what changed between two times; with the ids that they had."""
        webhook, sent = self.webhook, sent_in(request, Replay)
        if "delivery" in sent:
            if len(sent) > 1:
                raise exceptions.ValidationError({"delivery": "Give a delivery or two times, not both."})
            delivery = Delivery.objects.filter(webhook=webhook, pk=sent["delivery"]).first()
            if delivery is None:
                raise exceptions.ValidationError({"delivery": "Nothing of this number was sent there."})
            actions.replay(delivery, by=request.user)
            return Response({"messages": 1})
        if missing := [name for name in ("since", "until") if name not in sent]:
            raise exceptions.ValidationError(
                {missing[0]: "Give `since` and `until`, or the number of a `delivery`."}
            )
        return Response({"messages": actions.replay_range(webhook, by=request.user, **sent)})
