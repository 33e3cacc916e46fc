"""The blocks of an article one by one: add, replace, move, take out. The ids of all others stay.

Each is a save of the article like a `PATCH` of its whole body, with the same `If-Match` and the same ends.
"""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.articles import STATE_OF_ONE, Block
from api.bodies import Body, sent_in
from api.changing import CONDITIONAL, IF_MATCH, ChangingResource, began_from, refuse, version_of
from api.references import address
from api.richtext import as_stored, with_addresses
from api.writing import Compute, save
from articles.arranging import NoSuchBlock, place_of, with_another, with_block, with_moved, without_block
from articles.cleaning import BadBlock, clean_body
from articles.models import ArticlePage, ArticleRevision
from articles.versions import StaleVersion, newest_of, token_of


class BodyShown(serializers.Serializer[Any]):
    """The body of an article."""

    article = serializers.IntegerField()
    revision = serializers.IntegerField(help_text="Number of the revision that is shown.")
    state = serializers.ChoiceField(choices=[("published", "published"), ("draft", "draft")])
    blocks = Block(many=True)


class Place(Body):
    """Where a block is to stand: one of these; the end where none is given."""

    before = serializers.CharField(required=False, max_length=64, help_text="Id of the block that follows.")
    after = serializers.CharField(required=False, max_length=64, help_text="Id of the block in front.")
    at = serializers.IntegerField(required=False, min_value=0, help_text="How many blocks stand in front.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("before", "after", "at") if name in attrs]
        if len(given) > 1:
            raise serializers.ValidationError(
                {given[1]: [f"Give one place: `before`, `after` or `at`, not {' and '.join(given)}."]}
            )
        return attrs


class BlockAdded(Place):
    """A new block and where it is to stand. Without an id it gets one."""

    id = serializers.CharField(required=False, max_length=64)
    type = serializers.CharField(max_length=40)
    value = serializers.JSONField()


class BlockReplaced(Body):
    """What stands in the place of the block from now on, under the same id."""

    type = serializers.CharField(max_length=40)
    value = serializers.JSONField()


class BlocksResource(ChangingResource):
    """The body of an article, block by block."""

    parameters = {"retrieve": ["state"]}
    scopes = {"POST": "articles:write"}
    problems = {"POST": CONDITIONAL}
    lookup_url_kwarg = "article"
    row: ArticlePage | None = None

    def get_serializer_class(self) -> Any:
        return BodyShown

    def present(self, rows: Sequence[ArticlePage]) -> Sequence[dict[str, Any]]:
        self.row = row = rows[0]
        revision = ArticleRevision.objects.get(pk=row.shown_id)
        return [
            {
                "article": row.pk,
                "revision": revision.number,
                "state": "published" if row.is_published else "draft",
                "blocks": with_addresses(revision.data.get("body") or [], self.request),
            }
        ]

    def shown(self, row: ArticlePage, value: Any, status: int = 200) -> Response:
        """An answer with the `ETag` that the next change is to name."""
        response = Response(value, status=status)
        if self.may_name(row.pk):
            response.version = version_of(row)
        return response

    def may_name(self, article_id: int) -> bool:
        """Whether the caller is told from which state a change begins."""
        return self.request.method != "GET" or self.viewer.may_edit(article_id)

    @extend_schema(
        summary="The blocks of an article",
        operation_id="list_blocks",
        responses=BodyShown,
        parameters=[STATE_OF_ONE],
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        return self.shown(row, BodyShown(self.present([row])[0]).data)

    @extend_schema(
        summary="Add a block",
        operation_id="add_block",
        request=BlockAdded,
        responses={201: Block},
        parameters=[IF_MATCH],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        def compute(base: dict[str, Any], sent: dict[str, Any]) -> list[dict[str, Any]]:
            body = base.get("body") or []
            place = {name: sent[name] for name in ("before", "after", "at") if name in sent}
            block = self.stored({n: sent[n] for n in ("id", "type", "value") if n in sent}, body)
            if any(each.get("id") == block["id"] for each in body):
                raise exceptions.ValidationError({"id": ["Another block has this id. Leave it out."]})
            self.block = block["id"]
            return with_block(body, block, **place)

        response = self.change(request, compute, BlockAdded, is_new=True)
        if response.status_code == 201:
            response["Location"] = address(request, "block", self.kwargs["article"], self.block)
        return response

    block = ""

    def stored(self, sent: dict[str, Any], body: list[dict[str, Any]]) -> dict[str, Any]:
        """A block as it is kept; ValidationError naming the member."""
        try:
            return clean_body(as_stored([sent], body, self.request), body)[0]
        except BadBlock as bad:
            error: Any = [bad.words]
            for step in reversed(bad.pointer.split("/")[2:]):
                error = {step: error}
            raise exceptions.ValidationError(error) from bad

    def change(
        self, request: Request, compute: Any, body: type[Body] | None, *, is_new: bool = False
    ) -> Response:
        """Save a body that `compute` makes of the one that `If-Match` names and of what was sent."""
        article = self.article()
        token = began_from(request)
        if isinstance(token, Response):
            return token
        sent = sent_in(request, body) if body else {}
        try:
            make: Compute = lambda base: {"body": compute(base, sent)}  # noqa: E731
            problem = save(request, article, token, make)
        except NoSuchBlock as missing:
            if token != token_of(article):
                stale = StaleVersion(article.pk, token, newest_of(article.pk))
                return refuse(request, article, "stale", str(stale), stale, token)
            if missing.block == self.kwargs.get("block"):
                raise exceptions.NotFound(str(missing)) from missing
            name = next(name for name in ("before", "after") if sent.get(name) == missing.block)
            raise exceptions.ValidationError({name: [str(missing)]}) from missing
        if problem:
            return problem
        row = self.newest(article.pk)
        blocks = self.present([row])[0]
        if self.block:
            place = place_of(blocks["blocks"], self.block)
            return self.shown(row, Block(blocks["blocks"][place]).data, 201 if is_new else 200)
        return self.shown(row, BodyShown(blocks).data)


class BlockItem(BlocksResource):
    """One block of an article."""

    scopes = {"PUT": "articles:write", "DELETE": "articles:write"}
    problems = {"PUT": CONDITIONAL, "DELETE": CONDITIONAL}

    def get_serializer_class(self) -> Any:
        return Block

    @extend_schema(summary="One block", operation_id="get_block", responses=Block, parameters=[STATE_OF_ONE])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        blocks = self.present([row])[0]["blocks"]
        try:
            block = blocks[place_of(blocks, kwargs["block"])]
        except NoSuchBlock as missing:
            raise exceptions.NotFound(str(missing)) from missing
        return self.shown(row, Block(block).data)

    @extend_schema(
        summary="Replace a block",
        operation_id="replace_block",
        request=BlockReplaced,
        responses=Block,
        parameters=[IF_MATCH],
    )
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        def compute(base: dict[str, Any], sent: dict[str, Any]) -> list[dict[str, Any]]:
            body = base.get("body") or []
            place_of(body, kwargs["block"])
            return with_another(body, kwargs["block"], self.stored({**sent, "id": kwargs["block"]}, body))

        self.block = kwargs["block"]
        return self.change(request, compute, BlockReplaced)

    @extend_schema(
        summary="Take a block out",
        operation_id="remove_block",
        request=None,
        responses={200: BodyShown},
        parameters=[IF_MATCH],
    )
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.change(
            request, lambda base, _: without_block(base.get("body") or [], kwargs["block"]), None
        )


class BlockMove(BlocksResource):
    """Where a block of an article stands."""

    @extend_schema(
        summary="Move a block",
        operation_id="move_block",
        request=Place,
        responses=BodyShown,
        parameters=[IF_MATCH],
    )
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        def compute(base: dict[str, Any], sent: dict[str, Any]) -> list[dict[str, Any]]:
            if kwargs["block"] in (sent.get("before"), sent.get("after")):
                name = "before" if sent.get("before") else "after"
                raise exceptions.ValidationError({name: ["This is the block itself. Name another."]})
            return with_moved(base.get("body") or [], kwargs["block"], **sent)

        return self.change(request, compute, Place)
