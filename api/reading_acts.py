"""What editors do with a reading: have a text read again, confirm and dismiss what was read in it.

They rule on the newest text alone, as the editor's panel does, and name in `If-Match` the reading that they
looked at. Whom a mention means is decided on the entity that it names.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.actions import progress_of, read_again, rule
from annotations.models import Attribution, Ruling
from annotations.versions import StaleReading, require_version, version_of
from api.bodies import NoBody, sent_in
from api.changing import article_to_change, began_from
from api.problems import respond
from api.readings import READING_STATES, ReadingResource, ReadingShown
from api.references import address
from articles.models import ArticlePage, ArticleRevision

IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the newest reading: `GET` it with `state=draft` where there is a draft.",
)


class ReadingBegun(serializers.Serializer[Any]):
    """That a worker reads the newest text, and where to see what it found."""

    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=READING_STATES)
    reading = serializers.URLField()


class OfReading(ReadingResource):
    """Whatever editors do with the reading of a story's newest text."""

    def article(self) -> ArticlePage:
        """The article of the address, which the caller may edit; 403 or 404 otherwise."""
        article = article_to_change(self.request, self.article_id)
        self._may_edit = True
        return article


class ReadingItem(OfReading):
    """The reading of the state that readers see, or of a draft; its editors may have it read again."""

    scopes = {"POST": "articles:write"}
    problems = {"POST": ("parse-error", "conflict")}

    @extend_schema(
        summary="Have the newest text read again",
        operation_id="read_article_again",
        request=None,
        responses={202: ReadingBegun},
    )
    def read_again(self, request: Request, **kwargs: Any) -> Response:
        """Ask at `reading` how far it is. What this reader has read already it only links anew."""
        article = self.article()
        sent_in(request, NoBody)
        with transaction.atomic():
            read_again(article, by=request.user)
        progress = progress_of(article)
        if progress.revision is None:
            raise ValidationError("There is no text to read yet. Save one first.")
        where = address(request, "revision-reading", article.pk, progress.revision.number)
        told = {
            "article": article.pk,
            "revision": progress.revision.number,
            "state": progress.state,
            "reading": where,
        }
        return Response(told, status=202, headers={"Location": where})


def _ruling(summary: str, operation_id: str) -> Any:
    return extend_schema(
        summary=summary,
        operation_id=operation_id,
        request=None,
        responses=ReadingShown,
        parameters=[IF_MATCH],
    )


class AttributionRulings(OfReading):
    """An editor's word on an attribution. It holds in every later text that has its words."""

    scopes = {"POST": "articles:write"}
    problems = {"POST": ("parse-error", "precondition-required", "stale", "conflict")}

    @_ruling("Confirm an attribution", "confirm_attribution")
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """It says who said what. Answers with the reading, as it is then."""
        return self._rule(request, Ruling.Decision.CONFIRMED)

    @_ruling("Dismiss an attribution", "dismiss_attribution")
    def dismiss(self, request: Request, **kwargs: Any) -> Response:
        """It is none, or wrong. A claim that the machine proposed from it is withdrawn."""
        return self._rule(request, Ruling.Decision.DISMISSED)

    @_ruling("Take a ruling on an attribution back", "withdraw_attribution_ruling")
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """It is what the machine proposes again."""
        return self._rule(request, Ruling.Decision.WITHDRAWN)

    def _rule(self, request: Request, decision: str) -> Response:
        article = self.article()
        stated = began_from(request)
        if isinstance(stated, Response):
            detail = "Send the ETag of the reading as you have it as If-Match."
            return respond(request, "precondition-required", detail)
        sent_in(request, NoBody)
        try:
            with transaction.atomic():
                newest = require_version(article, stated)
                rule(self._attribution(article, newest), decision, by=request.user)
        except StaleReading as stale:
            return _refuse(request, article, stale)
        return self.answer(newest)

    def _attribution(self, article: ArticlePage, newest: ArticleRevision) -> Attribution:
        place = self.kwargs["place"]
        rows = Attribution.objects.filter(revision=newest)
        found = rows.select_related("revision", "ruling").filter(place=place).first()
        if found is not None:
            return found
        if progress_of(article).state != "done":
            raise ValidationError("The newest text is still being read. Wait until its `state` is `done`.")
        raise NotFound(f"The newest text of article {article.pk} has no attribution {place}.")


def _refuse(request: Request, article: ArticlePage, stale: StaleReading) -> Response:
    newest = ArticleRevision.objects.latest_of(article)
    etag = f'"{version_of(newest)}"' if newest else None
    told = {
        "changed_by": stale.by.display_name if stale.by else None,
        "changed_at": stale.at,
        "changed": [stale.changed],
        "draft": None,
        "etag": etag,
    }
    return respond(request, "stale", stale.messages[0], headers={"ETag": etag} if etag else {}, more=told)
