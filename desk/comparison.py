"""What changed between any two revisions of an article, in words: for people, not for programmers."""

from dataclasses import dataclass
from typing import Any

from django.views.generic import TemplateView

from articles.changes import changed_blocks, changed_fields
from articles.diff import BlockChange, WordRun, diff, summary
from articles.models import ArticleRevision
from desk.history import HistoryMixin

CONTEXT = 1  # unchanged paragraphs left open on either side of a change
LONG = 3  # as many unchanged paragraphs in a row are worth folding
KINDS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "heading": "Heading",
    "quote": "Block quote",
    "quote_source": "Who is quoted",
    "caption": "Caption",
    "cell": "Table cell",
    "list": "List",
}
WHAT = {
    "added": "added",
    "removed": "removed",
    "moved": "moved here",
    "changed": "changed",
    "retyped": "of another kind now",
    "split": "parted from another",
    "merged": "joined from several",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of the comparison."""

    kind: str
    what: str  # "Paragraph moved here"; "" where it is the same
    style: str  # the kind of segment, for its looks
    words: tuple[WordRun, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive paragraphs, folded away when they are long and unchanged."""

    is_folded: bool
    passages: list[Passage]


class ComparisonView(HistoryMixin, TemplateView):
    """A word diff with the changed fields, and the way to the comparisons before and after it."""

    template_name = "desk/history/comparison.html"

    def get_page_title(self) -> str:
        return f"Revision {self.kwargs['old']} to {self.kwargs['new']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, new = self.revision(self.kwargs["old"]), self.revision(self.kwargs["new"])
        changes = diff(old.text.segments, new.text.segments)
        added, removed = summary(changes)
        last = ArticleRevision.objects.latest_of(self.article)
        stretches = folded([passage_of(change) for change in changes])
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "old": old,
            "new": new,
            "sides": [("From", old), ("To", new)],
            "added": added,
            "removed": removed,
            "stretches": stretches,
            "is_same_text": all(change.kind == "same" for change in changes),
            "fields": [field for field in changed_fields(old.data, new.data) if field.label != "Headline"],
            "blocks": changed_blocks(old.data, new.data),
            "earlier": (old.number - 1, old.number) if old.number > 1 else None,
            "later": (new.number, new.number + 1) if last and new.number < last.number else None,
        }


def passage_of(change: BlockChange) -> Passage:
    """A change as a paragraph of the comparison."""
    segment = change.segment
    name = KINDS.get(segment.kind, "Paragraph")
    what = f"{name} {WHAT[change.kind]}" if change.kind in WHAT else ""
    if change.kind == "moved" and any(run.kind != "same" for run in change.words):
        what += " and changed"
    return Passage(change.kind, what, segment.kind, change.words)


def folded(passages: list[Passage]) -> list[Stretch]:
    """The passages in order, with long unchanged stretches folded but for a line of context."""
    stretches: list[Stretch] = []
    run: list[Passage] = []

    def close(*, is_last: bool) -> None:
        head = CONTEXT if stretches else 0
        tail = 0 if is_last else CONTEXT
        middle = run[head : len(run) - tail]
        if len(middle) < LONG:
            _open(stretches, run)
            return
        _open(stretches, run[:head])
        stretches.append(Stretch(True, middle))
        _open(stretches, run[len(run) - tail :])

    for passage in passages:
        if passage.kind == "same":
            run.append(passage)
            continue
        close(is_last=False)
        run = []
        _open(stretches, [passage])
    close(is_last=True)
    return stretches


def _open(stretches: list[Stretch], passages: list[Passage]) -> None:
    """Add passages that are shown, to the shown stretch before if there is one."""
    if not passages:
        return
    if stretches and not stretches[-1].is_folded:
        stretches[-1].passages.extend(passages)
    else:
        stretches.append(Stretch(False, list(passages)))
