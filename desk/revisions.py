"""An article's history: its revisions, newest first, narrowed by what somebody looks for.

Autosaves that follow each other stand in one row, which opens. Whatever is chosen stands in the address.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.views.generic import TemplateView

from accounts.models import User
from articles.counting import count_changes, uncounted
from articles.events import HISTORY_UNCOUNTED
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Draft,
    Publication,
    RevisionCount,
    TouchedBlock,
)
from claims.models import AppearanceAnchor, Claim, GateOverride
from desk.history import HistoryMixin
from desk.holds import holds_of
from desk.words import as_options
from outbox.models import OutboxEvent

PER_PAGE = 20
COUNTED_AT_SIGHT = 60  # revisions whose words are counted while somebody waits; a worker counts the others


class RevisionFilterSet(django_filters.FilterSet):
    """What of the history to show. The fields can be combined."""

    named = django_filters.BooleanFilter(label="Named", method="narrow", widget=forms.CheckboxInput)
    published = django_filters.BooleanFilter(label="Published", method="narrow", widget=forms.CheckboxInput)
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=as_options(ArticleRevision.Kind.choices), empty_label="Any kind"
    )
    by = django_filters.ModelChoiceFilter(
        label="By", field_name="created_by", queryset=User.objects.none(), empty_label="Anybody"
    )
    claim = django_filters.ModelChoiceFilter(
        label="Touching the claim",
        method="touching_claim",
        queryset=Claim.objects.none(),
        empty_label="Any or none",
    )
    block = django_filters.CharFilter(method="touching_block", widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = ArticleRevision
        fields: list[str] = []

    def __init__(self, article: ArticlePage, request: HttpRequest) -> None:
        self.article = article
        super().__init__(request.GET, ArticleRevision.objects.of(article), request=request)
        people, claims = self.form.fields["by"], self.form.fields["claim"]
        people.queryset = User.objects.filter(
            pk__in=ArticleRevision.objects.of(article).order_by().values("created_by")
        ).order_by("first_name", "username")
        people.label_from_instance = lambda user: user.display_name
        claims.queryset = Claim.objects.filter(
            pk__in=AppearanceAnchor.objects.filter(appearance__article=article.pk).values("appearance__claim")
        ).order_by("pk")
        claims.label_from_instance = lambda claim: Truncator(str(claim)).chars(80)

    @property
    def chosen(self) -> dict[str, Any]:
        """What is narrowed by; empty for the whole history."""
        data = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: value for name, value in data.items() if value}

    def narrow(self, revisions: Any, name: str, value: bool) -> Any:
        """By a yes; a no asks for nothing."""
        return getattr(revisions, name)() if value else revisions

    def touching_claim(self, revisions: Any, name: str, claim: Claim) -> Any:
        """Those in which the claim's words came, changed, moved or went."""
        runs = AppearanceAnchor.objects.filter(appearance__claim=claim, appearance__article=self.article.pk)
        return revisions.filter(pk__in=runs.values("first"))

    def touching_block(self, revisions: Any, name: str, block: str) -> Any:
        """Those that changed one block."""
        return revisions.touching(self.article.pk, block)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the history: a revision, or the newest of autosaves that fold into it."""

    revision: ArticleRevision
    added: int | None
    removed: int | None
    publications: list[Publication] = field(default_factory=list)
    overrides: list[GateOverride] = field(default_factory=list)
    is_live: bool = False
    folded: int = 1  # revisions that this row stands for
    first: int = 0  # the oldest of them
    began_at: datetime | None = None
    is_open: bool = False
    is_member: bool = False

    @property
    def times(self) -> str:
        """How often the text was saved here, in words."""
        return f"{self.folded} times"

    @property
    def previous(self) -> int | None:
        """The revision that the row's changes begin from."""
        return (self.first or self.revision.number) - 1 or None


class HistoryView(HistoryMixin, TemplateView):
    """The revisions of one article, a page at a time. Its queries do not grow with them."""

    template_name = "desk/history/history.html"
    page_title = "History"

    @cached_property
    def filters(self) -> RevisionFilterSet:
        """What was chosen in the address."""
        return RevisionFilterSet(self.article, self.request)

    @cached_property
    def waiting(self) -> int:
        """Revisions that a worker still has to count; the newest are counted here and now."""
        missing = uncounted(self.article.pk)
        count_changes(self.article.pk, missing[:COUNTED_AT_SIGHT])
        if left := len(missing[COUNTED_AT_SIGHT:]):
            OutboxEvent.objects.record(HISTORY_UNCOUNTED, self.article.pk)
        return left

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.waiting
        revisions = self.filters.qs.with_folds()
        page = Paginator(revisions.heads().values_list("number", flat=True), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        rows = self._rows(revisions, page)
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "filters": self.filters,
            "chosen": self.filters.chosen,
            "block_words": self._block_words(),
            "rows": rows,
            "page_obj": page,
            "in_all": ArticleRevision.objects.of(self.article).count(),
            "matching": self.filters.qs.count(),
            "waiting": waiting,
            "drafts": self._drafts(page.number),
            **holds_of(self.article, self.request.user),
            "may_label": self.article.permissions_for_user(self.request.user).can_edit(),
            "query": self._query("p", "open"),
            "without_block": self._query("p", "open", "block"),
        }

    def _drafts(self, page: int) -> list[Draft]:
        """The texts kept aside that nobody has settled yet, above the whole history."""
        if page > 1 or self.filters.chosen:
            return []
        kept = Draft.objects.of(self.article).open().select_related("created_by", "base")
        return list(kept.defer("content", "base__content").order_by("-pk")[:PER_PAGE])

    def _query(self, *without: str) -> str:
        """What is chosen in the address but for these, to go on from."""
        chosen = self.request.GET.copy()
        for name in without:
            chosen.pop(name, None)
        return chosen.urlencode()

    def _block_words(self) -> str:
        """How the paragraph begins that the history is narrowed to, as it stood last."""
        block = self.filters.chosen.get("block")
        if not block:
            return ""
        touched = TouchedBlock.objects.filter(article_id=self.article.pk, block=block)
        newest = touched.select_related("revision").order_by("-revision__number")[:2]
        for each in newest:  # the newest may have taken it out
            for text in (each.revision, self._before(each.revision)):
                words = [s.text for s in text.text.segments if s.block == block] if text else []
                if words:
                    return Truncator(" ".join(words)).words(12)
        return ""

    def _before(self, revision: ArticleRevision) -> ArticleRevision | None:
        return ArticleRevision.objects.of(self.article).filter(number=revision.number - 1).first()

    def _rows(self, revisions: Any, page: Any) -> list[Row]:
        """The heads of the page, each followed by its autosaves where the row is open."""
        heads = list(page.object_list)
        if not heads:
            return []
        below = revisions.heads().filter(number__lt=heads[-1]).values_list("number", flat=True).first() or 0
        spans = list(zip(heads, [*heads[1:], below], strict=True))
        facts = self.filters.qs.filter(number__lte=heads[0], number__gt=below).order_by("-number")
        members: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
        position = 0
        for number, created_at in facts.values_list("number", "created_at"):
            while number <= spans[position][1]:
                position += 1
            members[spans[position][0]].append((number, created_at))
        opened = {int(n) for n in self.request.GET.getlist("open") if n.isdecimal() and len(n) < 10}
        wanted = [n for h in heads for n, _ in (members[h] if h in opened else members[h][:1])]
        shown = self._shown(wanted)
        counts = self._counts(below, heads[0])
        rows = []
        for head in heads:
            of_head = members[head]
            is_open = head in opened and len(of_head) > 1
            rows.append(
                shown.row(
                    head,
                    [counts.get(number) for number, _ in of_head],
                    folded=len(of_head),
                    first=of_head[-1][0],
                    began_at=of_head[-1][1],
                    is_open=is_open,
                )
            )
            if is_open:
                rows += [shown.row(n, [counts.get(n)], is_member=True) for n, _ in of_head]
        return rows

    def _counts(self, above: int, up_to: int) -> dict[int, tuple[int, int]]:
        counts = RevisionCount.objects.filter(
            revision__article=self.article.pk, revision__number__gt=above, revision__number__lte=up_to
        )
        return {
            number: (added, removed)
            for number, added, removed in counts.values_list("revision__number", "added", "removed")
        }

    def _shown(self, numbers: Iterable[int]) -> "_Shown":
        revisions = ArticleRevision.objects.of(self.article).filter(number__in=list(numbers))
        live = None
        if self.article.live:
            live = ArticleRevision.objects.live_of(self.article)
        revisions = revisions.select_related("created_by", "merged__created_by", "merged__base")
        heavy = ("content", "merged__content", "merged__base__content")
        return _Shown(revisions.with_labels().defer(*heavy), live)


class _Shown:
    """The revisions of a page with all that is told of them."""

    def __init__(self, revisions: QuerySet[ArticleRevision], live: ArticleRevision | None) -> None:
        self.revisions = {revision.number: revision for revision in revisions}
        self.live = live
        everything = list(self.revisions.values())
        self.publications: dict[int, list[Publication]] = defaultdict(list)
        for publication in Publication.objects.filter(revision__in=everything).order_by("published_at"):
            self.publications[publication.revision_id].append(publication)
        self.overrides: dict[int, list[GateOverride]] = defaultdict(list)
        for override in GateOverride.objects.filter(revision__in=everything).select_related("by"):
            self.overrides[override.revision_id].append(override)

    def row(self, number: int, counts: list[tuple[int, int] | None], **facts: Any) -> Row:
        """One row, which stands for as many revisions as there are `counts`."""
        revision = self.revisions[number]
        known = [count for count in counts if count is not None]
        is_known = len(known) == len(counts)
        return Row(
            revision,
            sum(added for added, _ in known) if is_known else None,
            sum(removed for _, removed in known) if is_known else None,
            self.publications[revision.pk],
            self.overrides[revision.pk],
            is_live=self.live is not None and self.live.pk == revision.pk,
            **facts,
        )
