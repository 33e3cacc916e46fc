"""What the tables of sentences compare: a reading as short tuples of words."""

from extraction import Reading, read


def words(text: str, spans) -> str:
    return " … ".join(text[s.start : s.end] for s in spans)


def attributions(text: str, reading: Reading | None = None) -> list[tuple[str, str, str, str]]:
    """(type, source, cue, content) of every attribution."""
    reading = reading or read(text)
    return [
        (a.type, words(text, a.source), words(text, a.cue), words(text, a.content))
        for a in reading.attributions
    ]


def speakers(text: str) -> list[str | None]:
    """Name of the entity behind each attribution."""
    reading = read(text)
    return [
        None if a.source_entity is None else reading.entities[a.source_entity].name
        for a in reading.attributions
    ]


def kinds(text: str) -> dict[str, str]:
    return {entity.name: entity.kind for entity in read(text).entities}


def mentions(text: str) -> dict[str, list[str]]:
    return {e.name: [text[m.start : m.end] for m in e.mentions] for e in read(text).entities}
