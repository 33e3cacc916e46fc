"""Claims that people make through the API: on an attribution that was read, or on any words of an article."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchoring import Anchor, places_of
from annotations.models import Attribution
from api.bodies import Body, sent_in
from api.claim_acts import IF_MATCH, LARGEST_ID, OfClaim, claim_now, made_at, plan_as_sent
from api.claims import ClaimDetail, ClaimResource
from api.visibility import Viewer, require_desk
from articles.models import ArticlePage, ArticleRevision
from claims import actions
from claims.models import Claim
from entities.models import Entity

LONGEST = 2000  # characters of a statement, and of words that make it
QUOTE, POSITION = "TextQuoteSelector", "TextPositionSelector"
PUT = ("statement", "claimant", "claimant_name")  # how a claim is put
PLANNED = ("priority", "due_at", "topic")


class SelectorSent(Body):
    """A W3C selector, as appearances have them."""

    type = serializers.ChoiceField(choices=[(t, t) for t in (QUOTE, POSITION)])
    exact = serializers.CharField(required=False, max_length=LONGEST, trim_whitespace=False)
    prefix = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST, trim_whitespace=False
    )
    suffix = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST, trim_whitespace=False
    )
    start = serializers.IntegerField(required=False, min_value=0, help_text="In code points of the text.")
    end = serializers.IntegerField(required=False, min_value=1, help_text="Not included.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        takes = {QUOTE: ("exact", "prefix", "suffix"), POSITION: ("start", "end")}[attrs["type"]]
        needs = takes[:1] if attrs["type"] == QUOTE else takes
        wrong = {
            name: [f"A {attrs['type']} takes no “{name}”."] for name in attrs if name not in ("type", *takes)
        }
        wrong |= {
            name: [f"A {attrs['type']} takes “{name}”. Give it."] for name in needs if name not in attrs
        }
        if not wrong and attrs["type"] == POSITION and not 0 < attrs["end"] - attrs["start"] <= LONGEST:
            wrong = {"end": [f"Give a number after `start`, {LONGEST} after it at most."]}
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class StatementSent(Body):
    """How a claim is put, and who makes it."""

    statement = serializers.CharField(
        required=False, max_length=LONGEST, help_text="What is claimed, in words that stand alone."
    )
    claimant = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="The id of the entity that claims it.",
    )
    claimant_name = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=255,
        help_text="As the article names the claimant; the entity’s name where it is left out.",
    )


class ClaimSent(StatementSent):
    """A claim on words of a revision: those that an attribution has, or those that selectors describe."""

    article = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    revision = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="The number of the one that you have the words from."
    )
    attribution = serializers.CharField(
        required=False,
        max_length=64,
        help_text="`place` of an attribution in its reading. It is confirmed by this; the claim that it makes"
        " is taken up, or made as it was read.",
    )
    selectors = serializers.ListField(
        child=SelectorSent(),
        required=False,
        min_length=1,
        max_length=2,
        help_text="A quotation, a position or both, which have to agree. They name words of one paragraph.",
    )
    block = serializers.CharField(
        required=False, max_length=64, help_text="With selectors: the id of the only block to look in."
    )
    type = serializers.ChoiceField(
        required=False, choices=Attribution.Type.choices, help_text="With selectors: how it is reported."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("attribution" in attrs) == ("selectors" in attrs):
            raise serializers.ValidationError("Say which words: one of `attribution` and `selectors`.")
        if "attribution" in attrs and (more := attrs.keys() - {"article", "revision", "attribution"}):
            words = "A claim on an attribution is made as it was read. Leave this out; change it afterwards."
            raise serializers.ValidationError({name: [words] for name in more})
        kinds = [each["type"] for each in attrs.get("selectors", ())]
        if len(set(kinds)) < len(kinds):
            raise serializers.ValidationError({"selectors": [f"Give one {kinds[0]}."]})
        return attrs


class ClaimChanges(StatementSent):
    """What may be changed of a claim; what is left out stays. Any other member is refused."""

    priority = serializers.ChoiceField(required=False, choices=Claim.Priority.choices)
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    topic = serializers.CharField(required=False, allow_blank=True, max_length=60)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError(f"Give one of: {', '.join(self.fields)}.")
        return attrs


class ClaimList(ClaimResource):
    """Statements that were or will be checked: for readers those with a published verdict."""

    scopes = {"POST": "claims:decide"}
    problems = {"POST": ("parse-error", "conflict")}

    @extend_schema(
        summary="Make a claim",
        operation_id="make_claim",
        request=ClaimSent,
        responses={200: ClaimDetail, 201: ClaimDetail},
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Have words of an article checked. A 200 is a claim that an attribution made already."""
        require_desk(request, "New claims")
        sent = sent_in(request, ClaimSent)
        with transaction.atomic():
            revision = self._revision(sent.pop("article"), sent.pop("revision"))
            known = set(Claim.objects.appearing_in(revision.article_id).values_list("pk", flat=True))
            if "attribution" in sent:
                attribution = _attribution(revision, sent["attribution"])
                claim = actions.make_claim(attribution, by=request.user)
            else:
                place = _place(revision, sent.pop("selectors"), sent.pop("block", ""))
                put = put_as_sent(self.viewer, sent)
                claim = actions.claim_words(revision, place, by=request.user, **put)
        response = claim_now(request, claim.pk)
        return response if claim.pk in known else made_at(request, response, "claim", claim.pk)

    def _revision(self, article_id: int, number: int) -> ArticleRevision:
        """The revision that was sent, of an article whose drafts the caller may see."""
        if not self.viewer.may_edit(article_id) or not ArticlePage.objects.filter(pk=article_id).exists():
            words = f"There is no article {article_id} that you may edit."
            raise serializers.ValidationError({"article": [words]})
        revision: ArticleRevision | None = self.viewer.revisions(article_id).filter(number=number).first()
        if revision is None:
            words = f"Article {article_id} has no revision {number}."
            raise serializers.ValidationError({"revision": [words]})
        return revision


class ClaimItem(ClaimResource, OfClaim):
    """A statement that was or will be checked. Its `ETag` names the state that an act on it begins from."""

    scopes = {"PATCH": "claims:decide"}
    problems = {"PATCH": ("parse-error", "precondition-required", "stale", "conflict")}
    named_by = "pk"

    @extend_schema(
        summary="Change a claim",
        operation_id="change_claim",
        request=ClaimChanges,
        responses=ClaimDetail,
        parameters=[IF_MATCH],
    )
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """How it is put (until a verdict is signed), and how it is planned."""

        def do(claim: Claim, sent: dict[str, Any]) -> None:
            put = {name: sent[name] for name in PUT if name in sent}
            planned = {name: sent[name] for name in PLANNED if name in sent}
            if put:
                _reword(self.viewer, claim, put)
            if planned:
                plan_as_sent(claim, by=request.user, **planned)

        return self.act(request, ClaimChanges, do)


def _reword(viewer: Viewer, claim: Claim, sent: dict[str, Any]) -> None:
    """Another claimant brings another name, unless one is sent."""
    claim.refresh_from_db(fields=["statement", "claimant", "claimant_name"])
    put: dict[str, Any] = {"statement": claim.statement, "claimant": claim.claimant}
    if "claimant" not in sent:
        put["claimant_name"] = claim.claimant_name
    actions.reword(claim, by=viewer.user, **{**put, **put_as_sent(viewer, sent)})


def put_as_sent(viewer: Viewer, sent: dict[str, Any]) -> dict[str, Any]:
    """The members with the claimant as an entity that the caller may see."""
    number = sent.get("claimant")
    if number is None:
        return sent
    found: Entity | None = viewer.entities().filter(pk=number).first()
    if found is None:
        words = f"There is no entity {number} that you may see. Give another, or `claimant_name` alone."
        raise serializers.ValidationError({"claimant": [words]})
    return {**sent, "claimant": found}


def _attribution(revision: ArticleRevision, place: str) -> Attribution:
    found = Attribution.objects.select_related("revision", "ruling").filter(revision=revision, place=place)
    attribution: Attribution | None = found.first()
    if attribution is None:
        words = (
            f"The reading of revision {revision.number} has no such attribution now. Only those of the newest"
            " and of the live text can be named; any words by `selectors`."
        )
        raise serializers.ValidationError({"attribution": [words]})
    return attribution


def _place(revision: ArticleRevision, selectors: list[dict[str, Any]], block: str) -> Anchor:
    """The words that selectors name; ValidationError where they stand nowhere, or at two places."""
    found = [
        place for place in places_of(selectors, revision.text.segments, block=block) if place.exact.strip()
    ]
    if len(found) == 1:
        return found[0]
    where = f"in {'this block of ' if block else ''}revision {revision.number}"
    words = f"No paragraph {where} has these words. Give them as they stand in its `text`, of one paragraph."
    if found:
        words = f"The words stand {where} more than once. Give `prefix` and `suffix`, or a {POSITION}."
    raise serializers.ValidationError({"selectors": [words]})
