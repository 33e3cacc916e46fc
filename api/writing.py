"""Changing an article: `PATCH` with the `ETag` of the state that the change began from as `If-Match`.

Whoever is slower than somebody else changes nothing; the text that it would have made is kept, and the
answer says who was faster and where it is.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from taggit.models import Tag
from wagtail.images import get_image_model

from api.articles import ArticleDetail, ArticleResource, BylineShown, LeadImage
from api.problems import respond
from api.richtext import as_stored
from api.visibility import require_desk
from articles.blocks import INLINE
from articles.cleaning import BadBlock, clean_body, clean_rich_text
from articles.editing import Changes, StoryLocked, base_of, edit_article, keep_changes
from articles.models import ArticlePage, ArticleRevision, Byline, Contributor, Draft
from articles.versions import StaleVersion, token_of, words_named

ETAG = re.compile(r'(W/)?"([^"]*)"')
NAMES = {"headline": "title"}  # members that the content calls otherwise
DOOR = Draft.Door.API


class BylineSent(BylineShown):
    """Somebody's part; the name is that of a contributor whom the newsroom knows."""

    name = serializers.CharField(max_length=160)
    role = serializers.ChoiceField(choices=Byline.Role.choices, default=Byline.Role.WRITER)


class LeadImageSent(LeadImage):
    """The picture over the article."""

    caption = serializers.CharField(allow_blank=True, required=False, default="", help_text="HTML.")
    credit = serializers.CharField(allow_blank=True, required=False, default="", max_length=160)
    alt = serializers.CharField(allow_blank=True, required=False, default="", max_length=255)


class BlockSent(serializers.Serializer[Any]):
    """One block of the body; leave the id out where it is new."""

    id = serializers.CharField(required=False)
    type = serializers.CharField()
    value = serializers.JSONField()


class ArticleChanges(serializers.Serializer[Any]):
    """What may be changed of an article; what is left out stays. Any other member is refused."""

    headline = serializers.CharField(required=False, max_length=255)
    slug = serializers.SlugField(required=False, max_length=255, allow_unicode=True)
    kicker = serializers.CharField(required=False, allow_blank=True, max_length=80)
    standfirst = serializers.CharField(required=False, allow_blank=True, help_text="HTML.")
    dateline = serializers.CharField(required=False, allow_blank=True, max_length=120)
    language = serializers.CharField(required=False, max_length=12, help_text="BCP 47 tag.")
    genre = serializers.ChoiceField(required=False, choices=ArticlePage.Genre.choices)
    urgency = serializers.IntegerField(required=False, min_value=1, max_value=9)
    source = serializers.CharField(required=False, allow_blank=True, max_length=160)
    source_url = serializers.URLField(required=False, allow_blank=True)
    bylines = BylineSent(many=True, required=False, help_text="All of them, in their order.")
    topics = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, help_text="All of them, by name."
    )
    lead_image = LeadImageSent(required=False, allow_null=True)
    body = BlockSent(many=True, required=False, help_text="The whole body.")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            may = f"What may be changed is: {', '.join(self.fields)}."
            raise serializers.ValidationError(
                {name: [f"“{name}” cannot be changed here. {may}"] for name in unknown}
            )
        return super().to_internal_value(data)


IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the article as you got it: `GET` it with `state=draft` where it has a draft.",
)


class ArticleItem(ArticleResource):
    """One story; whoever may edit it may change it. Its `ETag` names the state that is shown."""

    scopes = {"PATCH": "articles:write"}
    shown: ArticlePage | None = None

    def present(self, rows: Sequence[ArticlePage]) -> Sequence[dict[str, Any]]:
        self.shown = rows[0]
        return super().present(rows)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().retrieve(request, *args, **kwargs)
        if self.shown and self.viewer.may_edit(self.shown.pk):
            response.version = version_of(self.shown)
        return response

    @extend_schema(
        summary="Change an article",
        operation_id="change_article",
        request=ArticleChanges,
        responses=ArticleDetail,
        parameters=[IF_MATCH],
    )
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Save its newest state with some members changed, as a draft; answers with that."""
        require_desk(request, "Changes")
        article = ArticlePage.objects.filter(pk=kwargs["pk"]).first()
        if article is None or not self.viewer.may_edit(article.pk):
            if self.viewer.articles("all").filter(pk=kwargs["pk"]).exists():
                raise exceptions.PermissionDenied("You may not edit this article. Ask its desk.")
            raise exceptions.NotFound(f"There is no article {kwargs['pk']} that you may see.")
        if problem := change(request, article):
            return problem
        rows = self.viewer.articles("draft").filter(pk=article.pk).only(*self.columns)
        row = rows.first() or self.viewer.articles("all").only(*self.columns).get(pk=article.pk)
        response = Response(ArticleDetail(self.present([row])[0]).data)
        response.version = version_of(row)
        return response


def version_of(row: ArticlePage) -> str:
    """The token of the state that a row of `Viewer.articles` shows: the newest, or one that is so no more."""
    token = token_of(row.pk)
    shown = ArticleRevision.objects.values_list("content_digest", flat=True).get(pk=row.shown_id)
    return token if words_named(token) == shown else shown


def began_from(request: Request) -> str | Response:
    """The token that `If-Match` names; a problem (428) where it names no state."""
    stated = request.headers.get("If-Match", "").strip()
    tags = ETAG.findall(stated)
    if not tags:
        detail = "Send the ETag of the article as you have it (GET it with ?state=draft) as If-Match."
        return respond(request, "precondition-required", detail)
    strong = [tag for weak, tag in tags if not weak]
    return (strong[0] if strong else "").partition(".")[0]


def change(request: Request, article: ArticlePage) -> Response | None:
    """Do what a `PATCH` asks for; a problem where it cannot be done, None once it is."""
    token = began_from(request)
    if isinstance(token, Response):
        return token
    sent = ArticleChanges(data=request.data)
    sent.is_valid(raise_exception=True)
    try:
        with transaction.atomic():
            changes = changes_of(sent.validated_data, request, base_of(article, token))
            edit_article(article, changes, by=request.user, began_from=token)
    except StaleVersion as stale:
        draft = _keep(request, article, sent.validated_data, token, Draft.Reason.STALE)
        return _refuse(request, article, "stale", str(stale), draft, stale)
    except StoryLocked as locked:
        draft = _keep(request, article, sent.validated_data, token, Draft.Reason.LOCKED)
        return _refuse(request, article, "locked", f"Not saved: {locked}", draft, None)
    return None


def _keep(request: Request, article: ArticlePage, values: Any, token: str, reason: str) -> Draft | None:
    with transaction.atomic():
        changes = changes_of(values, request, base_of(article, token))
        return keep_changes(article, changes, by=request.user, began_from=token, reason=reason, door=DOOR)


def _refuse(
    request: Request,
    article: ArticlePage,
    slug: str,
    words: str,
    draft: Draft | None,
    stale: StaleVersion | None,
) -> Response:
    etag = f'"{token_of(article)}"'
    newest = stale.newest if stale else None
    kept = f" Your text is kept: {draft.get_absolute_url()}" if draft else ""
    told = {
        "changed_by": newest.user.display_name if newest and newest.user else None,
        "changed_at": newest.created_at if newest else None,
        "draft": {"id": draft.pk, "url": request.build_absolute_uri(draft.get_absolute_url())}
        if draft
        else None,
        "etag": etag,
    }
    return respond(request, slug, words + kept, headers={"ETag": etag}, more=told)


def changes_of(values: dict[str, Any], request: Request, base: dict[str, Any]) -> Changes:
    """The members of a request as members of a content; ValidationError, naming the member, otherwise.

    `base` is the content that they began from: links in it are sent as readers see them.
    """
    changes: Changes = {NAMES.get(name, name): value for name, value in values.items()}
    if "standfirst" in changes:
        changes["standfirst"] = _line(changes["standfirst"], request, base)
    if "body" in changes:
        try:
            sent = as_stored(values["body"], base, request)
            changes["body"] = clean_body([dict(block) for block in sent], base.get("body") or [])
        except BadBlock as bad:
            raise exceptions.ValidationError(_nested("body", bad)) from bad
    if "bylines" in changes:
        changes["bylines"] = _bylines(values["bylines"], base)
    if "topics" in changes:
        tags = [Tag.objects.get_or_create(name=name)[0] for name in dict.fromkeys(values["topics"])]
        changes["topics"] = sorted(str(tag.pk) for tag in tags)
    if "lead_image" in changes:
        changes |= _lead_image(values["lead_image"], request, base)
    return changes


def _line(html: str, request: Request, base: dict[str, Any]) -> str:
    return clean_rich_text(as_stored(html, base, request), INLINE)


def _lead_image(sent: dict[str, Any] | None, request: Request, base: dict[str, Any]) -> Changes:
    if sent is None:
        return dict.fromkeys(("lead_image_caption", "lead_image_credit", "lead_image_alt"), "") | {
            "lead_image": None
        }
    if not get_image_model().objects.filter(id=sent["id"]).exists():
        raise exceptions.ValidationError({"lead_image": {"id": [f"There is no picture {sent['id']}."]}})
    return {
        "lead_image": sent["id"],
        "lead_image_caption": _line(sent["caption"], request, base),
        "lead_image_credit": sent["credit"],
        "lead_image_alt": sent["alt"],
    }


def _bylines(sent: list[dict[str, str]], base: dict[str, Any]) -> list[dict[str, Any]]:
    """Contributors by their names; of namesakes, the one who stood there before."""
    named: dict[str, list[int]] = {}
    for pk, name in Contributor.objects.filter(name__in={each["name"] for each in sent}).values_list(
        "pk", "name"
    ):
        named.setdefault(name, []).append(pk)
    before = [byline["contributor"] for byline in base.get("bylines") or []]
    bylines = []
    for place, each in enumerate(sent):
        found = named.get(each["name"], [])
        standing = [pk for pk in found if pk in before]
        if len(found) != 1 and len(standing) != 1:
            count = f"{len(found)} contributors are" if found else "No contributor is"
            words = f"{count} called “{each['name']}”. The desk’s list of contributors says who is known."
            raise exceptions.ValidationError({"bylines": _list_with(place, len(sent), {"name": [words]})})
        bylines.append({"contributor": (standing or found)[0], "role": each["role"]})
    return bylines


def _list_with(place: int, length: int, error: Any) -> list[Any]:
    return [error if n == place else {} for n in range(length)]


def _nested(member: str, bad: BadBlock) -> Any:
    """The error where REST framework would have put it."""
    error: Any = [bad.words]
    for step in reversed(bad.pointer.split("/")[1:]):
        error = {step: error}
    return {member: error}
