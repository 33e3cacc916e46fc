"""A static site of what a newsroom publishes: python examples/static_site.py https://news.example folder

`folder/data` is a mirror (mirror.py), `folder/public` the site: front, sections, stories, checked claims,
corrections. Put it on any web server. Run again it asks for nothing but what changed, writes the pages that
are others now and takes away those of stories that are gone; `--every 60` does so each minute. It may be
killed at any moment. Pictures stay where the newsroom has them. Needs Python 3.11 and nothing else.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from mirror import Mirror, write

Thing = dict[str, Any]
HREF = re.compile(r'href="([^"]*)"')
PARAGRAPH = re.compile(r"</?p\b[^>]*>")
STYLE = """
body { max-width: 44rem; margin: 0 auto; padding: 1rem; font: 1.1rem/1.6 Georgia, serif; color: #1a1a1a }
nav { border-bottom: 3px double; padding-bottom: .5rem } nav a { margin-right: 1rem }
h1, h2 { line-height: 1.2 } h2 { font-size: 1.3rem; margin: 1.5rem 0 .25rem } p { margin: .8rem 0 }
main > ul { list-style: none; padding: 0 } main > ul > li { margin: .8rem 0 } a { color: #17457a }
img { max-width: 100%; height: auto } figure, blockquote { margin: 1.5rem 0 }
blockquote { border-left: 4px solid #999; padding-left: 1rem }
table { border-collapse: collapse } td, th { border: 1px solid #ccc; padding: .2rem .6rem; text-align: left }
nav, aside, figcaption, time { font: .9rem/1.5 sans-serif; color: #555 }
aside { background: #f3f1ea; padding: .5rem 1rem; margin: 1.5rem 0 }
"""
PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src *; style-src 'self'">
<title>{title}</title><link rel="stylesheet" href="/style.css">
<nav>{nav}</nav><main><h1>{title}</h1>
{body}
</main></html>
"""


class Store(Mirror):
    """Stories and claims as they are now, and the sections."""

    def take(self, change: Thing) -> None:
        """With a story the claims made in it: their words may have changed."""
        super().take(change)
        data = change["data"]
        for claim in self.all("claim") if data["object"] == "article" else ():
            if data["id"] in made_in(claim):
                self.keep("claim", claim["id"], claim["links"]["self"])

    def all(self, kind: str) -> list[Thing]:
        """All that there is of a kind."""
        return [json.loads(file.read_text()) for file in self.folder.glob(f"{kind}-*.json")]

    def sections(self) -> list[Thing]:
        """All sections; what has the same ETag as last time is not sent again."""
        file = self.folder / "sections.pages"
        known: dict[str, Thing] = json.loads(file.read_text()) if file.exists() else {}
        pages: dict[str, Thing] = {}
        address = self.feed.removesuffix("changes") + "sections?page_size=100"
        while address:
            pages[address] = same_or_new(address, known.get(address))
            address = pages[address]["body"]["next"]
        write(file, json.dumps(pages))
        return [section for page in pages.values() for section in page["body"]["results"]]


def same_or_new(address: str, known: Thing | None) -> Thing:
    """The JSON at an address with its ETag; what is known already is not sent again."""
    headers = {"Accept": "application/json"} | ({"If-None-Match": known["etag"]} if known else {})
    try:
        with urlopen(Request(address, headers=headers), timeout=30) as answer:  # noqa: S310
            return {"etag": answer.headers["ETag"], "body": json.load(answer)}
    except HTTPError as error:
        if error.code != 304 or known is None:
            raise
        return known


class Site:
    """The pages. What the API calls HTML the newsroom has cleaned; all else is escaped."""

    def __init__(self, name: str, folder: Path, store: Store) -> None:
        self.name, self.folder, self.pages = name, folder, {"style.css": STYLE}
        self.sections = store.sections()
        self.stories = sorted(store.all("article"), key=lambda story: story["published_at"], reverse=True)
        self.claims = sorted(store.all("claim"), key=lambda claim: claim["rated_at"] or "", reverse=True)
        self.paths = {story["url"]: f"/stories/{story['id']}.html" for story in self.stories}

    def build(self) -> int:
        """Write what is new or another and take away the rest; returns how many pages were written."""
        self._page("index.html", self.name, listed(map(self._teaser, self.stories[:30])))
        for section in self.sections:
            mine = [
                story for story in self.stories if (story["section"] or {}).get("slug") == section["slug"]
            ]
            body = self._prose(section["description"]) + listed(map(self._teaser, mine))
            self._page(f"sections/{section['slug']}.html", section["name"], body)
        for story in self.stories:
            name = f"stories/{story['id']}.html"
            self._page(name, story["headline"], self._story(story), story["language"])
        self._page("claims/index.html", "Checked claims", listed(map(verdict, self.claims)))
        for claim in self.claims:
            self._page(f"claims/{claim['id']}.html", f"“{claim['statement']}”", self._claim(claim))
        made = [(each, story) for story in self.stories for each in story["corrections"]]
        made.sort(key=lambda pair: pair[0]["issued_at"], reverse=True)
        told = (f"{self._headline(story)}{correction(each)}" for each, story in made)
        self._page("corrections.html", "Corrections", listed(told))
        return self._write()

    def _write(self) -> int:
        written = 0
        for name, text in self.pages.items():
            file = self.folder / name
            if not file.exists() or file.read_text() != text:
                file.parent.mkdir(parents=True, exist_ok=True)
                write(file, text)
                written += 1
        for file in self.folder.rglob("*.*"):
            if str(file.relative_to(self.folder)) not in self.pages:
                file.unlink()
        return written

    def _page(self, name: str, title: str, body: str, language: str = "en") -> None:
        links = {"/index.html": self.name}
        links |= {f"/sections/{each['slug']}.html": each["name"] for each in self.sections}
        links |= {"/claims/index.html": "Checked claims", "/corrections.html": "Corrections"}
        nav = " ".join(f'<a href="{escape(path)}">{escape(words)}</a>' for path, words in links.items())
        self.pages[name] = PAGE.format(title=escape(title), language=escape(language), nav=nav, body=body)

    def _headline(self, story: Thing) -> str:
        return f'<a href="{self.paths[story["url"]]}">{escape(story["headline"])}</a>'

    def _teaser(self, story: Thing) -> str:
        return (
            f"<h2>{self._headline(story)}</h2>{self._prose(story['standfirst'])}{at(story['published_at'])}"
        )

    def _story(self, story: Thing) -> str:
        names = ", ".join(byline["name"] for byline in story["bylines"])
        pictures = {picture["id"]: picture for picture in story["images"]}
        lead = story["lead_image"]
        parts = [self._prose(story["standfirst"]), f"<p>{escape(names)} {at(story['published_at'])}</p>"]
        parts += map(correction, story["corrections"])
        parts += [self._figure(pictures.get(lead["id"]), lead)] if lead else []
        parts += [self._block(each["type"], each["value"], pictures) for each in story["body"]]
        if made := [claim for claim in self.claims if story["id"] in made_in(claim)]:
            parts.append(f"<aside><h2>Checked in this story</h2>{listed(map(verdict, made))}</aside>")
        return "\n".join(parts)

    def _block(self, kind: str, value: Any, pictures: dict[int, Thing]) -> str:
        match kind:
            case "heading":
                return f"<h2>{self._line(value)}</h2>"
            case "quote":
                by = f"<footer>{self._line(value['attribution'])}</footer>"
                return f"<blockquote>{self._prose(value['quote'])}{by}</blockquote>"
            case "image":
                return self._figure(pictures.get(value["image"]), value)
            case "embed":
                return f"<p>{link(value['embed'], value['embed'])}</p>{self._prose(value['caption'])}"
            case "table":
                head = "".join(f"<th>{escape(column['heading'])}" for column in value["columns"])
                rows = ("".join(f"<td>{self._cell(each)}" for each in row["values"]) for row in value["rows"])
                return f"<table><tr>{head}{''.join(f'<tr>{row}' for row in rows)}</table>"
            case _:
                return self._prose(value)

    def _cell(self, value: Any) -> str:
        return self._line(value) if isinstance(value, str) else escape("" if value is None else str(value))

    def _figure(self, picture: Thing | None, said: Thing) -> str:
        if picture is None:
            return ""
        size = f'width="{picture["width"]}" height="{picture["height"]}"'
        image = f'<img src="{escape(picture["url"])}" alt="{escape(said["alt"])}" {size}>'
        words = f"{self._line(said['caption'])} {escape(said['credit'])}"
        return f"<figure>{image}<figcaption>{words}</figcaption></figure>"

    def _claim(self, claim: Thing) -> str:
        stories = (self._headline(story) for story in self.stories if story["id"] in made_in(claim))
        found = (
            f"<p><strong>{escape(each['label'])}.</strong> {escape(each['reason'])} {at(each['issued_at'])}"
            for each in claim["verdicts"]
        )
        evidence = (
            f"{link(each['url'], each['title'] or each['url'])} ({escape(each['stance'])}) "
            f"<q>{escape(each['quotation'])}</q>"
            for each in claim["evidence"]
        )
        said = f"<p>Said by {escape(claim['claimant_name'] or 'the newsroom')} in</p>{listed(stories)}"
        return f"{said}{''.join(found)}<h2>Evidence</h2>{listed(evidence)}"

    def _prose(self, html: str) -> str:
        """Their HTML, with links to stories that we have leading to ours."""
        return HREF.sub(lambda found: f'href="{self.paths.get(found[1], found[1])}"', html)

    def _line(self, html: str) -> str:
        return PARAGRAPH.sub("", self._prose(html))


def made_in(claim: Thing) -> set[int]:
    """The stories that make a claim."""
    return {each["article"]["id"] for each in claim["appearances"]}


def listed(items: Iterable[str]) -> str:
    """A list of HTML."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def link(address: str, words: str) -> str:
    """A link, where the address is one of the web."""
    is_web = address.startswith(("http://", "https://"))
    return f'<a href="{escape(address)}">{escape(words)}</a>' if is_web else escape(words)


def at(time: str) -> str:
    """A time, to the day."""
    return f'<time datetime="{escape(time)}">{escape(time[:10])}</time>'


def verdict(claim: Thing) -> str:
    """A claim with the verdict that counts."""
    label = next((each["label"] for each in claim["verdicts"] if each["is_in_force"]), "")
    words = escape(f"“{claim['statement']}”")
    return f'<a href="/claims/{claim["id"]}.html">{words}</a> <strong>{escape(label)}</strong>'


def correction(each: Thing) -> str:
    """What was wrong and what is right."""
    words = escape(f"{each['wrong']} {each['text']}")
    return f"<aside>{escape(each['kind'].capitalize())}, {at(each['issued_at'])}: {words}</aside>"


def main() -> None:
    """Build once, or `--every` so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of the newsroom, https://news.example")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", default="The news", help="of the site")
    parser.add_argument("--every", type=float, help="seconds; until it is stopped")
    given = parser.parse_args()
    store = Store(given.address, given.folder / "data", "article,claim")
    while True:
        try:
            changes = store.follow_once()
            written = Site(given.name, given.folder / "public", store).build()
            print(f"{changes} changes, {written} pages written.")
        except (URLError, TimeoutError, ConnectionError) as error:
            print(f"{error}; trying again.", file=sys.stderr)
            if given.every is None:
                raise SystemExit(1) from error
        if given.every is None:
            return
        time.sleep(given.every)


if __name__ == "__main__":
    main()
