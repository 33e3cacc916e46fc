"""The readable text of a page: what a person reads in it, without menus, advertisements and scripts.

Pages are written by strangers, and every parser has inputs that hold it up for hours. So each page is read
by a process of its own with little time and memory; when that ends badly, the page is kept without a text.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 10  # of computing time for one page
PATIENCE = 30.0  # seconds by the clock, on a busy machine
IMPATIENCE = 8.0  # seconds by the clock, where somebody waits
MEMORY = 1_500_000_000  # bytes of address space
MOST_PAGES = 500  # of a PDF
MOST_TEXT = 2_000_000  # characters
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Readable:
    """Title and text of a page, in the encoding that it was read in; `trouble` says why there is no text.

    `page_starts`: where in the text the pages of a PDF begin.
    """

    title: str = ""
    text: str = ""
    charset: str = ""
    trouble: str = ""
    page_starts: tuple[int, ...] = ()


def read(body: bytes, kind: str, charset: str = "") -> Readable:
    """Read a page of kind `html`, `pdf` or `text`. Never raises over what stands in it.

    `charset` is what the server says; the page's own word or its bytes decide where that is empty or unknown.
    """
    try:
        found = _apart(body, kind, charset, PATIENCE)
        return Readable(**found | {"page_starts": tuple(found["page_starts"])})
    except subprocess.TimeoutExpired:
        return Readable(trouble="Reading its text takes too long.")
    except (subprocess.CalledProcessError, ValueError):
        return Readable(trouble="Its text cannot be read: the file is damaged, locked or too large.")


def page_count(body: bytes) -> int | None:
    """How many pages a PDF has; None where that cannot be told in a few seconds: somebody waits for it."""
    try:
        return int(_apart(body, "count", "", IMPATIENCE)["pages"])
    except (subprocess.SubprocessError, ValueError):
        return None


def _apart(body: bytes, kind: str, charset: str, seconds: float) -> dict[str, Any]:
    """What this file, run as a process of its own, finds out. Raises SubprocessError or ValueError."""
    order = json.dumps({"kind": kind, "charset": charset}).encode() + b"\n"
    command = [sys.executable, "-I", str(Path(__file__).resolve())]
    done = subprocess.run(  # noqa: S603 - our own file
        command, input=order + body, capture_output=True, timeout=seconds, check=True, env={}
    )
    return json.loads(done.stdout)


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    found = _count(body) if order["kind"] == "count" else _found(body, order["kind"], order["charset"])
    sys.stdout.buffer.write(json.dumps(found).encode())


def _found(body: bytes, kind: str, named: str) -> dict[str, Any]:
    starts: list[int] = []
    if kind == "pdf":
        title, pages, charset = _pdf(body)
        text = ""
        for page in map(_tidy, pages):
            starts.append(len(text))
            text += f"{page}\n\n"
    else:
        title, text, charset = _text(body, named, is_html=kind == "html")
    return {
        "title": _tidy(title).replace("\n", " ")[:500],
        "text": (text.rstrip("\n") if kind == "pdf" else _tidy(text))[:MOST_TEXT],
        "charset": charset,
        "page_starts": starts,
    }


def _count(body: bytes) -> dict[str, Any]:
    from io import BytesIO

    from pypdf import PdfReader

    return {"pages": len(PdfReader(BytesIO(body)).pages)}


def _pdf(body: bytes) -> tuple[str, list[str], str]:
    from io import BytesIO

    from pypdf import PdfReader

    document = PdfReader(BytesIO(body))
    title = (document.metadata.title if document.metadata else None) or ""
    texts = [page.extract_text() for page, _ in zip(document.pages, range(MOST_PAGES), strict=False)]
    return str(title), texts, ""


def _text(body: bytes, named: str, *, is_html: bool) -> tuple[str, str, str]:
    charset = _charset(body, named, is_html=is_html)
    text = body.decode(charset, "replace")
    if not is_html:
        return "", text, charset
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(text)
    main = extract_plain_text(tree, main_content=True, alt_texts=False, comments=False)
    return tree.title or "", main if main.strip() else extract_plain_text(tree, alt_texts=False), charset


def _charset(body: bytes, named: str, *, is_html: bool) -> str:
    """A codec's name: the byte order mark's, else the server's, else the page's own, else a guess."""
    import codecs

    from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

    for mark, codec in BOMS.items():
        if body.startswith(mark):
            return codec
    detected = detect_encoding(body, from_html_meta=is_html) or ""
    for name in (named, detected):
        try:
            # As browsers do: who says ISO 8859-1 means Windows-1252.
            return codecs.lookup(map_encoding_to_html5(name, fallback_utf8=False) or name).name
        except LookupError:
            continue
    return "utf-8"


def _tidy(text: str) -> str:
    """Without control characters, blanks at the ends of lines and more than one empty line."""
    lines = (CONTROL.sub("", line).strip() for line in text.splitlines())
    tidy: list[str] = []
    for line in lines:
        if line or (tidy and tidy[-1]):
            tidy.append(line)
    return "\n".join(tidy).strip()


if __name__ == "__main__":
    _main()
