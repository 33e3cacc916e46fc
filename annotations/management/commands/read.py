"""Read files and say who said what in them. Saves nothing and needs no database."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

import extraction
from annotations.models import refusal_words
from articles.copy import BadCopy, decode
from articles.copy.files import STDIN, expand, read_file, shown_name

EPILOG = """\
Offsets count the code points of the file as it is, markup, line ends and all; only a byte order mark
does not count. Exit code 1 when a file was refused."""
WIDTH = 72  # characters of content shown in the table


class Command(BaseCommand):
    help = "Read files or standard input, and show the entities and attributions in them. Saves nothing."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a file, a folder, or - for standard input"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a file, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        files = expand(options["files"])
        refused = 0
        with tqdm(total=len(files), unit="file", disable=None, leave=False) as progress:
            for name in files:
                try:
                    text = decode(read_file(name, most=settings.NEWSROOM_INGEST_MAX_BYTES))
                except BadCopy as error:
                    refused += 1
                    with tqdm.external_write_mode(file=self.stderr):
                        self.stderr.write(f"refused    {shown_name(name)}: {error}")
                else:
                    found = {
                        "file": name if name == STDIN else shown_name(name),
                        **extraction.read(text).as_dict(text),
                    }
                    with tqdm.external_write_mode(file=self.stdout):
                        self.stdout.write(
                            json.dumps(found, ensure_ascii=False) if options["json"] else _table(found)
                        )
                progress.update()
        if refused:
            raise CommandError(f"{refused} of {len(files)} files refused.", returncode=1)


def _table(found: dict[str, Any]) -> str:
    """A reading for people: who and what is named, then who says what."""
    reader = found["reader"]
    if found["refusal"]:
        return f"{found['file']}  (not read)\n\n  {refusal_words(found['refusal'], found['language'])}\n"
    lines = [f"{found['file']}  (read by {reader['name']} {reader['version']})", "", "  Entities"]
    for entity in found["entities"]:
        times = len(entity["mentions"])
        lines.append(f"    {entity['kind']:13} {entity['name']}" + (f"  ×{times}" if times > 1 else ""))
    lines += ["", "  Attributions"]
    for attribution in found["attributions"]:
        source = attribution["source_entity"] or _words(attribution["source"]) or "(nobody named)"
        cue = _words(attribution["cue"]) or "—"
        lines.append(f"    {attribution['type']:9} {attribution['confidence']:.2f}  {source} · {cue}")
        lines.append(f"                    {_short(_words(attribution['content']))}")
    for heading, values in (("Entities", found["entities"]), ("Attributions", found["attributions"])):
        if not values:
            lines[lines.index(f"  {heading}")] += ": none"
    return "\n".join([*lines, ""])


def _words(spans: list[dict[str, Any]]) -> str:
    return " … ".join(" ".join(span["text"].split()) for span in spans)


def _short(words: str) -> str:
    return words if len(words) <= WIDTH else f"{words[: WIDTH - 1]}…"
