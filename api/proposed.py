"""Corrections on their way over the desk: asked for, reworded, approved, published or laid aside.

What readers were told stands in each article's `corrections`; here is how it came about, for the desk.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import Body, NoBody, sent_in
from api.conditions import IF_SAME, Touch, refuse_stale, token_of
from api.filters import IdFilter, WordFilter
from api.references import ArticleRef, Signature, address, article_ref, pages, signature
from api.resources import Resource
from api.visibility import require_desk
from articles import corrections
from articles.models import ArticlePage, ArticleRevision, Correction, ProposedCorrection
from claims.corrections import ask_for_correction_of
from claims.models import Claim

STATES = ProposedCorrection.State.choices
CONDITIONAL = ("parse-error", "precondition-required", "stale", "conflict", "gate-closed")


class ProposedLinks(serializers.Serializer[Any]):
    """Where to go on from it."""

    self = serializers.URLField()
    page = serializers.URLField(help_text="Its page at the desk.")


class ProposedShown(serializers.Serializer[Any]):
    """A correction on its way to readers."""

    id = serializers.IntegerField()
    article = ArticleRef(allow_null=True, help_text="Null where it was deleted.")
    revision = serializers.IntegerField(help_text="Number of the published revision that is wrong.")
    kind = serializers.ChoiceField(choices=Correction.Kind.choices)
    wrong = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    asked_at = serializers.DateTimeField()
    asked_by = Signature()
    issued_at = serializers.DateTimeField(allow_null=True, help_text="When readers were told.")
    issued_by = Signature(allow_null=True)
    links = ProposedLinks()


class Wording(Body):
    """What readers are to be told."""

    kind = serializers.ChoiceField(
        choices=Correction.Kind.choices, required=False, default=Correction.Kind.CORRECTION
    )
    wrong = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=5000, help_text="What was wrong."
    )
    text = serializers.CharField(max_length=5000, help_text="What is right, or the whole notice.")


class Asked(Wording):
    """A correction that is asked for."""

    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**31 - 1,
        help_text="Number of the published revision that is wrong; left out: what readers see now.",
    )
    why = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)
    claim = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="The claim that a published version of the article makes, where that is what is wrong.",
    )


class Reworded(Body):
    """Other words; what is left out stays."""

    kind = serializers.ChoiceField(choices=Correction.Kind.choices, required=False)
    wrong = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    text = serializers.CharField(required=False, max_length=5000)


class WithStory(Body):
    """How it is published."""

    with_story = serializers.BooleanField(
        required=False, default=False, help_text="And the newest text of the story with it."
    )


class LaidAside(Body):
    """A reason, for the file and for whoever asked."""

    why = serializers.CharField(max_length=5000)


class ProposedFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = WordFilter(choices=STATES, help_text="How far it is.")
    article = IdFilter(field_name="article_id", help_text="Of one article.")
    claim = IdFilter(field_name="concerns__claim_id", help_text="Of what one claim said.")


@extend_schema_view(
    list=extend_schema(summary="Corrections at the desk, newest first", operation_id="list_corrections"),
    retrieve=extend_schema(summary="One correction", operation_id="get_correction"),
)
class ProposedResource(Resource):
    """Corrections at the desk. What is changed of one says in `If-Match` which words were read."""

    queryset = ProposedCorrection.objects.none()
    serializer_class = ProposedShown
    filterset_class = ProposedFilter
    scopes = {"POST": "articles:write", "PATCH": "articles:write"}
    problems = {"POST": CONDITIONAL, "PATCH": CONDITIONAL}

    def get_queryset(self) -> QuerySet[ProposedCorrection]:
        require_desk(self.request, "Corrections at the desk")
        if not self.request.user.has_perm("articles.view_proposedcorrection"):
            raise PermissionDenied("You may not see corrections on their way. Ask an administrator.")
        found = self.viewer.corrections().select_related("asked_by", "revision", "correction__issued_by")
        return found.defer("revision__content")

    def present(self, rows: Sequence[ProposedCorrection]) -> Sequence[dict[str, Any]]:
        found = pages(row.article_id for row in rows)
        return [self._values(row, found.get(row.article_id)) for row in rows]

    def _values(self, row: ProposedCorrection, page: ArticlePage | None) -> dict[str, Any]:
        told = row.correction
        return {
            **row.wording,
            "id": row.pk,
            "article": page and article_ref(self.request, page, page.title, is_published=page.live),
            "revision": row.revision.number,
            "state": row.state,
            "asked_at": row.asked_at,
            "asked_by": signature(row.asked_by),
            "issued_at": told and told.issued_at,
            "issued_by": told and signature(told.issued_by),
            "links": {
                "self": address(self.request, "correction", row.pk),
                "page": self.request.build_absolute_uri(row.get_absolute_url()),
            },
        }

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object().pk)

    def _answer(self, number: int, status: int = 200) -> Response:
        row = self.get_queryset().get(pk=number)
        response = Response(ProposedShown(self.present([row])[0]).data, status=status)
        response.version = token_of(members_of(row))
        return response

    @extend_schema(
        summary="Ask for a correction",
        operation_id="ask_for_correction",
        request=Asked,
        responses={201: ProposedShown},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Propose what readers should be told about a published story."""
        require_desk(request, "Corrections at the desk")
        sent = sent_in(request, Asked)
        article, number = self._article(sent.pop("article")), sent.pop("revision")
        revision = ArticleRevision.objects.of(article).filter(number=number).first() if number else None
        if number and revision is None:
            raise serializers.ValidationError({"revision": [f"There is no revision {number}."]})
        ask = partial(corrections.ask_for_correction, article)
        if "claim" in sent:
            ask = partial(ask_for_correction_of, self._claim(sent.pop("claim")), article)
        made = ask(by=request.user, revision=revision, **sent)
        response = self._answer(made.pk, 201)
        response["Location"] = address(request, "correction", made.pk)
        return response

    def _claim(self, number: int) -> Claim:
        claim: Claim | None = self.viewer.claims().filter(pk=number).first()
        if claim is None:
            raise serializers.ValidationError({"claim": [f"There is no claim {number} that you may see."]})
        return claim

    def _article(self, number: int) -> ArticlePage:
        found = self.viewer.articles("all").filter(pk=number).exists()
        article = ArticlePage.objects.filter(pk=number).first() if found else None
        if article is None:
            raise serializers.ValidationError({"article": ["There is no article of this number."]})
        return article

    @extend_schema(
        summary="Reword a correction",
        operation_id="reword_correction",
        request=Reworded,
        responses=ProposedShown,
        parameters=[IF_SAME],
    )
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change its words before it is published; an approval was of other words, so it goes."""

        def do(proposed: ProposedCorrection, sent: dict[str, Any]) -> None:
            corrections.reword_correction(proposed, by=request.user, **{**proposed.wording, **sent})

        return self.act(request, do, Reworded)

    def act(
        self,
        request: Request,
        do: Callable[[ProposedCorrection, dict[str, Any]], Any],
        body: type[Body],
    ) -> Response:
        """Do something with the correction of the address, from the words that `If-Match` names."""
        number = self.get_object().pk
        sent = sent_in(request, body)
        with transaction.atomic():
            proposed = ProposedCorrection.objects.select_for_update().filter(pk=number).first()
            if proposed is None:
                raise NotFound(f"There is no correction {number} that you may see.")
            if problem := refuse_stale(request, members_of(proposed), "correction", partial(_last, proposed)):
                return problem
            do(proposed, sent)
        return self._answer(number)


def members_of(row: ProposedCorrection) -> dict[str, Any]:
    """The words and the state of a correction."""
    return {**row.wording, "state": row.state}


def _last(row: ProposedCorrection) -> Touch:
    act = row.acts.select_related("by").order_by("-pk").first()
    return Touch(act.by, act.at) if act else Touch(None, None)


def _act(summary: str, name: str, body: type[Body]) -> Any:
    return extend_schema(
        summary=summary,
        operation_id=name,
        request=None if body is NoBody else body,
        responses=ProposedShown,
        parameters=[IF_SAME],
    )


class ProposedActs(ProposedResource):
    """What is decided on a correction."""

    @_act("Approve a correction", "approve_correction", NoBody)
    def approve(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request,
            lambda row, _: corrections.approve_correction(row, seen=row.wording, by=request.user),
            NoBody,
        )

    @_act("Refuse a correction", "refuse_correction", LaidAside)
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request, lambda row, sent: corrections.refuse_correction(row, by=request.user, **sent), LaidAside
        )

    @_act("Withdraw a correction", "withdraw_correction", LaidAside)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request,
            lambda row, sent: corrections.withdraw_correction(row, by=request.user, **sent),
            LaidAside,
        )


class ProposedPublication(ProposedResource):
    """Telling readers, now and for ever."""

    scopes = {"POST": "articles:publish"}

    @_act("Publish a correction", "publish_correction", WithStory)
    def publish(self, request: Request, **kwargs: Any) -> Response:
        return self.act(
            request,
            lambda row, sent: corrections.publish_correction(row, by=request.user, **sent),
            WithStory,
        )
