"""What a reading of one text says: entities, attributions and who read it.

Every span counts code points of the text given, end exclusive, so `text[start:end]` is what it names.
Values are immutable, and `Reading.from_dict` undoes `Reading.as_dict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["person", "organisation", "place", "group", "event", "work", "law"]
AttributionType = Literal["direct", "mixed", "indirect"]
Mode = Literal["said", "thought", "withheld"]  # aloud or in writing; believed or wanted; expressly not told
Refusal = Literal["", "no reader", "too long"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters: `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reader:
    """What read a text. Two readings of one text by one reader are equal."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One group of mentions that name the same thing in this text."""

    name: str  # the longest good form, without possessive, article or honorific; unique in a reading
    kind: Kind
    mentions: tuple[Span, ...]  # names only, in text order
    pronouns: tuple[Span, ...] = ()  # pronouns that stand for it as sources


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody (`source`) is reported (`cue`) as saying or thinking something (`content`)."""

    type: AttributionType
    source: tuple[Span, ...]  # (): nobody is named, and nobody was guessed
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float  # 0..1
    source_entity: int | None = None  # index into Reading.entities; None for unnamed groups ("analysts")
    mode: Mode = "said"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one text."""

    reader: Reader
    entities: tuple[Entity, ...] = ()
    attributions: tuple[Attribution, ...] = ()  # in text order
    language: str = "en"  # ISO 639-1; "und" where it could not be told
    refusal: Refusal = ""  # why nothing was read: no reader for the language, or too long a text

    def as_dict(self, text: str) -> dict[str, Any]:
        """The reading as JSON values, each span with the words it covers."""

        def shown(spans: Iterable[Span]) -> list[dict[str, Any]]:
            return [{"start": s.start, "end": s.end, "text": text[s.start : s.end]} for s in spans]

        return {
            "reader": {"name": self.reader.name, "version": self.reader.version},
            "language": self.language,
            "refusal": self.refusal,
            "entities": [
                {
                    "name": entity.name,
                    "kind": entity.kind,
                    "mentions": shown(entity.mentions),
                    "pronouns": shown(entity.pronouns),
                }
                for entity in self.entities
            ],
            "attributions": [
                {
                    "type": found.type,
                    "source": shown(found.source),
                    "source_entity": None
                    if found.source_entity is None
                    else self.entities[found.source_entity].name,
                    "cue": shown(found.cue),
                    "content": shown(found.content),
                    "confidence": found.confidence,
                    "mode": found.mode,
                }
                for found in self.attributions
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reading:
        """The reading that `as_dict` wrote, now or before languages were told apart.

        The words beside each span are not needed.
        """

        def spans(shown: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
            return tuple(Span(int(s["start"]), int(s["end"])) for s in shown)

        entities = tuple(
            Entity(e["name"], e["kind"], spans(e["mentions"]), spans(e.get("pronouns", ())))
            for e in data["entities"]
        )
        index = {entity.name: i for i, entity in enumerate(entities)}
        return cls(
            reader=Reader(data["reader"]["name"], data["reader"]["version"]),
            entities=entities,
            attributions=tuple(
                Attribution(
                    type=a["type"],
                    source=spans(a["source"]),
                    cue=spans(a["cue"]),
                    content=spans(a["content"]),
                    confidence=float(a["confidence"]),
                    mode=a.get("mode", "said"),
                    source_entity=None if a.get("source_entity") is None else index[a["source_entity"]],
                )
                for a in data["attributions"]
            ),
            language=data.get("language", "en"),
            refusal=data.get("refusal", ""),
        )
