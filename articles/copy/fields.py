"""What a story may state about itself: which fields there are, and what they must look like."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from articles.copy.nodes import CONTROL
from articles.copy.story import BadCopy, Credit

NAMES = {  # as copy calls them: as we do
    "headline": "headline",
    "title": "headline",
    "kicker": "kicker",
    "standfirst": "standfirst",
    "byline": "bylines",
    "bylines": "bylines",
    "author": "bylines",
    "authors": "bylines",
    "dateline": "dateline",
    "section": "section",
    "language": "language",
    "lang": "language",
    "topics": "topics",
    "tags": "topics",
    "genre": "genre",
    "urgency": "urgency",
    "source": "source",
    "source_id": "source_id",
    "id": "source_id",
    "source_url": "source_url",
    "url": "source_url",
    "embargo": "embargoed_until",
    "embargoed_until": "embargoed_until",
}
LONGEST = {"headline": 255, "kicker": 80, "dateline": 120, "source": 160, "source_id": 255}
GENRES = ("news", "analysis", "feature", "interview", "opinion", "live", "fact-check")
ROLES = ("writer", "reporting", "photographer", "translator")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
BY = re.compile(r"^by\s+", re.IGNORECASE)
AND = re.compile(r"\s*(?:,|;|\band\b|&)\s*")


class _Strings(YAMLHandler):
    """YAML in which every value stays the words that were written: a headline `No` is no boolean."""

    def load(self, fm: str, **kwargs: object) -> Any:
        return yaml.load(fm, Loader=yaml.BaseLoader)  # noqa: S506 - strings, lists and mappings only


def split(text: str) -> tuple[dict[str, Any], str]:
    """The front matter's fields, by our names and checked, and the text after it."""
    try:
        stated, rest = frontmatter.parse(text, handler=_Strings())
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 2})" if error.problem_mark else ""
        raise BadCopy(f"has front matter that is no YAML{line}: {error.problem}. Correct it.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadCopy("has front matter that is no YAML. Correct or remove it.") from error
    if text.startswith("---\n") and rest == text.strip() and not stated:
        raise BadCopy("begins with --- but its front matter never ends. Close it with a line ---.")
    if not isinstance(stated, dict):
        raise BadCopy("has front matter without fields. Write lines such as “headline: …”.")
    return checked(stated), rest


def checked(stated: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields by our names, with values that an article takes; empty ones are left out.

    Fields that we do not know are ignored: other systems write more than we need.
    """
    fields: dict[str, Any] = {}
    for name, value in stated.items():
        field = NAMES.get(str(name).strip().lower())
        if field and field not in fields and value not in ("", [], None):
            fields[field] = _checked(field, str(name), value)
    return fields


def _checked(field: str, name: str, value: Any) -> Any:
    if field == "bylines":
        return _bylines(name, value)
    if field == "topics":
        return _topics(name, value)
    words = _words(name, value)
    if len(words) > LONGEST.get(field, 10_000):
        raise BadCopy(f"has a {name} of {len(words)} characters; {LONGEST[field]} are allowed. Shorten it.")
    if field == "urgency":
        if words not in set("123456789"):
            raise BadCopy(f"has the urgency “{words}”. Give a number from 1 (most urgent) to 9.")
        return int(words)
    if field == "embargoed_until":
        return _moment(name, words)
    if field == "genre":
        return _one_of(GENRES, name, words)
    if field == "language" and not LANGUAGE.fullmatch(words):
        raise BadCopy(f"has the {name} “{words}”. Give a language tag such as en or en-GB.")
    if field == "source_url" and not re.fullmatch(r"https?://\S{3,192}", words):
        raise BadCopy(f"has the {name} “{words}”. Give a web address of up to 200 characters.")
    return words


def _words(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadCopy(f"has a list or fields under {name}, where words are expected.")
    return " ".join(CONTROL.sub("", value).split())


def _moment(name: str, words: str) -> str:
    try:
        moment = datetime.fromisoformat(words)
        if moment.tzinfo is None:
            raise ValueError(words)
        return moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        raise BadCopy(
            f"has the {name} “{words[:60]}”. Give a time with its offset, such as 2026-03-01T06:00:00+01:00."
        ) from error


def _one_of(allowed: tuple[str, ...], name: str, words: str) -> str:
    if words.lower() not in allowed:
        raise BadCopy(f"has the {name} “{words}”. Choose one of {', '.join(allowed)}.")
    return words.lower()


def _topics(name: str, value: Any) -> tuple[str, ...]:
    found = value.split(",") if isinstance(value, str) else value
    if not isinstance(found, list):
        raise BadCopy(f"has fields under {name}, where a list of words is expected.")
    topics = dict.fromkeys(words for item in found if (words := _words(name, item)))
    if too_long := next((topic for topic in topics if len(topic) > 100), None):
        raise BadCopy(f"has a topic of {len(too_long)} characters; 100 are allowed. Shorten it.")
    return tuple(sorted(topics))


def _bylines(name: str, value: Any) -> tuple[Credit, ...]:
    if isinstance(value, str):
        value = AND.split(BY.sub("", " ".join(value.split())))
    elif isinstance(value, dict):
        value = [value]
    return tuple(dict.fromkeys(_credit(name, item) for item in value if item not in ("", {})))


def _credit(name: str, item: Any) -> Credit:
    if isinstance(item, dict):
        if not item.get("name"):
            raise BadCopy(f"has an entry without a name under {name}. Write “name: …”.")
        role = _one_of(ROLES, f"{name} role", _words(name, item.get("role") or "writer"))
        credit = Credit(_words(name, item["name"]), role)
    else:
        credit = Credit(_words(name, item))
    if len(credit.name) > 160:
        raise BadCopy(f"has a name of {len(credit.name)} characters under {name}; 160 are allowed.")
    return credit
