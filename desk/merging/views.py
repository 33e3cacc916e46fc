"""The screen on which a kept text is merged into its story: what merged by itself, and what must be chosen.

The page keeps nothing: every request says what was chosen so far, and against which state of the story.
Where somebody has saved meanwhile it is built anew, with the choices that still mean the same.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from articles.drafts import may_handle
from articles.merges import begin_merge, merge_draft, why_not
from articles.merging import Choice, Undecided, all_of
from articles.merging.plan import Take
from articles.models import ArticlePage, ArticleRevision, Draft
from articles.restoring import fill
from articles.versions import StaleVersion
from desk.merging.editing import text_of, widget_of, written
from desk.merging.screen import Screen

SINCE = 10  # as many newer saves are named
ALL: dict[str, Take] = {"all_theirs": "theirs", "all_mine": "mine"}


@dataclass
class Answers:
    """What the page was sent back with. `changed`: what was chosen for another text than there is now."""

    choices: dict[str, Choice] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


class MergeView(WagtailAdminTemplateMixin, TemplateView):
    """Choose, look at the result, save. Nothing is written before the last."""

    template_name = "desk/merging/merge.html"
    page_title = "Merge"
    header_icon = "draft"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        drafts = Draft.objects.of(kwargs["article_id"]).select_related("created_by", "base__created_by")
        draft = drafts.filter(pk=kwargs["draft_id"]).first()
        if draft is None:
            raise Http404("No such text was kept of this story.")
        if not may_handle(draft, request.user):
            raise PermissionDenied
        self.draft = draft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.merge = begin_merge(self.draft)
        except ValidationError as gone:
            messages.error(request, " ".join(gone.messages))
            return redirect(self.draft)
        if self.draft.settled:
            messages.warning(request, why_not(self.draft, self.merge.article, request.user))
            return redirect(self.draft)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "edit" in request.GET:
            return self._editor(request.GET["edit"], request.GET.get("from", ""))
        self.objection = why_not(self.draft, self.merge.article, request.user)
        if not self.objection and self.merge.says_nothing_new:
            return self._settle_at_once()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.objection = why_not(self.draft, self.merge.article, request.user)
        answers = self._answers()
        act = request.POST.get("act", "")
        if request.POST.get("began_from") != self.merge.began_from and act != "preview":
            return self._moved_on(answers)
        if act in ALL:
            answers.choices |= all_of(self.merge.plan.conflicts, ALL[act])
            return self._show(answers)
        if act == "preview":
            return self._preview(answers)
        return self._save(answers)

    def _save(self, answers: Answers) -> HttpResponse:
        try:
            revision, left_out = merge_draft(
                self.draft, answers.choices, by=self.request.user, began_from=self.merge.began_from
            )
        except Undecided as undecided:
            left = len(undecided.keys)
            conflicts = f"{left} conflict{'' if left == 1 else 's'}"
            why = f"Not saved yet: {conflicts} to decide. Nothing you chose is lost."
            return self._show(answers, why, status=422)
        except StaleVersion:
            self.merge = begin_merge(self.draft)
            return self._moved_on(self._answers())
        except PermissionDenied as refusal:
            return self._show(answers, str(refusal), status=403)
        except ValidationError as error:
            return self._refuse(answers, error)
        return self._merged(revision, left_out)

    def _merged(self, revision: ArticleRevision, left_out: list[str]) -> HttpResponse:
        article = self.draft.article_id
        said = f"Merged, as revision {revision.number}. To undo it, restore revision {revision.number - 1}."
        if revision.merged_id != self.draft.pk:
            said = (
                "Nothing was taken from the kept text, so the story stays as it is. The text stays on file."
            )
        buttons = [messages.button(reverse("article_history", args=[article]), "History")]
        if left_out:
            messages.warning(self.request, f"{said} Left out: {'; '.join(left_out)}.", buttons=buttons)
        else:
            messages.success(self.request, said, buttons=buttons)
        return redirect("wagtailadmin_pages:edit", article)

    def _settle_at_once(self) -> HttpResponse:
        """Nobody need look at two texts that say the same."""
        merge_draft(self.draft, {}, by=self.request.user, began_from=self.merge.began_from)
        messages.success(
            self.request, "The story says all that the kept text says already, so there was nothing to merge."
        )
        return redirect("wagtailadmin_pages:edit", self.draft.article_id)

    def _refuse(self, answers: Answers, error: ValidationError) -> HttpResponse:
        if not hasattr(error, "error_dict"):
            return self._show(answers, " ".join(error.messages), status=422)
        errors = {name: " ".join(said) for name, said in error.message_dict.items()}
        labels = {
            name: str(ArticlePage._meta.get_field(name).verbose_name) for name in errors if name != "__all__"
        }
        labels |= {"title": "headline"}
        told = [
            f"{labels[name].capitalize()}: {said}" if name in labels else said
            for name, said in errors.items()
        ]
        return self._show(answers, f"Not saved. {' '.join(told)}", status=422, errors=errors)

    def _moved_on(self, answers: Answers) -> HttpResponse:
        newest = self.merge.newest
        who = newest.user.display_name if newest.user else "Somebody"
        why = f"{who} saved this story while you were merging. Nothing was saved yet; what you chose is kept."
        if again := len(answers.changed):
            why += f" {again} part{' was' if again == 1 else 's were'} changed since: please look again."
        return self._show(answers, why, status=409)

    def _show(
        self, answers: Answers, refused: str = "", *, status: int = 200, errors: dict[str, str] | None = None
    ) -> HttpResponse:
        context = self.get_context_data(answers=answers, refused=refused, errors=errors or {})
        return self.render_to_response(context, status=status)

    def _preview(self, answers: Answers) -> HttpResponse:
        """As readers would see it; what is not decided yet stands as the story has it now."""
        undecided = [unit for unit in self.merge.plan.conflicts if unit.key not in answers.choices]
        content, _ = self.merge.result(all_of(undecided, "theirs") | answers.choices)
        page = self.merge.article.get_latest_revision_as_object()
        fill(page, content)
        return page.make_preview_request(self.request, page.default_preview_mode)

    def _editor(self, key: str, take: str) -> HttpResponse:
        """The editor for one unit, to be put into the page."""
        unit = next((each for each in self.merge.plan.units() if each.key == key), None)
        if unit is None or "edited" not in unit.takes or unit.form == "text":
            raise Http404("The story has moved on: that part is not there any more.")
        widget = widget_of(unit, self.merge)
        html = widget.render(f"edit:{key}", text_of(unit, take), {"id": f"edit-{unit.fingerprint}"})
        return render(self.request, "desk/merging/editor.html", {"editor": html})

    def _answers(self) -> Answers:
        posted, answers = self.request.POST, Answers()
        for unit in self.merge.plan.units():
            take: Any = posted.get(f"take:{unit.key}", "")
            if take not in unit.takes:
                continue
            value = None
            if take == "edited":
                name = f"edit:{unit.key}"
                is_text = unit.form == "text"
                value = posted.get(name) if is_text else written(widget_of(unit, self.merge), posted, name)
                if value is None:
                    continue
                answers.edits[unit.key] = value
            if posted.get(f"seen:{unit.key}") == unit.fingerprint:
                answers.choices[unit.key] = Choice(take, value)
            else:
                answers.changed.add(unit.key)
        return answers

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.merge.article.get_admin_display_title()
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.draft.article_id]), "label": title},
            {"url": self.draft.get_absolute_url(), "label": "A text that was kept"},
            {"url": "", "label": "Merge"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answers: Answers = kwargs.pop("answers", Answers())
        them, me = self._whose()
        screen = Screen(
            self.merge,
            answers.choices,
            them=them,
            me=me,
            edits=answers.edits,
            errors=kwargs.pop("errors", {}),
        )
        groups = [*screen.fields, *(group for fold in screen.body for group in fold.groups)]
        for shown in (shown for group in groups for shown in group.shown):
            shown.is_changed = shown.key in answers.changed
            if shown.is_rich and shown.edit is not None:
                widget = widget_of(shown.unit, self.merge)
                attrs = {"id": f"edit-{shown.unit.fingerprint}"}
                shown.editor = widget.render(f"edit:{shown.key}", shown.edit, attrs)
        since = (
            ArticleRevision.objects.of(self.draft.article_id).defer("content").select_related("created_by")
        )
        if self.draft.base:
            since = since.filter(number__gt=self.draft.base.number)
        return {
            **super().get_context_data(**kwargs),
            "merge": self.merge,
            "draft": self.draft,
            "article": self.merge.article,
            "objection": self.objection,
            "screen": screen,
            "since": since.order_by("-number")[:SINCE],
            "media": ArticlePage._meta.get_field("standfirst").formfield().widget.media,
        }

    def _whose(self) -> tuple[str, str]:
        them, me = self.merge.newest.user, self.draft.created_by
        reader: User = self.request.user
        if them and me and them.pk == me.pk:
            name = "your" if me.pk == reader.pk else _of(me)
            return f"{name} saved", f"{name} kept"
        return _whose(them, reader, "the newest"), _whose(me, reader, "the kept")


def _whose(user: User | None, reader: User, nobody: str) -> str:
    return nobody if user is None else "your" if user.pk == reader.pk else _of(user)


def _of(user: User) -> str:
    return f"{user.display_name}’{'' if user.display_name.endswith('s') else 's'}"
