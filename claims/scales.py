"""Other people's ratings on our scale: as the newsroom says, else by their words, else by their numbers."""

from collections.abc import Iterable

from claims.models import ForeignRating, ImportedReview, Rating
from claims.models.verdict import BEST


class Scale:
    """The newsroom's scale and what it says of other people's words, read once for many reviews."""

    def __init__(self) -> None:
        self._by_code = {rating.code: rating for rating in Rating.objects.in_use()}
        self._by_words = {rating.label.casefold(): rating for rating in self._by_code.values()}
        self._foreign = {
            (each.publisher.casefold(), each.label.casefold()): each.rating
            for each in ForeignRating.objects.select_related("rating")
        }

    def rating_of(self, review: ImportedReview) -> Rating | None:
        """What a review's rating means here; None where nobody can tell."""
        words = review.label.casefold()
        return (
            self._foreign.get((review.publisher.casefold(), words))
            or self._foreign.get(("", words))
            or self._by_words.get(words)
            or self._by_number(review)
        )

    def _by_number(self, review: ImportedReview) -> Rating | None:
        """The step closest to its place between worst and best; schema.org has 1 and 5 for unsaid."""
        value = review.rating_value
        worst = 1.0 if review.worst_rating is None else review.worst_rating
        best = float(BEST) if review.best_rating is None else review.best_rating
        if value is None or not worst < best or not worst <= value <= best:
            return None
        place = 1 + (BEST - 1) * ((value - worst) / (best - worst))
        steps = [rating for rating in self._by_code.values() if rating.value is not None]
        return min(steps, key=lambda step: (abs((step.value or 0) - place), step.order), default=None)


def remap(reviews: Iterable[ImportedReview]) -> int:
    """Map reviews anew, after the newsroom changed what words mean; how many have another rating now."""
    scale, changed = Scale(), []
    for review in reviews:
        rating = scale.rating_of(review)
        if review.rating_id != (rating and rating.pk):
            review.rating = rating
            changed.append(review)
    ImportedReview.objects.bulk_update(changed, ["rating"], batch_size=500)
    return len(changed)
