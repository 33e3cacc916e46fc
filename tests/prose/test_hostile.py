"""Whatever is pasted into a story is refused with a reason or read in time and memory that stay in bounds."""

import json
import random
import time
from functools import cache

import psutil
import pytest

from extraction import LONGEST, Reading, detect, read

LENGTH = 12_000
ORDINARY = "The harbour will close on Friday, said Ada Obi, the mayor. "
SENTENCES = [
    "The mayor resigned on Friday.", "Le maire démissionne vendredi.", "Der Bürgermeister tritt zurück.",
    "El alcalde dimite el viernes.", "Il sindaco si dimette venerdì.", "O prefeito renunciou na sexta-feira.",
    "De burgemeester treedt af.", "Borgmästaren avgick i fredags.", "Borgmesteren trådte tilbage.",
    "Pormestari erosi perjantaina.", "Burmistrz podał się do dymisji.", "Starosta v pátek odstoupil.",
    "A polgármester lemondott.", "Primarul a demisionat vineri.", "Кметът подаде оставка.",
    "Мэр ушёл в отставку.", "Мер пішов у відставку.", "Ο δήμαρχος παραιτήθηκε.",
    "Belediye başkanı istifa etti.",
    "استقال رئيس البلدية.", "شهردار استعفا داد.", "ראש העיר התפטר.", "मेयर ने इस्तीफा दिया।",
    "মেয়র পদত্যাগ করেছেন।", "நகர மேயர் ராஜினாமா செய்தார்.", "นายกเทศมนตรีลาออก", "Thị trưởng đã từ chức.",
    "Wali kota mengundurkan diri.", "市長が辞任した。", "市长星期五辞职。", "시장이 금요일에 사임했다.",
]  # fmt: skip
HOSTILE = {
    "quotation marks": '"',
    "quotation marks and spaces": '" ',
    "opening marks": "“",
    "guillemets": "« ",
    "nested marks": "“‘",
    "possessives": "'s ",
    "no spaces": "x",
    "null bytes": "\x00 said Obi ",
    "right-to-left overrides": "\u202esaid Obi\u202c ",
    "combining marks": "\u0301",
    "letters under combining marks": "a" + "\u0301" * 50 + " ",
    "lone surrogates": "\ud800 said \udfff",
    "deep brackets": "(",
    "words in deep brackets": "([{a ",
    "cues": "said that ",
    "according": "according to ",
    "short quotations": "“Go,” he said. ",
    "names": "Ada Obi ",
    "commas": ", a dit B",
    "selon": "Selon A, ",
    "blank lines": "\r\n \r\n",
    "scraps": "a\n\n",
    "emoji": "👩‍🚀",
}


def thirty_languages(length: int) -> str:
    order = random.Random(7)  # noqa: S311 a repeatable jumble, no secret
    return " ".join(order.choice(SENTENCES) for _ in range(length // 10))[:length]


def of_length(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def seconds(text: str, language: str | None) -> float:
    """CPU time of one reading: other work on the machine does not count."""
    began = time.process_time()
    read(text, language)
    return time.process_time() - began


@cache
def ordinary(language: str) -> float:
    """What ordinary prose of that length costs."""
    read("“Ready,” said Ada Obi.", language)
    return seconds(of_length(ORDINARY, LENGTH), language)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", [*HOSTILE, "thirty languages"])
def test_hostile_text_costs_no_more_than_a_few_times_ordinary_prose(kind, language):
    is_jumble = kind == "thirty languages"
    text = thirty_languages(LENGTH) if is_jumble else of_length(HOSTILE[kind], LENGTH)
    assert seconds(text, language) < 4 * ordinary(language) + 0.2


@pytest.mark.parametrize(
    "kind", ["quotation marks", "possessives", "opening marks", "scraps", "nested marks"]
)
def test_time_grows_with_length_and_no_faster(kind):
    piece = HOSTILE[kind]
    short = seconds(of_length(piece, 10_000), "en")
    assert seconds(of_length(piece, 40_000), "en") < 8 * short + 0.5


@pytest.mark.parametrize("kind", [*HOSTILE, "thirty languages"])
def test_two_megabytes_are_refused_at_once_with_a_reason(kind):
    text = thirty_languages(2_000_000) if kind == "thirty languages" else of_length(HOSTILE[kind], 2_000_000)
    detect("ready")
    began = time.process_time()
    reading = read(text)
    assert time.process_time() - began < 1
    assert reading.refusal in ("too long", "no reader")
    assert reading.entities == reading.attributions == ()


def test_a_hundred_thousand_quotation_marks_are_read_in_little_memory():
    read("“Ready,” said Ada Obi.", "en")
    process = psutil.Process()
    before = process.memory_info().rss
    text = '" ' * 100_000
    assert len(text) < LONGEST
    assert read(text, "en").refusal == ""
    assert process.memory_info().rss - before < 150_000_000


@pytest.mark.parametrize("kind", [*HOSTILE, "thirty languages"])
def test_what_is_read_of_it_points_into_the_text_and_survives_json(kind):
    text = thirty_languages(3_000) if kind == "thirty languages" else of_length(HOSTILE[kind], 3_000)
    reading = read(text)
    assert Reading.from_dict(json.loads(json.dumps(reading.as_dict(text)))) == reading
    for found in reading.attributions:
        for span in (*found.source, *found.cue, *found.content):
            assert 0 <= span.start < span.end <= len(text)
