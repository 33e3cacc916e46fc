"""What else is done in a newsroom while stories are written: schedules, sections, pictures, files, names."""

import json
import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Revision

from accounts.models import User
from anchoring import anchor
from annotations.actions import rule
from annotations.models import Attribution
from articles.embargo import set_embargo
from articles.models import ArticlePage, ArticleRevision, Embargo, SectionPage
from articles.remarking import reply, resolve, say
from articles.tasks import publish_scheduled
from claims import actions
from claims.models import Claim, Evidence, Gate

SPEAKER = re.compile(r"zx\w+q(?=, the board’s chair)|(?<=Bo )zx\w+q", re.IGNORECASE)


class Sidework:
    """Acts of `Newsroom` that need what it has."""

    chief: User
    checker: User
    evidence: dict[int, list[str]]
    live: dict[int, str]
    held: set[int]
    released: dict[int, tuple[ArticlePage, Any]]
    told: list[str]  # what sections said
    word: Callable[[], str]
    write: Callable[[random.Random], str]
    _draft: Callable[[random.Random], ArticlePage | None]
    _on_claim: Callable[..., str]
    _went_out: Callable[[ArticlePage, Any], None]
    _is_out_no_more: Callable[[int], None]

    def remark(self, story: ArticlePage) -> None:
        """What people say about a story to one another: on its words and on its headline, with an answer."""
        revision = ArticleRevision.objects.latest_of(story)
        assert revision is not None
        block = next(each for each in revision.text.segments if each.kind == "paragraph")
        at = anchor(revision.text.segments, block.start, block.end)
        on_words = say(story, f"Ask {self.word()}.", at=at, by=self.chief)
        reply(story, on_words.pk, f"Why {self.word()}?", by=self.chief)
        on_headline = say(story, f"Not {self.word()}.", at=None, contentpath="title", by=self.chief)
        resolve(story, on_headline.pk, by=self.chief)

    def reschedule(self, pick: random.Random) -> str:
        """A time for the newest words of a story, whether readers see it already or not."""
        story = self._draft(pick)
        if story is None:
            return "nothing"
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.kicker = f"Soon {self.word()}"
        story.save_revision(user=self.chief).publish(user=self.chief)
        return f"story {story.pk}"

    def write_ahead(self, pick: random.Random) -> str:
        """A new story waits for its hour: nobody has seen any of it."""
        self.write(pick)
        story = ArticlePage.objects.latest("pk").get_latest_revision_as_object()
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.title, story.kicker = f"Tomorrow {self.word()}", f"Soon {self.word()}"
        story.save_revision(user=self.chief).publish(user=self.chief)
        return f"story {story.pk}"

    def come_due(self, pick: random.Random) -> str:
        """The clock goes on; what the gate forbids by then is held back."""
        due = timezone.now() - timedelta(minutes=1)
        waiting = list(Revision.objects.filter(approved_go_live_at__isnull=False))
        for revision in waiting:
            revision.approved_go_live_at = due
            revision.content["go_live_at"] = due.isoformat()
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due, content=revision.content)
        answer = pick.choice(["block", "warn"])
        Gate.objects.update_or_create(section=None, defaults={"undecided": answer, "rated_false": answer})
        publish_scheduled()
        out = []
        for revision in waiting:
            page = ArticlePage.objects.filter(pk=revision.object_id).first()
            if page and page.live and page.live_revision_id == revision.pk:
                self._went_out(revision.as_object(), revision)
                out.append(page.pk)
        return f"{len(waiting)} waited, out went {out}"

    def embargo(self, pick: random.Random) -> str:
        """Nobody is to be shown a story from now on, whatever is done with it."""
        story = self._draft(pick)
        if story is None:
            return "nothing"
        until = timezone.now() + timedelta(days=1)
        set_embargo(ArticlePage.objects.get(pk=story.pk), until, by=self.chief, why=f"So says {self.word()}.")
        self.held.add(story.pk)
        return f"story {story.pk}"

    def end_embargoes(self, pick: random.Random) -> str:
        """The clock goes on; what was published last under embargo is shown, unless the gate forbids it."""
        Embargo.objects.update(until=timezone.now() - timedelta(minutes=1))
        publish_scheduled()
        ended, self.held = self.held, set()
        out = set(ArticlePage.objects.filter(pk__in=ended, live=True).values_list("pk", flat=True))
        for pk in ended:
            if pk not in out:
                self._is_out_no_more(pk)
            elif pk in self.released:
                self._went_out(*self.released.pop(pk))
        return f"{len(ended)} ended, out went {out}"

    def describe(self, pick: random.Random) -> str:
        """A section says what it is about; half of the time for its draft alone."""
        return self._describe(pick, is_published=lambda: pick.random() < 0.5)

    def describe_draft(self, pick: random.Random) -> str:
        """What a section will say stands in its draft."""
        return self._describe(pick, is_published=lambda: False)

    def _describe(self, pick: random.Random, *, is_published: Callable[[], bool]) -> str:
        page = SectionPage.objects.get(slug=pick.choice(["news", "sport"]))
        section = page.get_latest_revision_as_object()
        words = self.word(), self.word(), self.word()
        section.description = f"<p data-block-key='d'>All about {words[0]}.</p>"
        section.search_description, section.seo_title = f"News of {words[1]}", f"News and {words[2]}"
        revision = section.save_revision(user=self.chief)
        if is_published():
            revision.publish(user=self.chief)
            self.told += words
        return section.slug

    def illustrate(self, pick: random.Random) -> str:
        """A picture over a draft and another in it: their names, files and words are the draft's."""
        story = self._draft(pick)
        if story is None:
            return "nothing"
        over, inside = (self._picture() for _ in range(2))
        story.lead_image, story.lead_image_alt = over, f"A quay, {self.word()}"
        story.lead_image_caption = f"<p data-block-key='c'>The quay at {self.word()}</p>"
        story.lead_image_credit = f"Ada {self.word().capitalize()}"
        value = {
            "image": inside.pk,
            "alt": f"A boat, {self.word()}",
            "credit": f"Bea {self.word().capitalize()}",
        }
        value["caption"] = f"<p data-block-key='e'>A boat of {self.word()}</p>"
        blocks = [dict(block) for block in story.body.raw_data]
        story.body = json.dumps([*blocks, {"type": "image", "value": value, "id": f"i{inside.pk}"}])
        story.save_revision(user=self.chief)
        return f"story {story.pk}"

    def _picture(self) -> Any:
        file = get_test_image_file(filename=f"{self.word()}.png")
        return get_image_model().objects.create(title=f"Quay {self.word()}", file=file)

    def upload(self, pick: random.Random) -> str:
        """A document of the desk's, which no story links to."""
        file = ContentFile(f"About {self.word()}.".encode(), name=f"{self.word()}.txt")
        return str(get_document_model().objects.create(title=f"Minutes {self.word()}", file=file).pk)

    def add_file(self, pick: random.Random) -> str:
        """A file as evidence: readers may know its title and what is quoted, and nothing else of it."""

        def add(claim: Claim) -> None:
            title, quoted, place = f"Ledger {self.word()}", f"Paid: {self.word()}.", f"sheet {self.word()}"
            file = ContentFile(f"{quoted} And {self.word()}.".encode(), name=f"{self.word()}.txt")
            said = {"title": title, "quotation": quoted, "locator": place}
            trust = f"Leaked by {self.word()}."
            actions.add_evidence(claim, kind="file", upload=file, by=self.checker, reliability=trust, **said)
            self.evidence.setdefault(claim.pk, []).extend([title, quoted, place])

        return self._on_claim(pick, add)

    def interview(self, pick: random.Random) -> str:
        """An interview as evidence: nobody is told with whom, or by whom."""

        def add(claim: Claim) -> None:
            title, quoted = f"Interview {self.word()}", f"I was {self.word()}."
            people = {"interviewee": f"Cleo {self.word()}", "interviewed_by": f"Dora {self.word()}"}
            actions.add_evidence(
                claim, kind="interview", by=self.checker, title=title, quotation=quoted, **people
            )
            self.evidence.setdefault(claim.pk, []).extend([title, quoted])

        return self._on_claim(pick, add)

    def retract(self, pick: random.Random) -> str:
        """Evidence is found to be no good: readers see it no more, nor why."""
        standing = Evidence.objects.filter(retraction=None).order_by("pk")
        if not standing:
            return "nothing"
        evidence = pick.choice([*standing])
        actions.retract_evidence(evidence, by=self.checker, why=f"A forgery by {self.word()}.")
        gone = {evidence.title, evidence.quotation, evidence.url, evidence.locator}
        claim = evidence.claim_id
        self.evidence[claim] = [said for said in self.evidence.get(claim, []) if said not in gone]
        return f"evidence {evidence.pk}"

    def confirm(self, pick: random.Random) -> str:
        """An editor confirms all that the newest words of a story quote."""
        story = self._draft(pick)
        rows = Attribution.objects.in_latest().filter(revision__article_id=story.pk) if story else ()
        for row in rows:
            rule(row, "confirmed", by=self.chief)
        return f"{len(rows)} attributions"

    def unname(self, pick: random.Random) -> str:
        """What was quoted from somebody stands in a draft as nobody's."""
        return self._rewrite(pick, lambda html: re.sub(r",” said Mara \w+, the board’s chair\.", ".”", html))

    def swap(self, pick: random.Random) -> str:
        """The speakers of a draft change places."""

        def change(html: str) -> str:
            speakers = list(dict.fromkeys(SPEAKER.findall(html)))
            after = dict(zip(speakers, [*speakers[1:], *speakers[:1]], strict=True))
            return SPEAKER.sub(lambda match: after[match[0]], html)

        return self._rewrite(pick, change)

    def waiting(self) -> set[str]:
        """The kinds of things that readers are not to be told of yet, or ever."""
        scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
        kinds = {
            "new words that wait" if int(pk) in self.live else "a story that waits"
            for pk in scheduled.values_list("object_id", flat=True)
        }
        if SectionPage.objects.filter(has_unpublished_changes=True).exists():
            kinds.add("a section's draft")
        if get_document_model().objects.exists():
            kinds.add("a document")
        return kinds

    def _rewrite(self, pick: random.Random, change: Callable[[str], str]) -> str:
        story = self._draft(pick)
        if story is None:
            return "nothing"
        body = json.dumps([dict(block) for block in story.body.raw_data], ensure_ascii=False)
        story.body = change(body)
        story.save_revision(user=self.chief)
        return f"story {story.pk}"


SIDE_ACTS = (
    "embargo",
    "end_embargoes",
    "reschedule",
    "write_ahead",
    "come_due",
    "describe",
    "describe_draft",
    "illustrate",
    "upload",
    "add_file",
    "interview",
    "retract",
    "confirm",
    "unname",
    "swap",
)
SIDE_OPENINGS = (
    # What an editor confirmed in a draft is published as nobody's; then the speakers change places.
    "write work confirm unname publish work find_out find_out swap work",
    # A text is replaced under embargo; a claim of it is checked; it goes out. Another stays under embargo.
    "write work embargo publish work find_out edit work publish work find_out find_out end_embargoes work"
    " find_out write work publish work find_out embargo work",
    # The speakers change places before anybody saw the story; one is out on time, one is held back.
    "write work swap publish work find_out find_out find_out find_out reschedule come_due come_due work",
    # Pictures, files and sections: half of them for drafts alone. At the end of the day new words still wait,
    # of a section, of a story that is out, of one that nobody saw.
    "describe describe write illustrate work publish work find_out find_out add_file interview add_file"
    " retract illustrate upload describe work describe_draft reschedule write_ahead work",
)
