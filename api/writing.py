"""Beginning an article, and changing one: `PATCH` with the `ETag` of the state that the change began from.

Whoever is slower than somebody else changes nothing; the text that it would have made is kept, and the
answer says who was faster and where it is.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from taggit.models import Tag
from wagtail.images import get_image_model

from api.articles import STATE_OF_ONE, ArticleDetail, BylineShown, LeadImage
from api.bodies import Body, sent_in
from api.changing import IF_MATCH, ChangingResource, began_from, refuse, version_of
from api.included import ARTICLE_INCLUDES
from api.references import address
from api.representations import ARTICLE_REPRESENTATIONS
from api.richtext import as_stored
from api.visibility import require_desk
from articles.blocks import INLINE
from articles.cleaning import BadBlock, clean_body, clean_rich_text
from articles.editing import Changes, StoryLocked, base_of, begin_article, edit_article, keep_changes
from articles.models import ArticlePage, Byline, Contributor, Draft
from articles.versions import StaleVersion

NAMES = {"headline": "title"}  # members that the content calls otherwise
DOOR = Draft.Door.API


class BylineSent(Body, BylineShown):
    """Somebody's part; the name is that of a contributor whom the newsroom knows."""

    name = serializers.CharField(max_length=160)
    role = serializers.ChoiceField(choices=Byline.Role.choices, default=Byline.Role.WRITER)


class LeadImageSent(Body, LeadImage):
    """The picture over the article."""

    caption = serializers.CharField(allow_blank=True, required=False, default="", help_text="HTML.")
    credit = serializers.CharField(allow_blank=True, required=False, default="", max_length=160)
    alt = serializers.CharField(allow_blank=True, required=False, default="", max_length=255)


class BlockSent(Body):
    """One block of the body; leave the id out where it is new."""

    id = serializers.CharField(required=False)
    type = serializers.CharField()
    value = serializers.JSONField()


class ArticleChanges(Body):
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


class ArticleBegun(ArticleChanges):
    """A new article: its section, its headline, and whatever else is known."""

    section = serializers.CharField(max_length=255, help_text="Slug of the section.")
    headline = serializers.CharField(max_length=255)


class ArticleItem(ChangingResource):
    """One story; whoever may edit it may change it. Its `ETag` names the state that is shown."""

    scopes = {"PATCH": "articles:write"}
    includes = {"retrieve": ARTICLE_INCLUDES}
    representations = ARTICLE_REPRESENTATIONS
    problems = {"PATCH": ["conflict"]}
    shown: ArticlePage | None = None

    def sees_desk(self, article_id: int) -> bool:
        return self.request.method == "PATCH" or self.viewer.may_edit(article_id)

    def present(self, rows: Sequence[ArticlePage]) -> Sequence[dict[str, Any]]:
        self.shown = rows[0]
        return super().present(rows)

    @extend_schema(summary="One article", operation_id="get_article", parameters=[STATE_OF_ONE])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As readers see it or, where there is nothing for them to see, as the newest draft."""
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
        article = self.article()
        return change(request, article) or self.changed(article.pk)


class ArticleList(ChangingResource):
    """Stories, newest first: by first publication, drafts by when they were begun."""

    scopes = {"POST": "articles:write"}
    problems = {"POST": ["parse-error"]}
    includes = {"list": ARTICLE_INCLUDES}
    representations = ARTICLE_REPRESENTATIONS

    @extend_schema(
        summary="Begin an article",
        operation_id="begin_article",
        request=ArticleBegun,
        responses={201: ArticleDetail},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a story in a section, a draft; without a `slug` it gets one that is free."""
        require_desk(request, "New articles")
        values = sent_in(request, ArticleBegun)
        sections = {each.slug: each for each in self.viewer.sections()}
        section = sections.get(values.pop("section"))
        if section is None:
            raise exceptions.ValidationError(
                {"section": f"There is no such section. Give one of: {', '.join(sorted(sections))}."}
            )
        with transaction.atomic():
            article = begin_article(section, changes_of(values, request, {}), by=request.user)
        response = self.changed(article.pk, status=201)
        response["Location"] = address(request, "article", article.pk)
        return response


Compute = Callable[[dict[str, Any]], Changes]


def change(request: Request, article: ArticlePage) -> Response | None:
    """Do what a `PATCH` asks for; a problem where it cannot be done, None once it is."""
    token = began_from(request)
    if isinstance(token, Response):
        return token
    values = sent_in(request, ArticleChanges)
    return save(request, article, token, lambda base: changes_of(values, request, base))


def save(request: Request, article: ArticlePage, token: str, compute: Compute) -> Response | None:
    """Save what `compute` makes of the content that a token names; a problem where it is not saved.

    The text is kept then, so that nobody's work is lost.
    """
    try:
        with transaction.atomic():
            edit_article(article, compute(base_of(article, token)), by=request.user, began_from=token)
    except StaleVersion as stale:
        draft = _keep(request, article, compute, token, Draft.Reason.STALE)
        return refuse(request, article, "stale", str(stale), stale, token, draft)
    except StoryLocked as locked:
        draft = _keep(request, article, compute, token, Draft.Reason.LOCKED)
        return refuse(request, article, "locked", f"Not saved: {locked}", None, token, draft)
    return None


def _keep(request: Request, article: ArticlePage, compute: Compute, token: str, reason: str) -> Draft | None:
    with transaction.atomic():
        changes = compute(base_of(article, token))
        return keep_changes(article, changes, by=request.user, began_from=token, reason=reason, door=DOOR)


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
