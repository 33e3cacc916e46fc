"""The language of a text is told from the text; what cannot be read says so and guesses nothing."""

import pytest

from extraction import LONGEST, Reading, detect, read, reader_for, readers_now
from extraction.languages import NAMES, name_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour will close, said Ada Obi.", "en"),
        ("« Nous avons gagné », a déclaré Ada Obi.", "fr"),
        ("Der Bürgermeister tritt zurück", "de"),
        ("Burmistrz podał się do dymisji w piątek.", "pl"),
        ("De burgemeester treedt af na het schandaal", "nl"),
        ("O prefeito renunciou na sexta-feira", "pt"),
        ("Мэр ушёл в отставку", "ru"),
        ("Мер пішов у відставку в п'ятницю", "uk"),
        ("استقال رئيس البلدية", "ar"),
        ("市長が辞任した", "ja"),
        ("시장이 사임했다", "ko"),
    ],
)
def test_a_sentence_tells_its_language(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "12,500",
        "!!!",
        "Obi wins",
        "Macron visits Marseille",
        "Mara Lindqvist quits",
        "Rents fall",
        "John Weinbrecht.",
        "Gonzalez beats Alcaraz in Madrid final",
        "Le Pen leads in Lyon poll",
        "“Die Wende” began in Leipzig, Merkel said.",
    ],
)
def test_a_headline_too_short_to_tell_is_in_the_newsrooms_language(text):
    assert detect(text) == "en"


def test_words_of_another_script_that_cannot_be_told_are_in_no_known_language():
    assert detect("ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⵓⵜⵍⴰⵢⵜ") == "und"


ENGLISH = "The council voted on Friday to close the harbour, and the mayor thanked everybody who came. "
FRENCH = "Le conseil a voté vendredi la fermeture du port, et le maire a remercié tous ceux qui sont venus. "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH * 3 + FRENCH, "en"),
        (ENGLISH + FRENCH * 3, "fr"),
        (ENGLISH * 300 + FRENCH * 100, "en"),
        (FRENCH * 300 + ENGLISH * 100, "fr"),
    ],
)
def test_the_language_of_most_of_a_text_decides(text, language):
    assert detect(text) == language


def test_a_foreign_quotation_in_english_prose_is_still_a_quotation():
    text = ENGLISH + "« Nous avons gagné, » said Ada Obi, who then left. " + ENGLISH
    (said,) = [a for a in read(text).as_dict(text)["attributions"] if a["type"] == "direct"]
    assert (said["content"][0]["text"], said["source_entity"]) == ("« Nous avons gagné, »", "Ada Obi")


def test_a_language_without_a_reader_is_named_and_nothing_is_guessed_in_it():
    text = "Burmistrz Warszawy Jan Nowak powiedział w piątek: „Wygramy te wybory”."
    reading = read(text)
    assert (reading.language, reading.refusal) == ("pl", "no reader")
    assert reading.entities == reading.attributions == ()
    assert reading.reader in readers_now()
    assert name_of(reading.language) == "Polish"


def test_the_caller_may_name_the_language():
    assert read("Rents fall, says Obi.", "pl").refusal == "no reader"
    assert read("Rents fall, says Obi.", "en").language == "en"


def test_a_text_beyond_all_measure_is_refused_and_says_so():
    text = ENGLISH * (LONGEST // len(ENGLISH) + 1)
    reading = read(text)
    assert (reading.language, reading.refusal, reading.attributions) == ("en", "too long", ())


def test_a_refusal_survives_json():
    reading = read("Мэр ушёл в отставку")
    assert Reading.from_dict(reading.as_dict("Мэр ушёл в отставку")) == reading


def test_a_reading_stored_before_languages_were_told_apart_is_english():
    old = {"reader": {"name": "newsroom-rules", "version": "1"}, "entities": [], "attributions": []}
    assert (Reading.from_dict(old).language, Reading.from_dict(old).refusal) == ("en", "")


def test_every_installed_reader_answers_under_its_own_name():
    assert len(set(readers_now())) == len(readers_now())
    for text, language in [("Rents", "pl"), ("Rents", "en"), ("Rents", "und"), ("x" * (LONGEST + 1), "en")]:
        assert read(text, language).reader == reader_for(text, language) in readers_now()
    assert all(len(code) == 2 for code in NAMES)
