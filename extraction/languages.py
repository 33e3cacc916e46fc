"""Which language a text is written in, told from a sample of it: the same text, the same answer.

Codes are ISO 639-1. A text too short or too strange to tell is taken for the newsroom's own language if it
uses that language's script, so that a headline of three names does not become Estonian; else it is `UNKNOWN`.
"""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any

HOUSE_LANGUAGE = "en"
UNKNOWN = "und"
NAMES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian",
    "bg": "Bulgarian", "bn": "Bengali", "br": "Breton", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "gu": "Gujarati", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "ig": "Igbo",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer",
    "kn": "Kannada", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish",
    "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mk": "Macedonian", "ml": "Malayalam",
    "mn": "Mongolian", "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "my": "Burmese", "ne": "Nepali",
    "nl": "Dutch", "nn": "Norwegian Nynorsk", "no": "Norwegian", "or": "Odia", "pa": "Punjabi",
    "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala",
    "sk": "Slovak", "sl": "Slovenian", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tg": "Tajik", "th": "Thai", "tk": "Turkmen",
    "tl": "Tagalog", "tr": "Turkish", "tt": "Tatar", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "vi": "Vietnamese", "xh": "Xhosa", "yo": "Yoruba", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip
WINDOW = 400  # characters judged at once
WINDOWS = 5  # spread over the text, so that the language of most of it decides
SURE = 0.4  # of 1; below it a window says nothing
FEW = 4  # words; fewer, in the house's script, may be names alone and must be surer
SURE_OF_FEW = 0.8

_lock = threading.Lock()


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(NAMES)
    return identifier


def warm_up() -> None:
    """Load the detector now rather than on the first text."""
    with _lock:
        _identifier()


def name_of(code: str) -> str:
    """The language's English name; “an unknown language” where it could not be told."""
    return NAMES.get(code, "an unknown language" if code == UNKNOWN else f"the language “{code}”")


def detect(text: str) -> str:
    """The language that most of a text is written in; costs the same for any length."""
    votes: Counter[str] = Counter()
    windows = _windows(text)
    is_house_script = _is_house_script("".join(windows))
    sure = SURE_OF_FEW if is_house_script and len(windows) == 1 and len(text.split()) < FEW else SURE
    with _lock:
        identifier = _identifier()
    for window in windows:
        code, confidence = identifier.classify(window)
        if confidence >= sure:
            votes[code] += len(window.strip())
    if votes:
        return max(sorted(votes), key=lambda code: votes[code])
    return HOUSE_LANGUAGE if is_house_script else UNKNOWN


def _windows(text: str) -> list[str]:
    """Stretches of the text, evenly spread, first to last; all of a short text."""
    if len(text) <= WINDOW * WINDOWS:
        return [text[i : i + WINDOW] for i in range(0, len(text), WINDOW)]
    step = (len(text) - WINDOW) // (WINDOWS - 1)
    return [text[i * step : i * step + WINDOW] for i in range(WINDOWS)]


def _is_house_script(sample: str) -> bool:
    """Whether at least half of the letters are Latin; a text without letters is nobody else's either."""
    letters = [c for c in sample if c.isalpha()]
    latin = sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return 2 * latin >= len(letters)
