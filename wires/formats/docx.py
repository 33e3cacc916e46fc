"""Word documents (.docx): the first heading or paragraph is the headline, the rest is the body.

Tables, lists, quotes, links, bold and italics stay; pictures, comments and deleted words go. Only parts
that are harmless XML of bounded size reach the converter.
"""

import io
import logging
import re
import zipfile
import zlib

import mammoth

from articles.copy import BadCopy, Story, compose
from wires.formats.trees import read_tree

log = logging.getLogger(__name__)

MOST_PARTS = 200
MOST_BYTES = 10_000_000  # of all parts together, unpacked
PARTS = (".xml", ".rels")
OLD = b"\xd0\xcf\x11\xe0"
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
FIRST_PARAGRAPH = re.compile(r"\A<p>(.*?)</p>", re.DOTALL)
BACK_TO_TEXT = re.compile(r' <a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
SAVE_AS = "Open it in your word processor, save it as .docx without a password, and send it again."


def read(data: bytes) -> list[Story | BadCopy]:
    """The one story of a document. Raises BadCopy."""
    if data.startswith(OLD):
        raise BadCopy(f"is an old .doc or protected by a password. {SAVE_AS}")
    try:
        html = mammoth.convert_to_html(
            _harmless(data),
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=lambda image: [],
        ).value
    except BadCopy:
        raise
    except Exception as error:  # whatever a converter makes of parts that do not fit together
        log.warning("A Word document could not be converted.", exc_info=True)
        raise BadCopy(f"is no Word document that can be read. {SAVE_AS}") from error
    if not html:
        raise BadCopy("is empty.")
    html = FIRST_PARAGRAPH.sub(r"<h1>\1</h1>", BACK_TO_TEXT.sub("", html))
    return [compose({}, html)]


def _harmless(data: bytes) -> io.BytesIO:
    """A document of the same XML parts and no others, each read within limits."""
    kept = io.BytesIO()
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(kept, "w") as made:
            parts = {part.filename: part for part in given.infolist() if part.filename.endswith(PARTS)}
            if len(parts) > MOST_PARTS:
                raise BadCopy(f"has more than {MOST_PARTS} parts. {SAVE_AS}")
            for name, part in parts.items():
                if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise BadCopy(f"is packed in a way that no word processor packs. {SAVE_AS}")
                with given.open(part) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise BadCopy(f"unpacks to more than {MOST_BYTES:,} bytes. Send it in parts.")
                read_tree(content)
                made.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise BadCopy(f"is no Word document, or came damaged. {SAVE_AS}") from error
    kept.seek(0)
    return kept
