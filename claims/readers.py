"""What of claims readers may be told: the words that they were shown, and no others.

A claim is found in a draft. Until its story is published, the words may be edited, the speaker left out, a
verdict replaced; whatever was so left out stays at the desk, with the name of a source above all.
"""

from collections import defaultdict
from collections.abc import Sequence

from annotations.models import Attribution
from claims import claimants
from claims.models import AppearanceAnchor, Claim, Verdict
from claims.proposing import statement_of
from claims.workflow import Status


def for_readers(claims: Sequence[Claim]) -> None:
    """Take from public claims what readers were never shown. They are for showing then, not for saving.

    A statement that was edited before anybody saw it gives way to the words that were seen; the claimant is
    whom readers see quoted with them, by a name that they know. The queries do not grow with the number of
    claims.
    """
    ids = {claim.pk for claim in claims}
    anchors = list(
        AppearanceAnchor.objects.readers_saw()
        .filter(appearance__claim_id__in=ids)
        .select_related("appearance", "first", "last")
        .defer("first__content", "last__content")
        .order_by("pk")
    )
    seen: dict[int, list[AppearanceAnchor]] = defaultdict(list)
    for anchor in anchors:
        seen[anchor.appearance.claim_id].append(anchor)
    for claim in claims:
        if not any(anchor.state in AppearanceAnchor.AS_FOUND for anchor in seen[claim.pk]):
            words = [anchor.exact for anchor in seen[claim.pk][-1:]]
            claim.statement = statement_of(words, is_direct=claim.type == Attribution.Type.DIRECT)
    claimants.tell(claims, anchors)


def shown_verdicts(claim: Claim) -> list[Verdict]:
    """The verdicts that readers were shown, the newest first; one replaced before they saw it is not.

    Uses prefetched acts and verdicts.
    """
    in_force = sorted((each for each in claim.verdicts.all() if each.is_in_force), key=lambda each: each.pk)
    moments = [act.at for act in claim.acts.all() if act.after == Status.PUBLISHED]
    shown = {max((each.pk for each in in_force if each.counts_from <= at), default=None) for at in moments}
    return [each for each in reversed(in_force) if each.pk in shown or each is in_force[-1]]
