"""Where a claim stands in what readers see now.

Anchors follow the newest draft; readers see the revision published last. Everything here is told of
one revision, from anchors that were fetched already (`Appearance.objects.with_anchors()`).
"""

from datetime import datetime

from articles.models import ArticleRevision
from claims.models import Appearance, AppearanceAnchor, Reaffirmation


def place_in(appearance: Appearance, revision: ArticleRevision) -> AppearanceAnchor | None:
    """The anchor that tells where the appearance stood in a revision of its article.

    None where its words were never looked for there: it was made later, or the news is on its way.
    Where a person chose between two places of one revision, the choice is what counts.
    """
    there = [
        anchor
        for anchor in appearance.anchors.all()
        if anchor.first.number <= revision.number <= anchor.last.number
    ]
    return max(there, key=lambda anchor: anchor.pk, default=None)


def was_published(appearance: Appearance, numbers: set[int], *, words: str | None = None) -> bool:
    """Whether one of the revisions with these numbers, the published ones, had the words (or `words`)."""
    return any(
        anchor.is_found
        and (words is None or anchor.exact == words)
        and any(anchor.first.number <= number <= anchor.last.number for number in numbers)
        for anchor in appearance.anchors.all()
    )


def words_at(appearance: Appearance, moment: datetime) -> str:
    """The words that stood in the newest state of the article at a moment, a verdict's say."""
    anchors = sorted(appearance.anchors.all(), key=lambda anchor: anchor.pk)
    known = [anchor for anchor in anchors if anchor.first.created_at <= moment and anchor.is_found]
    return (known[-1] if known else anchors[0]).exact


def changed_since(appearance: Appearance, place: AppearanceAnchor, moment: datetime) -> bool:
    """Whether the text changed since it was checked: the words at `place` are not those of that moment.

    A verdict signed after an edit is a verdict on the edited words; so is one reaffirmed for them since.
    Words that went before the verdict did not change since. The one definition, for every page and the
    API; `AppearanceAnchorQuerySet.changed_since_checked` says the same in SQL.
    """
    reaffirmed = [each for each in _reaffirmed(appearance, moment) if each.exact == place.exact]
    if not place.is_found:
        went_at = place.first.created_at
        return went_at > moment and not any(each.at > went_at for each in reaffirmed)
    return not reaffirmed and words_at(appearance, moment) != place.exact


def words_checked(appearance: Appearance, moment: datetime) -> str:
    """The words that were checked last: reaffirmed since a moment, a verdict's say, or judged then."""
    reaffirmed = _reaffirmed(appearance, moment)
    return reaffirmed[-1].exact if reaffirmed else words_at(appearance, moment)


def _reaffirmed(appearance: Appearance, moment: datetime) -> list[Reaffirmation]:
    since = [each for each in appearance.reaffirmations.all() if each.at > moment]
    return sorted(since, key=lambda each: each.pk)
