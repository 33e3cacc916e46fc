"""What of claims readers may be told: the words that they were shown, and no others.

A claim is found in a draft. Until its story is published, the words may be edited, the speaker left out, a
verdict replaced; whatever was so left out stays at the desk, with the name of a source above all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from annotations.models import Attribution
from articles.models import ArticleRevision, Publication
from claims.models import AppearanceAnchor, Claim, Verdict
from claims.proposing import statement_of
from claims.workflow import Status

SHORTEST_NAME = 3


def for_readers(claims: Sequence[Claim]) -> None:
    """Take from public claims what readers were never shown. They are for showing then, not for saving.

    A statement that was edited before anybody saw it gives way to the words that were seen; a claimant whom
    no published words name is nobody. The queries do not grow with the number of claims.
    """
    ids = {claim.pk for claim in claims}
    articles: dict[int, set[int]] = defaultdict(set)
    seen: dict[int, list[tuple[str, str]]] = defaultdict(list)
    anchors = AppearanceAnchor.objects.readers_saw().filter(appearance__claim_id__in=ids).order_by("pk")
    for claim_id, article_id, state, exact in anchors.values_list(
        "appearance__claim_id", "appearance__article_id", "state", "exact"
    ):
        articles[claim_id].add(article_id)
        seen[claim_id].append((state, exact))
    for claim in claims:
        if not any(state in AppearanceAnchor.AS_FOUND for state, _ in seen[claim.pk]):
            words = [exact for _, exact in seen[claim.pk][-1:]]
            claim.statement = statement_of(words, is_direct=claim.type == Attribution.Type.DIRECT)
    _hide_claimants(claims, articles)


def _hide_claimants(claims: Sequence[Claim], articles: dict[int, set[int]]) -> None:
    """Name nobody whom the stories that make the claim do not quote or, of words that left them, named."""
    quoted = _quoted({article_id for ids in articles.values() for article_id in ids})
    doubtful = []
    for claim in claims:
        sources = [source for article_id in articles[claim.pk] for source in quoted.get(article_id, ())]
        if claim.claimant_id and any(entity_id == claim.claimant_id for entity_id, _ in sources):
            continue
        claim.claimant = None
        name = next((name for _, name in sources if _is_same(name, claim.claimant_name)), "")
        if name:
            claim.claimant_name = name
        elif claim.claimant_name:
            doubtful.append(claim)
    if not doubtful:
        return
    others = _said_by_others(doubtful)
    texts = _texts({article_id for claim in doubtful for article_id in articles[claim.pk]})
    for claim in doubtful:
        said = [text for article_id in articles[claim.pk] for text in texts[article_id]]
        if claim.pk in others or not any(claim.claimant_name in text for text in said):
            claim.claimant_name = ""


def _said_by_others(claims: Sequence[Claim]) -> set[int]:
    """Claims, by id, whose words readers see as words of somebody, who then is not their claimant."""
    places = (
        AppearanceAnchor.objects.readers_see()
        .filter(appearance__claim__in=claims)
        .select_related("appearance")
    )
    live = ArticleRevision.objects.readers_see().filter(
        article_id__in={place.appearance.article_id for place in places}
    )
    revisions = {revision.article_id: revision for revision in live}
    contents: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for attribution in Attribution.objects.standing().filter(revision__in=[each.pk for each in live]):
        contents[attribution.revision_id] += [(start, end) for start, end in attribution.content]
    others = set()
    for place in places:
        revision = revisions.get(place.appearance.article_id)
        start = revision.text.offset(place.block, place.key, place.start) if revision else None
        if revision and start is not None:
            end = start + place.end - place.start
            if any(first < end and start < last for first, last in contents[revision.pk]):
                others.add(place.appearance.claim_id)
    return others


def _is_same(name: str, other: str) -> bool:
    """Whether one name may be the other's shorter form: “Lindqvist” is “Mara Lindqvist”’s."""
    return len(name) >= SHORTEST_NAME and (f" {name} " in f" {other} " or f" {other} " in f" {name} ")


def _quoted(article_ids: Iterable[int]) -> dict[int, set[tuple[int | None, str]]]:
    """Whom each article quotes in what readers see: entities, and the names that it has for them.

    An article of which nothing was read (yet) is left out.
    """
    sources = (
        Attribution.objects.standing()
        .filter(revision__in=ArticleRevision.objects.readers_see(), revision__article_id__in=article_ids)
        .values_list("revision__article_id", "source_entity_id", "source_text")
    )
    quoted: dict[int, set[tuple[int | None, str]]] = {}
    for article_id, entity_id, name in sources:
        quoted.setdefault(article_id, set()).add((entity_id, name))
    return quoted


def _texts(article_ids: Iterable[int]) -> "defaultdict[int, list[str]]":
    """What every published version of the articles said."""
    texts = defaultdict(list)
    for each in Publication.objects.filter(article_id__in=article_ids).select_related("revision"):
        texts[each.article_id].append(each.revision.text.plain)
    return texts


def shown_verdicts(claim: Claim) -> list[Verdict]:
    """The verdicts that readers were shown, the newest first; one replaced before they saw it is not.

    Uses prefetched acts and verdicts.
    """
    in_force = sorted((each for each in claim.verdicts.all() if each.is_in_force), key=lambda each: each.pk)
    moments = [act.at for act in claim.acts.all() if act.after == Status.PUBLISHED]
    shown = {max((each.pk for each in in_force if each.counts_from <= at), default=None) for at in moments}
    return [each for each in reversed(in_force) if each.pk in shown or each is in_force[-1]]
