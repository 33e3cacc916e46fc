"""Comments in the editor's form: what is posted of them is what its writer did, not what it has missed.

A comment that a colleague resolved meanwhile stays resolved, one that is gone stays gone, and the end of a
block is nobody's judgement on what was said about it: its comments stay open.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.timezone import now
from modelcluster.forms import BaseChildFormSet
from modelcluster.queryset import FakeQuerySet
from wagtail.admin.forms import comments as wagtail
from wagtail.admin.panels import CommentPanel
from wagtail.models import COMMENTS_RELATION_NAME, Comment

from articles.commenting.rights import REMEDY, may_delete
from articles.commenting.rows import take_out_replies


class MayBeGone:
    """A form for a row that may have been deleted since: it then counts as one that is to be deleted."""

    is_gone = False

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if self.is_gone:
            self._errors.clear()  # type: ignore[attr-defined]
            self.cleaned_data = {"DELETE": True}


class OfKnownRows(BaseChildFormSet):
    """Forms of which some may name rows that are there no more."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        named = self.is_bound and self.data.get(f"{self.add_prefix(i)}-id")
        form.is_gone = bool(named and form.instance.pk is None)  # also one that is counted as new
        return form

    def to_delete(self) -> list[Any]:
        """The rows that somebody asks to delete."""
        asked = [form for form in self.initial_forms if self._should_delete_form(form)]
        return [form.instance for form in asked if form.instance.pk]


class CommentReplyForm(MayBeGone, wagtail.CommentReplyForm):
    """A reply."""


class CommentForm(MayBeGone, wagtail.CommentForm):
    """A comment and its replies."""

    class Meta:
        formsets: ClassVar = {
            "replies": {
                "form": CommentReplyForm,
                "formset": OfKnownRows,
                "inherit_kwargs": ["for_user"],
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.resolved_at:  # it is opened again by an act of its own
            self.initial["resolved"] = True
            self.fields["resolved"].disabled = True

    def save(self, commit: bool = True) -> Any:
        comment = self.instance
        if self.cleaned_data.get("resolved") and not comment.resolved_at and self.still_stands():
            comment.resolved_at, comment.resolved_by = now(), self.for_user
        saved = super(wagtail.CommentForm, self).save(commit=commit)
        take_out_replies(comment, self.formsets["replies"].deleted_objects)
        return saved

    def still_stands(self) -> bool:
        """Whether what it is about is in the text as posted: the editor resolves all on a block that goes."""
        return self.instance.pk is None or self.instance.has_valid_contentpath(self.instance.page)


class CommentFormSet(OfKnownRows, wagtail.CommentFormSet):
    """The comments of a story. Shown are those on what stands in it; posted may be any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queryset: Any = FakeQuerySet(Comment, self._posted() if self.is_bound else self._shown())

    def _shown(self) -> list[Comment]:
        """What stands beside its words (`articles.comments.standing` says which have lost theirs)."""
        return [each for each in self.queryset if not (each.resolved_at or getattr(each, "is_lost", False))]

    def _posted(self) -> list[Comment]:
        """All that the page has at hand, and the resolved ones that are posted all the same."""
        known = list(getattr(self.instance, COMMENTS_RELATION_NAME).all())
        places = range(self.initial_form_count() if self.management_form.is_valid() else 0)
        posted = {self.data.get(f"{self.prefix}-{n}-id", "") for n in places}
        missing = {int(pk) for pk in posted if pk.isdecimal() and len(pk) < 19} - {each.pk for each in known}
        if missing and self.instance.pk:
            known += Comment.objects.filter(page=self.instance.pk, pk__in=missing)
        return known

    def clean(self) -> None:
        super().clean()
        user = self.form_kwargs["for_user"]
        asked = self.to_delete()
        if not all(may_delete(user, each.user_id) for each in asked):
            raise ValidationError(REMEDY)
        threads = {each.pk for each in asked}
        for form in self.forms:
            if form.instance.pk not in threads:
                replies = form.formsets["replies"].to_delete()
                if any(reply.user_id != user.pk for reply in replies):
                    raise ValidationError("Only whoever wrote a reply may delete it.")


class ArticleCommentPanel(CommentPanel):
    """Comments as Wagtail's panel has them, with our forms."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        ours = {"formset": CommentFormSet, "form": CommentForm}
        options["formsets"][COMMENTS_RELATION_NAME] |= ours
        return options
