"""What changed between any two revisions of an article, in words: for people, not for programmers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages

from accounts.actions import prefer_layout
from accounts.models import User
from articles.changes import Names, changed_fields
from articles.diff import BlockChange, compare, summary
from articles.models import ArticleRevision
from desk.history import HistoryMixin

CONTEXT = 1  # unchanged paragraphs left open on either side of a change
LONG = 3  # as many unchanged paragraphs in a row are worth folding


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive paragraphs, folded away when they are long and unchanged."""

    is_folded: bool
    changes: list[BlockChange]


class ComparisonView(HistoryMixin, TemplateView):
    """A word diff with the changed fields, and the way to the comparisons before and after it."""

    template_name = "desk/history/comparison.html"

    def get_page_title(self) -> str:
        return f"Revision {self.kwargs['old']} to {self.kwargs['new']}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        gone = next((each for each in self.pair if each.is_let_go), None)
        if gone is None:
            return super().get(request, *args, **kwargs)
        messages.warning(
            request,
            f"The text of revision {gone.number} was let go ({gone.dropped.policy}): it cannot be compared. "
            "Choose the autosave that followed it.",
        )
        return redirect("article_history", self.article.pk)

    @cached_property
    def pair(self) -> tuple[ArticleRevision, ArticleRevision]:
        """The older and the newer revision of the address."""
        return self.revision(self.kwargs["old"]), self.revision(self.kwargs["new"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Change how comparisons are laid out for this person, here and from now on."""
        if (layout := request.POST.get("layout", "")) in User.Layout.values:
            prefer_layout(request.user, User.Layout(layout))
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, new = self.pair
        viewer: Any = self.request.user
        last = ArticleRevision.objects.latest_of(self.article)
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "old": old,
            "new": new,
            "sides": [("From", old), ("To", new)],
            "layout": viewer.comparison_layout,
            "layouts": User.Layout.choices,
            **comparison_of(old.data, new.data),
            "earlier": (old.number - 1, old.number) if old.number > 1 else None,
            "later": (new.number, new.number + 1) if last and new.number < last.number else None,
        }


def comparison_of(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What the pages that compare two editorial contents show. Six queries at most."""
    changes = compare(old, new)
    names = Names((old, new), changes)
    added, removed = summary(changes)
    return {
        "added": added,
        "removed": removed,
        "count": sum(change.kind != "same" for change in changes),
        "stretches": folded(changes),
        "names": names,
        "fields": changed_fields(old, new, names),
    }


def folded(changes: Sequence[BlockChange]) -> list[Stretch]:
    """The changes in order, with long unchanged stretches folded but for a line of context."""
    stretches: list[Stretch] = []
    run: list[BlockChange] = []

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

    for change in changes:
        if change.kind == "same":
            run.append(change)
            continue
        close(is_last=False)
        run = []
        _open(stretches, [change])
    close(is_last=True)
    return stretches


def _open(stretches: list[Stretch], changes: list[BlockChange]) -> None:
    """Add changes that are shown, to the shown stretch before if there is one."""
    if not changes:
        return
    if stretches and not stretches[-1].is_folded:
        stretches[-1].changes.extend(changes)
    else:
        stretches.append(Stretch(False, list(changes)))
