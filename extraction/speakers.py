"""Which entity of the text each source stands for: by name, pronoun or description; nobody where unsure."""

from __future__ import annotations

from extraction.clues import Scene
from extraction.linker import Linker, Views
from extraction.tagging import Run
from extraction.wordlists import FIRST_PERSON, GENDERS


class Speakers:
    """Which entity each source stands for; call in the order of the reports."""

    def __init__(self, scene: Scene, linker: Linker, views: Views) -> None:
        self.scene = scene
        self.linker = linker
        self.views = views

    def entity_of(self, source: Run, speaker: int | None = None) -> int | None:
        """The group a source names, or stands for as a pronoun or description; None for unnamed people.

        `speaker` is who says the words that the source stands in: whoever says “I” there.
        """
        clues = self.scene.clues(source.first, source.last, speaker)
        best = int(self.linker.scores(clues, self.views).argmax())
        found = clues.groups[best - 1] if best else None
        self.scene.note(source.first, source.last, found)
        if found is not None and (family := self.scene.family(source.first, source.last)):
            group = self.scene.groups[found]
            if source.first not in group.pronouns:
                group.pronouns.append(source.first)
            group.gender = group.gender or GENDERS.get(family, "")
        return found

    def is_first_person(self, source: Run) -> bool:
        """Whether a source is “I” or “we” or theirs."""
        return source.last - source.first == 1 and self.scene.lower[source.first] in FIRST_PERSON
