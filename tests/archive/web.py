"""Web servers of the tests' own on 127.0.0.x: well-behaved ones, and ones that misbehave byte by byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Talk = Callable[[socket.socket], None]


@dataclass
class Reply:
    """What a server says to a request; `headers` come after a Content-Type of HTML, unless they name one."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Web:
    """A web server: `pages` by path, each a Reply or what makes one of a request's headers."""

    host: str
    port: int
    pages: dict[str, "Reply | Callable[[dict[str, str]], Reply]"] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def at(self, path: str = "/", host: str = "") -> str:
        """The address of a path, under another host name where one is given."""
        return f"http://{host or self.host}:{self.port}{path}"

    def says(self, path: str, html: str, **headers: str) -> str:
        """Put a page at a path; its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Reply(html.encode(), headers=named)
        return self.at(path)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    web: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.web.asked.append((self.path, headers))
        found = self.web.pages.get(self.path, Reply(b"nothing here", 404))
        reply = found(headers) if callable(found) else found
        self.send_response(reply.status)
        sent = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(reply.body))}
        for name, value in (sent | reply.headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(reply.body)
        except ConnectionError:
            self.close_connection = True  # the client has had enough

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0) -> Iterator[Web]:
    """A web server for as long as the block lasts."""
    web = Web(host, port)
    server = ThreadingHTTPServer((host, port), type("Handler", (_Handler,), {"web": web}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    web.port = server.server_port
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def talking(talk: Talk, *, reads_head: bool = True) -> Iterator[int]:
    """A server that reads each request's head, if wanted, and lets `talk` have the connection; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # closed: the block is over
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                head = b""
                while reads_head and b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                    head += part
                talk(connection)
            except OSError:
                return  # the client has had enough

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def head(*lines: str, status: str = "200 OK") -> bytes:
    """The head of an answer, HTML unless its lines say otherwise."""
    named = {line.partition(":")[0].lower() for line in lines}
    more = [] if "content-type" in named else ["Content-Type: text/html"]
    return "\r\n".join([f"HTTP/1.1 {status}", *more, *lines, "", ""]).encode()
