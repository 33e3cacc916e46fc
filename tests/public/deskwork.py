"""A newsroom at work, act by act, in which every piece of text has a word that occurs nowhere else.

It keeps its own account of what readers were shown, by no query that the product asks.
"""

import json
import random
import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from articles.corrections import issue_correction
from articles.models import ArticlePage, Byline, Contributor, SectionPage
from claims import actions
from claims.models import Claim, Rating
from tests.claims.deciding import second_person
from tests.conftest import paragraph, work
from tests.public.outputs import all_paths
from tests.public.sidework import SIDE_ACTS, SIDE_OPENINGS, Sidework

LETTERS = "abcdefghijklmnoprstuvwxyz"


class Newsroom(Sidework):
    """Acts are methods of ACTS; each takes a number that chooses among what there is to act upon."""

    def __init__(self, chief: User, checker: User) -> None:
        self.chief, self.checker, self.second = chief, checker, second_person()
        self.words: list[str] = []
        self.log: list[str] = []
        self.paths = all_paths()
        self.stories: dict[int, int] = {}  # id of the story: id of its section
        self.live: dict[int, str] = {}  # what its page says now
        self.shown: dict[int, list[str]] = {}  # what its published versions said
        self.corrections: dict[int, list[str]] = {}
        self.private: set[int] = set()
        self.reasons: dict[int, set[str]] = {}  # of a claim, as far as readers could see them
        self.evidence: dict[int, list[str]] = {}
        self.told: list[str] = []
        self.paragraphs: dict[int, list[list[str]]] = {}  # of each version that readers were shown
        self.held: set[int] = set()  # stories under embargo
        self.released: dict[int, tuple[ArticlePage, Any]] = {}  # what was published of them meanwhile, last
        self.is_idle = False

    def word(self) -> str:
        """A word that nobody else ever used."""
        number, letters = len(self.words), ""
        for _ in range(3):
            number, rest = divmod(number, len(LETTERS))
            letters = LETTERS[rest] + letters
        self.words.append(f"zx{letters}q")
        return self.words[-1]

    def act(self, name: str, number: int) -> None:
        """Do one thing, where there is anything to do it to; what is refused changes nothing."""
        before = len(self.words)
        try:
            done = getattr(self, name)(random.Random(number))  # noqa: S311 - a choice, not a secret
        except (ValidationError, PermissionDenied) as refusal:
            done = f"refused: {refusal}"
        self.log.append(f"{name}({number}): {done} {' '.join(self.words[before:])}")
        self.is_idle = name == "work"
        self.paths |= all_paths()
        for claim in Claim.objects.filter(status="published"):
            if claim.verdict:
                self.reasons.setdefault(claim.pk, set()).add(claim.verdict.reason)

    # Stories

    def write(self, pick: random.Random) -> str:
        if ArticlePage.objects.count() > 3:
            return "enough"
        section = SectionPage.objects.get(slug=pick.choice(["news", "news", "sport"]))
        headline = f"Bridge {self.word()}"
        story = ArticlePage(title=headline, slug=slugify(headline), live=False, owner=self.chief)
        story.kicker, story.dateline = self.word(), self.word().capitalize()
        story.standfirst = f"<p data-block-key='st'>Doubts about {self.word()} remain.</p>"
        story.body = json.dumps([self._paragraph(kind) for kind in ("prose", "direct", "indirect")])
        section.add_child(instance=story)
        self.stories[story.pk] = section.pk
        story.save_revision(user=self.chief)
        self.remark(story)
        return f"story {story.pk}"

    def _paragraph(self, kind: str) -> dict:
        return paragraph(
            {
                "prose": f"The harbour board met on {self.word()} in the old town to talk of money.",
                "direct": f"“The {self.word()} bridge will cost 40 million crowns,” said Mara"
                f" {self.word().capitalize()}, the board’s chair.",
                "indirect": f"Bo {self.word().capitalize()} said tolls would stay {self.word()} for years.",
            }[kind]
        )

    def _draft(self, pick: random.Random) -> ArticlePage | None:
        ids = [*ArticlePage.objects.order_by("pk").values_list("pk", flat=True)]
        return ArticlePage.objects.get(pk=pick.choice(ids)).get_latest_revision_as_object() if ids else None

    def edit(self, pick: random.Random) -> str:
        story = self._draft(pick)
        if story is None:
            return "nothing"
        blocks = list(story.body.raw_data)
        what = pick.choice(
            [
                "title",
                "kicker",
                "standfirst",
                "byline",
                "topic",
                "add",
                "remove",
                "reword",
                "reword",
                "rename",
            ]
        )
        if what in ("title", "kicker"):
            setattr(story, what, f"Bridge {self.word()}")
        elif what == "standfirst":
            story.standfirst = f"<p data-block-key='st'>Hopes of {self.word()} remain.</p>"
        elif what == "byline":
            name = f"Zoe {self.word().capitalize()}"
            story.bylines = [Byline(contributor=Contributor.objects.create(name=name, slug=slugify(name)))]
        elif what == "topic":
            story.topics.add(self.word())
        elif what == "add":
            kind = pick.choice(["prose", "direct", "indirect"])
            blocks.insert(pick.randrange(len(blocks) + 1), self._paragraph(kind))
        elif what == "remove" and len(blocks) > 1:
            blocks.pop(pick.randrange(len(blocks)))
        else:
            self._replace(pick, blocks, name=what == "rename")
        story.body = json.dumps([dict(block) for block in blocks])
        story.save_revision(user=self.chief)
        return f"{what} of story {story.pk}"

    def _replace(self, pick: random.Random, blocks: list, *, name: bool) -> None:
        """Another word for one in a paragraph: for a speaker's name, or for something said."""
        index = pick.randrange(len(blocks))
        html = blocks[index]["value"]
        old = [word for word in self.words if (word.capitalize() if name else word) in html]
        if old:
            word = pick.choice(old)
            new = self.word()
            html = html.replace(word.capitalize(), new.capitalize()).replace(word, new)
            blocks[index] = {**blocks[index], "value": html}

    def publish(self, pick: random.Random) -> str:
        story = self._draft(pick)
        if story is None:
            return "nothing"
        if story.go_live_at:
            story.go_live_at = None
            story.save_revision(user=self.chief)
        revision = ArticlePage.objects.get(pk=story.pk).get_latest_revision()
        revision.publish(user=self.chief)
        self._went_out(story, revision)
        return f"story {story.pk}"

    def _went_out(self, story: ArticlePage, revision: Any) -> None:
        if story.pk in self.held:
            self.released[story.pk] = story, revision
            return
        said = json.dumps(revision.content, ensure_ascii=False)
        said += " ".join(byline.contributor.name for byline in story.bylines.all())
        said += " ".join(topic.name for topic in story.topics.all())
        self.live[story.pk] = escape(" ".join(str(block.value) for block in story.body))
        inside = (block.value["image"] for block in story.body if block.block_type == "image")
        said += " ".join(f"{each.title} {each.file.name}" for each in (story.lead_image, *inside) if each)
        self.shown.setdefault(story.pk, []).append(said)
        self.paragraphs.setdefault(story.pk, []).append([str(block.value) for block in story.body])

    def schedule(self, pick: random.Random) -> str:
        story = self._draft(pick)
        if story is None or story.pk in self.live:
            return "nothing"
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.title = f"Bridge {self.word()}"
        story.save_revision(user=self.chief).publish(user=self.chief)
        return f"story {story.pk}"

    def unpublish(self, pick: random.Random) -> str:
        story = self._draft(pick)
        if story is None:
            return "nothing"
        ArticlePage.objects.get(pk=story.pk).unpublish(user=self.chief)
        self._is_out_no_more(story.pk)
        return f"story {story.pk}"

    def delete(self, pick: random.Random) -> str:
        story = self._draft(pick)
        if story is None or len(self.stories) < 3:
            return "nothing"
        ArticlePage.objects.get(pk=story.pk).delete()
        self._is_out_no_more(story.pk)
        return f"story {story.pk}"

    def _is_out_no_more(self, pk: int) -> None:
        self.live.pop(pk, None)
        self.released.pop(pk, None)

    def hide(self, pick: random.Random) -> str:
        pages = [*self.live, SectionPage.objects.get(slug="sport").pk]
        page = Page.objects.get(pk=pick.choice(pages))
        PageViewRestriction.objects.get_or_create(page=page, restriction_type=PageViewRestriction.LOGIN)
        self.private.add(page.pk)
        return f"page {page.pk}"

    def unhide(self, pick: random.Random) -> str:
        PageViewRestriction.objects.all().delete()
        self.private.clear()
        return "all"

    def correct(self, pick: random.Random) -> str:
        story = self._draft(pick)
        if story is None:
            return "nothing"
        text = f"It was {self.word()}."
        issue_correction(ArticlePage.objects.get(pk=story.pk), text, by=self.chief, kind="update")
        self.corrections.setdefault(story.pk, []).append(text)
        return f"story {story.pk}"

    def work(self, pick: random.Random) -> str:
        return f"{work()} deliveries"

    # Claims

    def _on_claim(self, pick: random.Random, act: Callable[[Claim], object]) -> str:
        ids = [*Claim.objects.order_by("pk").values_list("pk", flat=True)]
        if not ids:
            return "nothing"
        claim = Claim.objects.get(pk=pick.choice(ids))
        act(claim)
        return f"claim {claim.pk}, now {claim.status}"

    def add_evidence(self, pick: random.Random) -> str:
        def add(claim: Claim) -> None:
            title, quoted = f"Report {self.word()}", f"It says {self.word()}."
            url = f"https://example.invalid/{self.word()}"
            actions.add_evidence(claim, url, by=self.checker, title=title, quotation=quoted)
            self.evidence.setdefault(claim.pk, []).extend([title, quoted, url])

        return self._on_claim(pick, add)

    def decide(self, pick: random.Random) -> str:
        rating = pick.choice([*Rating.objects.in_use().values_list("code", flat=True)])
        reason = f"Because of {self.word()}."
        return self._on_claim(
            pick, lambda claim: actions.issue_verdict(claim, rating, reason=reason, by=self.checker)
        )

    def cross_check(self, pick: random.Random) -> str:
        waiting = Claim.objects.filter(status="cross_check").first()
        if waiting is None:
            return "nothing"
        agrees, note = pick.random() < 0.7, f"A doubt about {self.word()}."
        actions.cross_check(waiting, agrees=agrees, note=note, by=self.second)
        return f"claim {waiting.pk}, now {waiting.status}"

    def publish_verdict(self, pick: random.Random) -> str:
        decided = Claim.objects.filter(status="decided").order_by("pk").last()
        if decided is None:
            return "nothing"
        actions.publish_verdict(decided, by=self.checker)
        return f"claim {decided.pk}"

    def find_out(self, pick: random.Random) -> str:
        """The straight way, so that readers have something to see."""
        reason = f"Because of {self.word()}."

        def find(claim: Claim) -> None:
            actions.issue_verdict(claim, "mostly-true", reason=reason, by=self.checker)
            if claim.status == "decided":
                actions.publish_verdict(claim, by=self.checker)

        return self._on_claim(pick, find)

    def unpublish_verdict(self, pick: random.Random) -> str:
        why = f"A doubt about {self.word()}."
        return self._on_claim(pick, lambda claim: actions.unpublish_verdict(claim, by=self.checker, why=why))

    def reopen(self, pick: random.Random) -> str:
        why = f"New papers on {self.word()}."
        return self._on_claim(pick, lambda claim: actions.reopen(claim, by=self.checker, why=why))

    def set_aside(self, pick: random.Random) -> str:
        why = f"Just {self.word()}."
        return self._on_claim(pick, lambda claim: actions.set_aside(claim, by=self.checker, why=why))

    def add_note(self, pick: random.Random) -> str:
        text = f"Ask about {self.word()}."
        return self._on_claim(pick, lambda claim: actions.add_note(claim, text, by=self.checker))

    def plan(self, pick: random.Random) -> str:
        topic = self.word()
        return self._on_claim(pick, lambda claim: actions.plan(claim, by=self.chief, priority=3, topic=topic))

    def reaffirm(self, pick: random.Random) -> str:
        def reaffirm(claim: Claim) -> None:
            seen = [appearance.anchor.pk for appearance in claim.appearances.all()]
            actions.reaffirm(claim, by=self.checker, seen=seen)

        return self._on_claim(pick, reaffirm)

    # The account

    def visible(self) -> list[int]:
        """The stories that readers see."""
        kept = self.private | self.held
        return [pk for pk in self.live if pk not in kept and self.stories[pk] not in kept]

    def public_claims(self) -> list[int]:
        """Claims that readers may be told of: published ones that were found in a story they see."""
        made = Claim.objects.filter(status="published", appearances__article_id__in=self.visible())
        return [*made.values_list("pk", flat=True)]

    def speakers(self, statement: str) -> set[str]:
        """Words beside which readers saw those of a statement: in what they see now, or else ever saw."""
        wanted = self.words_in(statement)
        visible = [versions for pk in self.visible() if (versions := self.paragraphs.get(pk))]
        now = [text for versions in visible for text in versions[-1]]
        ever = [text for versions in visible for version in versions for text in version]
        for texts in (now, ever):
            if beside := [text for text in texts if wanted & self.words_in(text)]:
                return {word for text in beside for word in self.words_in(text)}
        return set()

    def words_in(self, text: str) -> set[str]:
        """The words of ours in a text."""
        return set(re.findall(r"zx[a-z]{3}q", text.lower()))

    def secrets(self) -> list[str]:
        """The words that no reader was ever shown, or was shown in what is gone."""
        told = [words for pk in self.visible() for words in self.shown[pk]]
        told += [text for pk in self.visible() for text in self.corrections.get(pk, [])] + self.told
        for pk in self.public_claims():
            told += [*self.reasons.get(pk, ()), *self.evidence.get(pk, ())]
        blob = " ".join(told).lower()
        return [word for word in self.words if word not in blob]


STORIES = ("write", "edit", "publish", "schedule", "unpublish", "delete", "hide", "unhide", "correct", "work")
CHECKS = (
    "add_evidence",
    "decide",
    "cross_check",
    "publish_verdict",
    "find_out",
    "reaffirm",
    "add_note",
    "plan",
)
BACK = ("unpublish_verdict", "reopen", "set_aside")
ACTS = (*STORIES, *CHECKS, *BACK)
WEIGHTS = {"edit": 7, "publish": 5, "work": 5, "find_out": 4}
OPENINGS = (
    # A story is published, then checked.
    "write work publish work find_out find_out",
    # A story is checked, edited, and only then published.
    "write work find_out find_out find_out edit work edit work publish work edit find_out",
    # A verdict is replaced before the story comes out; then the story is edited once more.
    "write work decide decide publish_verdict find_out publish edit work publish work",
)

FIRST_SIDE = 10


def program(seed: int) -> list[tuple[str, int]]:
    """A day's work: a story is published and checked, in one order or another; then anything happens.

    From FIRST_SIDE on side work comes first: at first alone, later with such days and more of it between.
    """
    pick = random.Random(seed)  # noqa: S311 - a choice, not a secret
    names = pick.choices(ACTS, [WEIGHTS.get(name, 1) for name in ACTS], k=pick.randint(15, 40))
    names = [*OPENINGS[seed % len(OPENINGS)].split(), *names, "work"]
    day = [(name, pick.randrange(1000)) for name in names]
    if seed < FIRST_SIDE:
        return day
    opening = SIDE_OPENINGS[seed % len(SIDE_OPENINGS)].split()
    if seed < FIRST_SIDE + len(SIDE_OPENINGS):
        return [(name, pick.randrange(1000)) for name in opening]
    for name in pick.choices(SIDE_ACTS, k=8):
        day.insert(pick.randrange(len(day)), (name, pick.randrange(1000)))
    return [*((name, pick.randrange(1000)) for name in opening), *day]
