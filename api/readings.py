"""What the machine read in one revision's text, with what editors said of it.

`reader`, `entities` and `attributions` have the shape of `manage.py read --json`; the rest is added.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from annotations import names
from annotations.actions import best_reading, progress_of
from annotations.models import Attribution, Mention, Reading, Ruling
from annotations.versions import version_of
from api.articles import STATE_OF_ONE
from api.claim_desk import PersonRef, person_ref
from api.examples import example
from api.references import EntityRef, SpanShown, entity_ref, span
from api.resources import state_of
from api.revisions import OfArticle
from articles.models import ArticlePage, ArticleRevision
from entities.models import Entity

KINDS = ("person", "organisation", "place", "group", "event", "work", "law", "date", "money", "number")
READING_STATES = [(state, state) for state in ("waiting", "reading", "done", "failed")]
Spans = Sequence[Sequence[int]]


class ReaderShown(serializers.Serializer[Any]):
    """What read the text."""

    name = serializers.CharField()
    version = serializers.CharField()


class DecisionShown(serializers.Serializer[Any]):
    """What editors decided on the entity."""

    state = serializers.ChoiceField(choices=Entity.State.choices)
    by = PersonRef(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class RulingShown(serializers.Serializer[Any]):
    """An editor's word on the attribution."""

    decision = serializers.ChoiceField(
        choices=[(word, word) for word in (Ruling.Decision.CONFIRMED, Ruling.Decision.DISMISSED)]
    )
    by = PersonRef()
    at = serializers.DateTimeField()
    anchor = serializers.ChoiceField(
        choices=[(word, word) for word in ("exact", "moved", "changed")],
        help_text="What became of the words that it was made on.",
    )
    words = serializers.CharField(help_text="The words that it was made on.")


class NamedInText(serializers.Serializer[Any]):
    """A group of mentions that name the same thing in this text."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    mentions = SpanShown(many=True)
    pronouns = SpanShown(many=True, help_text="Pronouns that stand for it as sources.")
    entity = EntityRef(allow_null=True, help_text="The newsroom's entity that is meant, where one is known.")
    decision = DecisionShown(allow_null=True, help_text="On that entity; null for readers.")


class AttributionInText(serializers.Serializer[Any]):
    """Somebody is reported as saying something."""

    type = serializers.ChoiceField(choices=Attribution.Type.choices)
    source = SpanShown(many=True)
    source_entity = serializers.CharField(allow_null=True, help_text="`name` of one of `entities`.")
    cue = SpanShown(many=True)
    content = SpanShown(many=True)
    confidence = serializers.FloatField(min_value=0, max_value=1)
    mode = serializers.ChoiceField(
        choices=Attribution.Mode.choices, help_text="Said or written, only thought, or expressly not said."
    )
    status = serializers.ChoiceField(
        choices=Attribution.Status.choices,
        allow_null=True,
        help_text="What editors said; null for revisions that are neither the newest nor the live one.",
    )
    place = serializers.CharField(
        allow_null=True, help_text="Names it across revisions as long as its words stay the same."
    )
    ruling = RulingShown(allow_null=True, help_text="Who confirmed or dismissed it; null for readers.")
    entity = EntityRef(allow_null=True, help_text="The newsroom's entity that speaks, where one is known.")


@extend_schema_serializer(
    component_name="Reading", examples=[OpenApiExample("A reading that is done", example("reading"))]
)
class ReadingShown(serializers.Serializer[Any]):
    """A reading of one revision."""

    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=READING_STATES)
    error = serializers.CharField(allow_null=True, help_text="Why it failed; only the desk is told.")
    text = serializers.CharField(
        trim_whitespace=False, help_text="What all offsets count in, in code points."
    )
    reader = ReaderShown(allow_null=True, help_text="Null until it is read.")
    language = serializers.CharField(
        allow_null=True, help_text="What the text is written in, ISO 639-1; `und` where that is unknown."
    )
    refusal = serializers.CharField(
        allow_null=True, help_text="Why nothing was read, for people; null where the text was read."
    )
    entities = NamedInText(many=True)
    attributions = AttributionInText(many=True)


class ReadingResource(OfArticle):
    """The reading of the state that readers see, of a draft, or of any revision."""

    serializer_class = ReadingShown
    parameters = {"retrieve": ["state"]}

    @extend_schema(summary="The reading of an article", operation_id="get_reading", parameters=[STATE_OF_ONE])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shown = self.viewer.articles(state_of(request, default="all")).filter(pk=self.article_id)
        revision = ArticleRevision.objects.filter(pk__in=shown.values("shown_id")).first()
        if revision is None:
            raise NotFound(f"There is no article {self.article_id} in that state that you may see.")
        return self.answer(revision)

    def answer(self, revision: ArticleRevision) -> Response:
        """The reading of a revision; for its editors with an `ETag` that names what was ruled."""
        version = version_of(revision) if self.may_edit() else ""  # first: what is newer is refused later
        response = Response(ReadingShown(self.reading_of(revision)).data)
        if version:
            response.version = version
        return response

    def reading_of(self, revision: ArticleRevision) -> dict[str, Any]:
        """The values of a `Reading`."""
        reading = best_reading(revision.text_digest)
        is_done = reading is not None and reading.state == Reading.State.DONE
        result = (reading.result or {}) if reading and is_done else {}
        entities = list(self._entities(revision))
        told = {entity.pk for entity in entities} if self.may_edit() else names.for_readers(entities)
        told_of = {each.pk: each for each in entities if each.pk in told}
        known = {pk: entity_ref(self.request, each) for pk, each in told_of.items()}
        return {
            "article": revision.article_id,
            "revision": revision.number,
            **self._progress(revision, reading),
            "text": revision.text.plain,
            "reader": result.get("reader"),
            "language": reading.language if reading and is_done else None,
            "refusal": (reading.refusal_words or None) if reading and is_done else None,
            "entities": self._named(revision, result, known, self._decisions(told_of)),
            "attributions": self._attributions(revision, result, known),
        }

    def _progress(self, revision: ArticleRevision, reading: Reading | None) -> dict[str, Any]:
        """How far the reading is; of the newest text its editors are told what its worker does, too."""
        state = reading.state if reading else "waiting"
        if not self.may_edit():
            return {"state": state, "error": None}
        error = reading.error if reading else ""
        progress = progress_of(ArticlePage(pk=revision.article_id))
        if progress.revision == revision:
            state, error = progress.state, progress.error or error
        return {"state": state, "error": error or None}

    def _entities(self, revision: ArticleRevision) -> QuerySet[Entity]:
        spoke = Attribution.objects.filter(revision=revision).values("source_entity")
        named = Mention.objects.filter(revision=revision).values("entity")
        accepted = Entity.objects.accepted().select_related("decided_by")
        return accepted.filter(pk__in=spoke) | accepted.filter(pk__in=named)

    def _decisions(self, entities: dict[int, Entity]) -> dict[int, dict[str, Any]]:
        """What editors decided on entities, for editors."""
        if not self.may_edit():
            return {}
        return {
            pk: {"state": each.state, "by": person_ref(each.decided_by), "at": each.decided_at}
            for pk, each in entities.items()
        }

    def _named(
        self,
        revision: ArticleRevision,
        result: dict[str, Any],
        known: dict[int, Any],
        decisions: dict[int, Any],
    ) -> list[dict[str, Any]]:
        rows = Mention.objects.filter(revision=revision, entity__isnull=False)
        meant = {(start, end): entity for start, end, entity in rows.values_list("start", "end", "entity_id")}
        shown = []
        for group in result.get("entities", []):
            ids = (meant.get((mention["start"], mention["end"])) for mention in group["mentions"])
            entity = next((found for found in ids if found), None)
            shown.append(
                {
                    "pronouns": [],
                    **group,
                    "entity": known.get(entity) if entity else None,
                    "decision": decisions.get(entity) if entity else None,
                }
            )
        return shown

    def _attributions(
        self, revision: ArticleRevision, result: dict[str, Any], known: dict[int, Any]
    ) -> list[dict[str, Any]]:
        """The revision's rows, since they carry what editors said; where there are none, the bare result."""
        found = result.get("attributions", [])
        rows = list(Attribution.objects.filter(revision=revision).select_related("ruling__ruled_by"))
        if not rows:
            nothing = {"status": None, "place": None, "entity": None, "ruling": None}
            return [{**attribution, **nothing} for attribution in found]
        if not self.may_edit():
            rows = [row for row in rows if row.status != Attribution.Status.DISMISSED]
        found_names = {_key(attribution["content"]): attribution["source_entity"] for attribution in found}
        text = revision.text.plain
        return [
            {
                "type": row.type,
                "source": _shown(text, row.source),
                "source_entity": found_names.get(
                    tuple(map(tuple, row.content)), known.get(row.source_entity_id, {}).get("name")
                ),
                "cue": _shown(text, row.cue),
                "content": _shown(text, row.content),
                "confidence": row.confidence,
                "mode": row.mode,
                "status": row.status,
                "place": row.place,
                "ruling": self._ruling(row),
                "entity": known.get(row.source_entity_id) if row.source_entity_id else None,
            }
            for row in rows
        ]

    def _ruling(self, row: Attribution) -> dict[str, Any] | None:
        ruling = row.ruling
        if ruling is None or row.status == Attribution.Status.PROPOSED or not self.may_edit():
            return None
        return {
            "decision": row.status,
            "by": person_ref(ruling.ruled_by),
            "at": ruling.ruled_at,
            "anchor": row.anchor_state,
            "words": ruling.exact,
        }


class RevisionReadingResource(ReadingResource):
    """The reading of one revision."""

    parameters = {}

    @extend_schema(summary="The reading of one revision", operation_id="get_revision_reading", parameters=[])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.revision(kwargs["number"]))


def _key(spans: Sequence[dict[str, Any]]) -> tuple[tuple[int, int], ...]:
    return tuple((part["start"], part["end"]) for part in spans)


def _shown(text: str, pairs: Spans) -> list[dict[str, Any]]:
    return [span(text, start, end) for start, end in pairs]
