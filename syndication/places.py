"""Public claims, and where published stories make each of them: what became of its words there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from articles.models import ArticlePage, ArticleRevision, Publication
from claims.models import Appearance, Claim, ClaimAct, Evidence, Verdict
from claims.standing import changed_since, place_in, was_published, words_at
from syndication.published import with_sections

UNREAD = "unread"
LONGEST_RUN, ENDS = 12, 5  # words of an address's text directive


@dataclass(frozen=True, slots=True)
class Place:
    """A visible article that published the claim, and what has become of its words there.

    `before`: the words that were checked, where readers saw them once and now see others.
    """

    article: ArticlePage
    state: str  # an AppearanceAnchor.State, or UNREAD while the newest text is being read
    words: str
    is_changed: bool
    before: str = ""

    @property
    def is_standing(self) -> bool:
        """Whether readers find the words there as they were checked."""
        return bool(self.words) and not self.is_changed

    @property
    def may_stand(self) -> bool:
        """Whether they stand, or nobody knows yet: the newest text is still being read."""
        return self.is_standing or self.state == UNREAD

    @property
    def address(self) -> str:
        """The article, at the words where they stand there and the browser can find them."""
        url = self.article.get_url() or "/"
        return f"{url}#:~:text={text_directive(self.words)}" if self.words else url


def text_directive(words: str) -> str:
    """Words for a browser to scroll to (WICG text fragments): all of them, or the first and the last few."""
    parts = words.strip("“”\"'‘’«»„ ,").split()
    runs = [parts] if len(parts) <= LONGEST_RUN else [parts[:ENDS], parts[-ENDS:]]
    return ",".join(quote(" ".join(run), safe="").replace("-", "%2D") for run in runs)


def public_claims() -> "QuerySet[Claim]":
    """Public claims with all that their page shows."""
    return (
        Claim.objects.public()
        .select_related("claimant")
        .prefetch_related(Prefetch("verdicts", queryset=Verdict.objects.on_file()), *_of_public_claims())
    )


def _of_public_claims() -> list[Prefetch]:
    appearances = Appearance.objects.filter(article_id__in=ArticlePage.objects.visible().values("pk"))
    return [
        Prefetch("appearances", queryset=appearances.with_anchors().order_by("pk")),
        Prefetch("evidence", queryset=Evidence.objects.standing()),
        Prefetch("acts", queryset=ClaimAct.objects.filter(after=Claim.Status.PUBLISHED)),
    ]


def complete(claims: Sequence[Claim]) -> None:
    """Give public claims with their verdicts whatever else those of `public_claims` have."""
    prefetch_related_objects(claims, *_of_public_claims())


def places_of(claims: Sequence[Claim]) -> dict[int, list[Place]]:
    """Where published stories make each claim of `public_claims`, or made it once, by the claim's id.

    Five queries, however many claims.
    """
    appearances = [each for claim in claims for each in claim.appearances.all()]
    ids = {appearance.article_id for appearance in appearances}
    articles = {
        article.pk: article
        for article in with_sections(ArticlePage.objects.visible().filter(pk__in=ids).defer_streamfields())
    }
    live = {
        revision.article_id: revision
        for revision in ArticleRevision.objects.readers_see().filter(article_id__in=ids).defer("content")
    }
    published: dict[int, set[int]] = {article_id: set() for article_id in ids}
    for article_id, number in Publication.objects.filter(article_id__in=ids).values_list(
        "article_id", "revision__number"
    ):
        published[article_id].add(number)
    places: dict[int, list[Place]] = {claim.pk: [] for claim in claims}
    for claim in claims:
        verdict = claim.verdict
        for appearance in claim.appearances.all():
            article, revision = articles.get(appearance.article_id), live.get(appearance.article_id)
            numbers = published[appearance.article_id]
            if article and revision and verdict and was_published(appearance, numbers):
                place = _place(appearance, article, revision, verdict)
                before = _before(appearance, verdict, numbers) if place.is_changed else ""
                places[claim.pk].append(replace(place, before=before))
    return places


def _place(
    appearance: Appearance, article: ArticlePage, revision: ArticleRevision, verdict: Verdict
) -> Place:
    anchor = place_in(appearance, revision)
    if anchor is None:
        return Place(article, UNREAD, "", is_changed=False)
    changed = changed_since(appearance, anchor, verdict.issued_at)
    return Place(article, anchor.state, anchor.exact if anchor.is_found else "", is_changed=changed)


def _before(appearance: Appearance, verdict: Verdict, published: set[int]) -> str:
    """The words that the verdict is on, as far as readers ever saw them."""
    words = words_at(appearance, verdict.issued_at)
    return words if was_published(appearance, published, words=words) else ""
