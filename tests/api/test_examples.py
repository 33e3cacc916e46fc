"""The examples in the OpenAPI document are what the API answers for the stories made here.

UPDATE_EXAMPLES=1 writes them anew. What differs from run to run (numbers, times, digests) is told alike.
"""

import json
import os
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from annotations.actions import rule
from api.examples import FOLDER, example
from articles.corrections import issue_correction
from articles.models import ArticlePage, Byline, Contributor
from claims.actions import add_evidence
from claims.models import Claim
from entities.actions import confirm_entity
from entities.models import Entity
from syndication.actions import add_webhook
from syndication.numbering import number_changes
from tests.api.conftest import get, publish, with_token
from tests.claims.deciding import find_out
from tests.conftest import paragraph, person, work

BODY = (
    ("5b1f0c7e-2c4e-4a35-9f53-0d3c55d6f1a2", "a1b2c", "“It will cost 40 million,” said Mara Lindqvist."),
    ("c0a4d5de-6c1b-4a9e-8d0f-1f2e3d4c5b6a", "d4e5f", "Tolls are to stay as they are."),
)
# The number that the first thing of a kind has in examples.
FIRST = {"articles": 7, "claims": 31, "entities": 12, "corrections": 4, "appearances": 52, "webhooks": 3}
OWN = {"lead_image": "images"}  # kinds of things whose member is called otherwise
STARTED = "2026-11-22T17:40:{:02d}Z"
Replace = Callable[[re.Match[str]], str]
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Tidy:
    """Tells what differs from run to run alike: numbers, times and digests, each by its order."""

    def __init__(self, answers: Any) -> None:
        self.numbers: dict[tuple[str, str], str] = {}
        self.times = sorted({_moment(match) for match in MOMENT.findall(json.dumps(answers))})
        self.digests: list[str] = []

    def number(self, kind: str, given: Any) -> int:
        """The number of a thing of a kind."""
        known = [key for key in self.numbers if key[0] == kind]
        self.numbers.setdefault((kind, str(given)), str(FIRST.get(kind, 1) + len(known)))
        return int(self.numbers[kind, str(given)])

    def text(self, value: str) -> str:
        """A string with everything in it told alike."""
        value = value.replace("http://testserver", "https://news.example")
        value = re.sub(
            r"/(articles|claims|entities|appearances|webhooks|report|history)/(\d+)",
            lambda m: f"/{m[1]}/{self.number(self.kind_of(m[1]), m[2])}",
            value,
        )
        value = re.sub(r"article=(\d+)", lambda m: f"article={self.number('articles', m[1])}", value)
        value = re.sub(
            r"#correction-(\d+)", lambda m: f"#correction-{self.number('corrections', m[1])}", value
        )
        value = MOMENT.sub(lambda m: STARTED.format(self.times.index(_moment(m[0]))), value)
        value = re.sub(r"(?<=\d)\+[0-9a-f]{12}\b", "+0f3c9a6be1d2", value)
        value = re.sub(r"\bchg_[0-9a-f]{32}", "chg_6f1c0a9f0d8b4a53a2b1a8f2a0c7d9e4", value)
        value = re.sub(r"\b\d+(:|%3A)[\w-]{40,}", "42:Zs0…", value)
        return re.sub(r"\b[0-9a-f]{64}\b", self.digest, value)

    def kind_of(self, word: str) -> str:
        """The kind of thing that a step of an address leads to."""
        return "articles" if word in ("report", "history") else word

    def digest(self, match: re.Match[str]) -> str:
        """A digest that is told apart from others."""
        if match[0] not in self.digests:
            self.digests.append(match[0])
        return f"{self.digests.index(match[0]) + 1:064x}"

    def value(self, value: Any, kind: str) -> Any:
        """A value, in which `id` is the number of a thing of this kind."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each, kind) for each in value]
        if not isinstance(value, dict):
            return value
        own = re.search(r"/api/v1/(?:.*/)?(\w+)/\d+$", str(value.get("self") or ""))
        kind = own[1] if own else kind
        return {name: self.member(name, each, kind) for name, each in value.items()}

    def member(self, name: str, value: Any, kind: str) -> Any:
        """A member of an object of this kind."""
        if name == "id" and isinstance(value, int):
            return self.number(kind, value)
        if name == "article" and isinstance(value, int):
            return self.number("articles", value)
        return self.value(value, name if isinstance(value, list) else OWN.get(name, kind))


@pytest.fixture
def answers(
    write: Callable[..., ArticlePage], reporter: User, desk: User, checker: User, reader: APIClient
) -> dict[str, Any]:
    """What the API answers, by the names of the examples."""
    User.objects.filter(pk=checker.pk).update(last_name="Ode", job_title="Fact-checker")
    User.objects.filter(pk=reporter.pk).update(last_name="Olsen", job_title="Reporter")
    User.objects.filter(pk=desk.pk).update(last_name="Duarte", job_title="News editor")
    story = write("Bridge bill grows")
    story.kicker, story.dateline = "Harbour", "Eastmouth"
    story.standfirst = "<p>The harbour board wants more.</p>"
    story.bylines = [Byline(contributor=Contributor.objects.create(name="Rita Olsen", slug="rita-olsen"))]
    story.topics.add("harbour")
    story.body = json.dumps([paragraph(text, block=block, key=key) for block, key, text in BODY])
    story.save_revision(user=reporter)
    publish(story)
    lindqvist = Entity.objects.get(name="Mara Lindqvist")
    confirm_entity(lindqvist, by=desk)
    claim = Claim.objects.get(statement__contains="40 million")
    add_evidence(
        claim, "https://example.org/budget", by=checker, title="The budget", quotation="Bridge: 39.6 million"
    )
    find_out(claim, "mostly-true", reason="The budget says 39.6 million.", by=checker)
    changed = [(*row[:2], row[2].replace("stay as they are", "rise next year")) for row in BODY]
    story.body = json.dumps([paragraph(text, block=block, key=key) for block, key, text in changed])
    story.save_revision(user=desk)
    publish(story)
    rule(story.history.last().attributions.get(type="direct"), "confirmed", by=desk)
    issue_correction(story, "Tolls rise next year.", wrong="We said that tolls stay as they are.", by=desk)
    work()
    number_changes()
    hook, _ = add_webhook(
        "https://hooks.example/news",
        by=person("ada", "Administrators"),
        types=["article"],
        description="The app",
    )
    path = f"articles/{story.pk}"
    found = {
        "section": get(reader, "sections/news"),
        "article": get(reader, path),
        "article-in-list": get(reader, "articles")["results"][0],
        "revision": get(reader, f"{path}/revisions/3"),
        "reading": get(reader, f"{path}/reading"),
        "diff": get(reader, f"{path}/revisions/2/diff/3"),
        "blame": get(with_token(desk), f"{path}/revisions/3/blame"),
        "claim": get(reader, f"claims/{claim.pk}"),
        "entity": get(reader, f"entities/{lindqvist.pk}"),
        "entity-in-list": next(
            row for row in get(reader, "entities")["results"] if row["id"] == lindqvist.pk
        ),
        "change": {**(page := get(reader, "changes")), "results": page["results"][:1]},
        "webhook": get(with_token(User.objects.get(username="ada")), f"webhooks/{hook.pk}"),
        "ninjs": reader.get(f"/api/v1/{path}", headers={"accept": "application/vnd.iptc.ninjs+json"}).json(),
        "newsarticle": reader.get(f"/api/v1/{path}", headers={"accept": "application/ld+json"}).json(),
        "claimreview": reader.get(
            f"/api/v1/claims/{claim.pk}", headers={"accept": "application/ld+json"}
        ).json(),
    }
    tidy = Tidy(found)
    kinds = {"article-in-list": "articles", "entity": "entities", "entity-in-list": "entities"}
    return {name: tidy.value(answer, kinds.get(name, f"{name}s")) for name, answer in found.items()}


def test_every_example_is_what_the_api_answers(answers: dict[str, Any]) -> None:
    if os.environ.get("UPDATE_EXAMPLES"):
        for name, answer in answers.items():
            text = json.dumps(answer, ensure_ascii=False, indent=2)
            (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    for name, answer in answers.items():
        assert example(name) == answer, f"{name} has changed: look at it, then run with UPDATE_EXAMPLES=1"
    assert {path.stem for path in FOLDER.glob("*.json")} == set(answers)


def test_every_example_is_in_the_document(answers: dict[str, Any], reader: APIClient) -> None:
    document = json.dumps(reader.get("/api/v1/schema").json(), ensure_ascii=False)
    shown = [name for name in answers if json.dumps(example(name), ensure_ascii=False)[1:-1] in document]
    assert shown == list(answers)
