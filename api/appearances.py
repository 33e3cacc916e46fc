"""Where claims are made: each place, what became of its words, and the runs of revisions that tell it.

Readers are told of published revisions alone. What a draft said, and where, is for those who may see it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from anchoring import anchor, text_position_selector, text_quote_selector
from api.references import ArticleRef, address, article_ref, pages
from api.resources import Resource
from api.visibility import viewer_of
from articles.models import ArticleRevision, Publication
from claims.choosing import Choices, Option, choices_of
from claims.models import Appearance, AppearanceAnchor, Claim, Verdict
from claims.standing import changed_since, place_in, words_checked


class Selector(serializers.Serializer[Any]):
    """A W3C selector: TextQuoteSelector (exact, prefix, suffix) or TextPositionSelector (start, end)."""

    type = serializers.ChoiceField(choices=[(t, t) for t in ("TextQuoteSelector", "TextPositionSelector")])
    exact = serializers.CharField(required=False, trim_whitespace=False)
    prefix = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    suffix = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    start = serializers.IntegerField(required=False, help_text="In code points of the revision's text.")
    end = serializers.IntegerField(required=False, help_text="Not included.")


class OptionShown(serializers.Serializer[Any]):
    """One place that the words may stand at, in its paragraph."""

    choice = serializers.IntegerField(help_text="What the act `place` takes as `choice`.")
    where = serializers.CharField(help_text="For people: “paragraph 3”, “headline”.")
    block = serializers.CharField()
    before = serializers.CharField(allow_blank=True, trim_whitespace=False)
    exact = serializers.CharField(trim_whitespace=False)
    after = serializers.CharField(allow_blank=True, trim_whitespace=False)
    start = serializers.IntegerField(help_text="In code points of the revision's text.")
    end = serializers.IntegerField(help_text="Not included.")


class ChoicesShown(serializers.Serializer[Any]):
    """The places that fit equally, until the article is saved again: a person chooses one by `place`."""

    revision = serializers.IntegerField(help_text="The newest revision: what `place` takes as `seen`.")
    options = OptionShown(many=True)
    is_made = serializers.BooleanField(help_text="Whether somebody chose; it may be chosen otherwise.")
    chosen = serializers.IntegerField(
        allow_null=True, help_text="The `choice` that was made; null, once made: the words are gone."
    )


class AppearanceAtTheDesk(serializers.Serializer[Any]):
    """What those who may edit the article are told besides."""

    anchor = serializers.IntegerField(
        help_text="The run that tells of the newest revision: what the act `reaffirm` takes as `seen`."
    )
    wording = serializers.CharField(help_text="The words as they were found first.", trim_whitespace=False)
    checked = serializers.CharField(
        allow_null=True,
        trim_whitespace=False,
        help_text="The words that were checked last, by the newest verdict or since; null without a verdict.",
    )
    choices = ChoicesShown(allow_null=True, help_text="Null where it is known where the words stand.")


class AppearanceLinks(serializers.Serializer[Any]):
    """Where to go on from a place."""

    self = serializers.URLField()
    anchors = serializers.URLField(help_text="Where the words stood in each run of revisions.")


@extend_schema_serializer(component_name="Appearance")
class AppearanceShown(serializers.Serializer[Any]):
    """One place where the claim is made in one article."""

    id = serializers.IntegerField()
    article = ArticleRef()
    revision = serializers.IntegerField(help_text="The revision that the selectors hold for.")
    state = serializers.ChoiceField(
        choices=AppearanceAnchor.State.choices,
        allow_null=True,
        help_text="What became of the words since the claim was found; null until they are looked for.",
    )
    is_changed_since_verdict = serializers.BooleanField(
        help_text="Whether the words changed or went since the newest verdict, and nobody reaffirmed it."
    )
    selectors = Selector(many=True)
    desk = AppearanceAtTheDesk(allow_null=True, help_text="Null for whoever may not edit the article.")
    links = AppearanceLinks()


@extend_schema_serializer(component_name="Anchor")
class AnchorShown(serializers.Serializer[Any]):
    """Where the words stood for a run of revisions. Offsets count in the paragraph, alike in all of them.

    Of words that were lost, the place and words are those known last; readers are not told of these.
    """

    id = serializers.IntegerField()
    first = serializers.IntegerField(help_text="The first revision of the run; for readers, published.")
    last = serializers.IntegerField(help_text="The last revision for which it held.")
    state = serializers.ChoiceField(
        choices=AppearanceAnchor.State.choices, help_text="Beside the words and the place found first."
    )
    block = serializers.CharField(allow_null=True, help_text="The block; or `headline`, `standfirst`…")
    key = serializers.CharField(
        allow_null=True, allow_blank=True, help_text="Names the paragraph in the block."
    )
    start = serializers.IntegerField(allow_null=True, help_text="In code points of the paragraph.")
    end = serializers.IntegerField(allow_null=True, help_text="Not included.")
    exact = serializers.CharField(allow_null=True, trim_whitespace=False)
    prefix = serializers.CharField(
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        help_text="What stood around in the first revision; null for readers where that is a draft.",
    )
    suffix = serializers.CharField(allow_null=True, allow_blank=True, trim_whitespace=False)


class OfSeenClaim(Resource):
    """Whatever tells where one claim is made: 404 unless the caller may see the claim."""

    def claim(self) -> Claim:
        """The claim named in the address."""
        number = self.kwargs["claim"]
        claim: Claim | None = self.viewer.claims().filter(pk=number).first()
        if claim is None:
            raise NotFound(f"There is no claim {number} that you may see.")
        return claim

    def appearances(self) -> QuerySet[Appearance]:
        """Its places, as far as the caller may see."""
        return self.viewer.appearances().filter(claim=self.claim())


@extend_schema_view(
    list=extend_schema(summary="Where a claim is made, oldest first", operation_id="list_claim_appearances"),
    retrieve=extend_schema(summary="One place where it is made", operation_id="get_claim_appearance"),
)
class AppearanceResource(OfSeenClaim):
    """Where a claim is made: for readers in what they see, at the desk in the newest state, too."""

    queryset = Appearance.objects.none()
    serializer_class = AppearanceShown
    ordering = ("pk",)
    lookup_url_kwarg = "appearance"

    def get_queryset(self) -> QuerySet[Appearance]:
        return self.appearances().with_anchors()

    def present(self, rows: Sequence[Appearance]) -> Sequence[dict[str, Any]]:
        verdicts = Verdict.objects.in_force().filter(claim=self.kwargs["claim"]).order_by("-pk")
        return appearances_shown(self.request, rows, {self.kwargs["claim"]: verdicts.first()})


@extend_schema_view(
    list=extend_schema(
        summary="Where the words stood, run by run, oldest first", operation_id="list_claim_anchors"
    )
)
class AnchorResource(OfSeenClaim):
    """How the words of one place fared: a run of revisions for each state, place and wording that they had.

    Readers are shown the runs that reached them, from the first published revision to the last.
    """

    queryset = AppearanceAnchor.objects.none()
    serializer_class = AnchorShown
    ordering = ("pk",)

    def get_queryset(self) -> QuerySet[AppearanceAnchor]:
        number = self.kwargs["appearance"]
        appearance = self.appearances().filter(pk=number).first()
        if appearance is None:
            raise NotFound(f"There is no appearance {number} of this claim that you may see.")
        runs = AppearanceAnchor.objects.filter(appearance=appearance).select_related("first", "last")
        runs = runs.defer("first__content", "last__content")
        self.published: set[int] | None = None
        if self.viewer.may_edit(appearance.article_id):
            return runs
        seen = Publication.objects.filter(article_id=appearance.article_id)
        self.published = set(seen.values_list("revision__number", flat=True))
        within = {"revision__number__gte": OuterRef("first__number")}
        return runs.filter(Exists(seen.filter(**within, revision__number__lte=OuterRef("last__number"))))

    def present(self, rows: Sequence[AppearanceAnchor]) -> Sequence[dict[str, Any]]:
        return [_run(row, self.published) for row in rows]


def _run(run: AppearanceAnchor, published: set[int] | None) -> dict[str, Any]:
    """The values of an `AnchorShown`; `published`: the numbers that readers may know, None for no limit."""
    first, last = run.first.number, run.last.number
    place = {name: getattr(run, name) for name in ("block", "key", "start", "end", "exact")}
    around = {"prefix": run.prefix, "suffix": run.suffix}
    if published is not None:
        reached = [number for number in published if first <= number <= last]
        if not run.is_found:
            place = dict.fromkeys(place)
        if not run.is_found or first not in published:
            around = dict.fromkeys(around)
        first, last = min(reached), max(reached)
    return {"id": run.pk, "first": first, "last": last, "state": run.state, **place, **around}


def appearances_shown(
    request: Request, appearances: Sequence[Appearance], verdicts: Mapping[int, Verdict | None]
) -> list[dict[str, Any]]:
    """Where claims stand: in the newest state for those who may see it, else in the live one.

    `appearances` are those that the caller may see, `with_anchors`; `verdicts`: of each claim, by its id,
    the newest in force. The queries do not grow with the number of places.
    """
    ids = {appearance.article_id for appearance in appearances}
    mine = set(viewer_of(request).editable.filter(pk__in=ids).values_list("pk", flat=True))
    newest = {a.anchor.last_id for a in appearances if a.article_id in mine}
    live = ArticleRevision.objects.readers_see().filter(article_id__in=ids)
    live_of = {revision.article_id: revision for revision in live}
    newest_of = {r.article_id: r for r in ArticleRevision.objects.filter(pk__in=newest)}
    published: dict[int, set[int]] = defaultdict(set)
    for article_id, number in Publication.objects.filter(article_id__in=ids).values_list(
        "article_id", "revision__number"
    ):
        published[article_id].add(number)
    articles = pages(ids)
    choices = choices_of(a for a in appearances if a.article_id in mine and a.article_id in articles)
    shown = []
    for appearance in appearances:
        key = appearance.article_id
        revision = newest_of.get(key) or live_of.get(key)
        if revision is None or key not in articles:
            continue  # the article was deleted; its history stays, but there is nothing to lead to
        is_mine = key in mine
        place = appearance.anchor if is_mine else place_in(appearance, revision)
        verdict = verdicts[appearance.claim_id]
        names = (appearance.claim_id, appearance.pk)
        shown.append(
            {
                "id": appearance.pk,
                "article": article_ref(
                    request, articles[key], revision.headline, is_published=key in live_of
                ),
                "revision": revision.number,
                "state": place.state if place else None,
                "is_changed_since_verdict": bool(
                    place and verdict and changed_since(appearance, place, verdict.issued_at)
                ),
                "selectors": selectors(appearance, place, revision, None if is_mine else published[key]),
                "desk": _at_the_desk(appearance, verdict, choices.get(appearance.pk)) if is_mine else None,
                "links": {
                    "self": address(request, "claim-appearance", *names),
                    "anchors": address(request, "claim-anchors", *names),
                },
            }
        )
    return shown


def _at_the_desk(appearance: Appearance, verdict: Verdict | None, choices: Choices | None) -> dict[str, Any]:
    return {
        "anchor": appearance.anchor.pk,
        "wording": appearance.wording,
        "checked": words_checked(appearance, verdict.issued_at) if verdict else None,
        "choices": _choices(choices) if choices else None,
    }


def _choices(choices: Choices) -> dict[str, Any]:
    return {
        "revision": choices.revision.number,
        "options": [_option(n, option, choices.revision) for n, option in enumerate(choices.options)],
        "is_made": choices.is_made,
        "chosen": choices.chosen,
    }


def _option(number: int, option: Option, revision: ArticleRevision) -> dict[str, Any]:
    place = option.place
    start = revision.text.offset(place.block, place.key, place.start) or 0
    return {
        "choice": number,
        "where": option.where,
        "block": place.block,
        "before": option.before,
        "exact": place.exact,
        "after": option.after,
        "start": start,
        "end": start + place.end - place.start,
    }


def selectors(
    appearance: Appearance,
    place: AppearanceAnchor | None,
    revision: ArticleRevision,
    published: set[int] | None,
) -> list[dict[str, Any]]:
    """W3C selectors of an appearance in a revision's own words.

    A stored anchor's surroundings are those of the revision in which its run began, which may be a draft:
    they are taken afresh. Of lost words readers are told no more than what a published revision
    (`published`: their numbers; None for who may see drafts) had.
    """
    if place is None:
        return []
    text = revision.text
    start = text.offset(place.block, place.key, place.start) if place.is_found else None
    if start is not None:
        found = anchor(text.segments, start, start + place.end - place.start)
        return [text_quote_selector(found), text_position_selector(found, text.segments)]
    for past in sorted(appearance.anchors.all(), key=lambda past: -past.pk):
        run = range(past.first.number, past.last.number + 1)
        if past.is_found and (published is None or any(number in run for number in published)):
            return [{"type": "TextQuoteSelector", "exact": past.exact}]
    return []
