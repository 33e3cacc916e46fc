"""A small reconciliation service, version 0.2, over a list of known things. Real HTTP on 127.0.0.1."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from rapidfuzz import fuzz

MANIFEST = {
    "versions": ["0.2"],
    "name": "List of known things",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
}
KNOWN = [
    {
        "id": "Q937",
        "name": "Albert Einstein",
        "description": "physicist",
        "type": {"id": "Q5", "name": "human"},
    },
    {
        "id": "Q1001",
        "name": "Albert Einstone",
        "description": "footballer",
        "type": {"id": "Q5", "name": "human"},
    },
    {"id": "Q7817", "name": "World Health Organization", "type": {"id": "Q43229", "name": "organization"}},
    {
        "id": "Q20",
        "name": "Norway",
        "description": "country",
        "type": {"id": "Q17334923", "name": "location"},
    },
]


@dataclass
class ReconciliationServer:
    """Answers from `KNOWN`, unless `misbehaves` says how not to; remembers the batches that it was asked."""

    address: str = ""
    manifest: dict[str, Any] = field(default_factory=lambda: dict(MANIFEST))
    misbehaves: str = ""
    batches: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """What is known under a name, scored by how alike the names are."""
        found = [
            {
                **thing,
                "type": [thing["type"]],
                "score": fuzz.ratio(query["query"], thing["name"]),
                "match": query["query"] == thing["name"],
            }
            for thing in KNOWN
            if query.get("type") in (None, thing["type"]["id"])
        ]
        return sorted((each for each in found if each["score"] > 60), key=lambda each: -each["score"])[
            : query.get("limit", 10)
        ]


class _Handler(BaseHTTPRequestHandler):
    served: ReconciliationServer

    def do_GET(self) -> None:
        """The manifest."""
        self._send(self.served.manifest)

    def do_POST(self) -> None:
        """A batch of queries, form-encoded."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        batch = json.loads(form["queries"][0])
        self.served.batches.append(batch)
        if "batchSize" in self.served.manifest and len(batch) > self.served.manifest["batchSize"]:
            self.send_error(413)
            return
        self._send({key: {"result": self.served.answer(query)} for key, query in batch.items()})

    def _send(self, values: dict[str, Any]) -> None:
        body = json.dumps(values).encode()
        match self.served.misbehaves:
            case "busy":
                self.send_response(429)
                self.send_header("Retry-After", "7")
                self.end_headers()
                return
            case "broken":
                self.send_error(500)
                return
            case "html":
                body = b"<html>Not here</html>"
            case "list":
                body = b"[]"
            case "huge":
                body = b'{"a": "' + b"x" * 6_000_000 + b'"}'
            case "forgetful":
                body = b"{}" if self.command == "POST" else body
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            if self.served.misbehaves == "dripping":
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.05)  # the slowness is what is tested
            else:
                self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # the client has had enough

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[ReconciliationServer]:
    """A service at `address` for as long as the block lasts."""
    served = ReconciliationServer()
    handler = type("Handler", (_Handler,), {"served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
