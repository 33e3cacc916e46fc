"""A wire between a program and the live server, which loses answers and remembers what went through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Passed:
    """A request that reached the server, and what it answered."""

    method: str
    path: str
    status: int
    is_replayed: bool


class Wire(ThreadingHTTPServer):
    """Listens on a port of its own; `to_lose` answers of POSTs never arrive."""

    def __init__(self, server: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.to_lose = urlsplit(server).netloc, 0
        self.passed: list[Passed] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def statuses(self, method: str) -> list[int]:
        """What the requests of a method were answered with, in their order."""
        return [each.status for each in self.passed if each.method == method]


class _Handler(BaseHTTPRequestHandler):
    server: Wire

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, *args: Any) -> None:
        """Nothing: the test knows."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = HTTPConnection(self.server.target, timeout=30)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        is_replayed = answer.headers.get("Idempotent-Replayed") == "true"
        self.server.passed.append(Passed(self.command, self.path, answer.status, is_replayed))
        if self.command == "POST" and self.server.to_lose:
            self.server.to_lose -= 1
            return  # the connection ends without a word
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name not in ("Connection", "Transfer-Encoding", "Server", "Date"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def laid(server: str) -> Iterator[Wire]:
    """A wire to a server, for as long as the context lasts."""
    with Wire(server) as wire:
        thread = Thread(target=wire.serve_forever)
        thread.start()
        try:
            yield wire
        finally:
            wire.shutdown()
            thread.join()
