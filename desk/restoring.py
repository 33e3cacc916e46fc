"""The page that shows what restoring a revision, or one block of it, would change; and does it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.pages.revisions import RevisionsRevertView

from articles.models import ArticlePage, ArticleRevision
from articles.restoring import MovedOn, plan, restore
from desk.comparison import comparison_of
from desk.history import HistoryMixin


class RestoreView(HistoryMixin, TemplateView):
    """From the newest text to what would be newest then. Nothing is done before it was confirmed."""

    template_name = "desk/history/restore.html"

    def get_page_title(self) -> str:
        what = "a block of " if self.block else ""
        return f"Restore {what}revision {self.kwargs['number']}"

    @property
    def block(self) -> str:
        """The block that is asked for; "" for the whole revision."""
        chosen: str = self.request.POST.get("block", "") or self.request.GET.get("block", "")
        return chosen

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("article_revision", self.article.pk, self.kwargs["number"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revision = self.revision(kwargs["number"])
        began_from = request.POST.get("began_from", "")
        try:
            restored, left_out = restore(revision, by=request.user, began_from=began_from, block=self.block)
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        except MovedOn as moved_on:
            context = self.get_context_data(moved_on=" ".join(moved_on.messages))
            return self.render_to_response(context, status=409)
        except ValidationError as error:
            messages.error(request, " ".join(_in_words(error)))
        else:
            said = f"Restored from revision {revision.number}, as revision {restored.number}."
            if left_out:
                messages.warning(request, f"{said} Not restored: {'; '.join(left_out)}.")
            else:
                messages.success(request, f"{said} To undo it, restore revision {restored.number - 1}.")
            return redirect("article_history", self.article.pk)
        return redirect("article_revision", self.article.pk, revision.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revision = self.revision(self.kwargs["number"])
        planned = plan(revision, block=self.block)
        rights = self.article.permissions_for_user(self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "revision": revision,
            "chosen_block": self.block,  # a template calls itself "block"
            "plan": planned,
            "may_restore": rights.can_edit() and not rights.page_locked(),
            "is_locked": rights.page_locked(),
            **comparison_of(planned.now, planned.then),
        }


def _in_words(error: ValidationError) -> list[str]:
    """Each message with its field's name, for a page that has no such field to hang it on."""
    if not hasattr(error, "error_dict"):
        return error.messages
    said = []
    for name, messages_of in error.message_dict.items():
        label = ArticlePage._meta.get_field(name).verbose_name if name != "__all__" else ""
        said += [f"{str(label).capitalize()}: {message}" if label else message for message in messages_of]
    return said


class RevertView(RevisionsRevertView):
    """Wagtail's own way back leads to ours, which overwrites nobody's newer words."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = ArticleRevision.objects.of(kwargs["page_id"])
        frozen = kept.filter(wagtail_revision_id=kwargs["revision_id"]).last()
        if frozen is None:
            messages.warning(request, "That state was not kept by itself. Choose a revision to restore.")
            return redirect("article_history", kwargs["page_id"])
        return redirect("article_restore", frozen.article_id, frozen.number)
