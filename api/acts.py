"""What is done with a story on its way to readers: the acts of the desk, each a `POST` on its own address.

What changes its state says in `If-Match` which state was looked at; locks do not.
"""

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.articles import ArticleDetail
from api.bodies import Body, NoBody
from api.changing import CONDITIONAL, IF_MATCH, ChangingResource
from articles.approving import decide_on, hand_in
from articles.embargo import lift_embargo, set_embargo
from articles.kills import kill, lift_kill
from articles.locks import lock_story, take_over_lock, unlock_story
from articles.models import Kill
from articles.publishing import (
    publish_story,
    require_free,
    schedule_story,
    unpublish_story,
    unschedule_story,
)
from claims.gatekeeping import override_gate


class ApprovalSent(Body):
    """What whoever decides has to say."""

    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class RejectionSent(Body):
    """What is to be changed."""

    comment = serializers.CharField(max_length=5000)


class Override(Body):
    """Publishing all the same, for those with the right to it."""

    reason = serializers.CharField(max_length=5000, help_text="It is kept, and the desk is told.")
    seen = serializers.ListField(
        child=serializers.CharField(max_length=255),
        help_text="The keys of all objections that you looked at (`GET …/gate`).",
    )


class Publication(Body):
    """How to publish: nothing, or the reason for which it goes out all the same."""

    override = Override(required=False, allow_null=True, default=None)


class Schedule(Body):
    """When it goes out, and when it leaves."""

    go_live_at = serializers.DateTimeField()
    expire_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class EmbargoSent(Body):
    """Until when no reader sees it; null lifts the embargo."""

    until = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class KillSent(Body):
    """Why a story is withdrawn, for the desk, and what readers find in its place."""

    reason = serializers.CharField(max_length=5000)
    notice = serializers.CharField(max_length=5000)


class Why(Body):
    """A reason."""

    why = serializers.CharField(max_length=5000)


class TakeOver(Body):
    """Whose lock is taken over."""

    holder = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, help_text="`desk.lock.holder`, as you saw it."
    )


def _act(summary: str, name: str, body: type[Body], *, is_conditional: bool = True) -> Any:
    parameters = [IF_MATCH] if is_conditional else []
    return extend_schema(
        summary=summary,
        operation_id=name,
        request=None if body is NoBody else body,
        responses=ArticleDetail,
        parameters=parameters,
    )


class WritingActs(ChangingResource):
    """Acts of those who write and decide. They answer with the newest state."""

    scopes = {"POST": "articles:write"}
    problems = {"POST": CONDITIONAL}

    @_act("Hand a story in", "submit_article", NoBody)
    def submit(self, request: Request, **kwargs: Any) -> Response:
        return self.act(request, lambda article, _: hand_in(article, by=request.user), body=NoBody)

    @_act("Approve a story at its stage", "approve_article", ApprovalSent)
    def approve(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request,
            lambda article, sent: decide_on(article, by=request.user, approves=True, **sent),
            body=ApprovalSent,
        )

    @_act("Send a story back", "reject_article", RejectionSent)
    def reject(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request,
            lambda article, sent: decide_on(article, by=request.user, approves=False, **sent),
            body=RejectionSent,
        )

    @_act("Keep a story from readers until a time", "embargo_article", EmbargoSent)
    def embargo(self, request: Request, **kwargs: Any) -> Response:
        def do(article: Any, sent: dict[str, Any]) -> None:
            if sent["until"] is None:
                lift_embargo(article, by=request.user, why=sent["why"])
            else:
                set_embargo(article, sent["until"], by=request.user, why=sent["why"])

        return self.act(request, do, body=EmbargoSent)

    @_act("Lock a story", "lock_article", NoBody, is_conditional=False)
    def lock(self, request: Request, **kwargs: Any) -> Response:
        return self._unconditional(request, lambda article, _: lock_story(article, by=request.user))

    @_act("Unlock a story", "unlock_article", NoBody, is_conditional=False)
    def unlock(self, request: Request, **kwargs: Any) -> Response:
        return self._unconditional(request, lambda article, _: unlock_story(article, by=request.user))

    @_act("Take over a colleague’s lock", "take_over_lock", TakeOver, is_conditional=False)
    def take_over(self, request: Request, **kwargs: Any) -> Response:
        return self._unconditional(
            request,
            lambda article, sent: take_over_lock(article, by=request.user, from_whom=sent["holder"]),
            TakeOver,
        )

    def _unconditional(self, request: Request, do: Any, body: type[Body] = NoBody) -> Response:
        return self.act(request, do, body=body, is_conditional=False)


class PublishingActs(ChangingResource):
    """Acts that change what readers see. They answer with the newest state."""

    scopes = {"POST": "articles:publish"}
    problems = {"POST": (*CONDITIONAL, "gate-closed")}

    @_act("Publish the newest text", "publish_article", Publication)
    def publish(self, request: Request, **kwargs: Any) -> Response:
        """Through the gate: what stands in the way is a 409 that lists it, and nothing is written."""

        def do(article: Any, sent: dict[str, Any]) -> None:
            override = sent["override"]
            if override:
                require_free(article, request.user)
                override_gate(article, by=request.user, publish=True, **override)
            else:
                publish_story(article, by=request.user)

        return self.act(request, do, body=Publication)

    @_act("Publish at an hour", "schedule_article", Schedule)
    def schedule(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request, lambda article, sent: schedule_story(article, by=request.user, **sent), body=Schedule
        )

    @_act("Take a story from the schedule", "unschedule_article", NoBody)
    def unschedule(self, request: Request, **kwargs: Any) -> Response:
        return self.act(request, lambda article, _: unschedule_story(article, by=request.user), body=NoBody)

    @_act("Take a story from readers", "unpublish_article", NoBody)
    def unpublish(self, request: Request, **kwargs: Any) -> Response:
        return self.act(request, lambda article, _: unpublish_story(article, by=request.user), body=NoBody)

    @_act("Kill a story", "kill_article", KillSent)
    def kill(self, request: Request, **kwargs: Any) -> Response:
        return self.act(request, lambda article, sent: kill(article, by=request.user, **sent), body=KillSent)

    @_act("Lift a kill", "lift_kill", Why)
    def lift_kill(self, request: Request, **kwargs: Any) -> Response:
        def do(article: Any, sent: dict[str, Any]) -> None:
            standing = Kill.objects.standing().of(article).first()
            if standing is None:
                raise ValidationError("This story is not killed. There is nothing to lift.")
            lift_kill(standing, by=request.user, **sent)

        return self.act(request, do, body=Why)
