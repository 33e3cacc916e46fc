"""Fetch a page of the web for whoever cannot know where its address leads. Knows no database and no settings.

Every hop resolves its host once, refuses unless every answer is public, and connects to an IP address that
was checked, while TLS and the Host header keep the name: an answer that differs later changes nothing.
No proxies, cookies or credentials. One deadline and one measure of bytes hold for all hops together.
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpcore2 as http

from archive.addresses import Address, Policy, Refused, parse, refuse_port
from archive.connecting import (
    Backend,
    Budget,
    Resolver,
    TooMuch,
    Unreachable,
    cause,
    checked,
    system_resolver,
)
from archive.decoding import BadlyEncoded, Decoder, TooLong
from archive.media import media_type, refuse_type

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT = frozenset({200, 203})  # answers whose body is the page
MOST_REDIRECTS = 5
LONGEST_ASIDE = 65_536  # bytes that are kept of the body of a redirect
OVERHEAD = 262_144  # bytes for headers and framing on top of the body
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.9,*/*;q=0.5"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `raw` is the body as it came, still encoded, and whole unless `is_cut`."""

    url: str
    ip: str
    requested_at: datetime
    request_line: str
    request_headers: Headers
    http_version: str
    status: int
    reason: str
    headers: Headers
    raw: bytes = b""
    is_cut: bool = False

    def header(self, name: str) -> str:
        """The first value of a header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page's address led to: every hop, and the decoded body where the last one has the page."""

    exchanges: tuple[Exchange, ...]
    body: bytes = b""

    @property
    def last(self) -> Exchange:
        """The exchange that no redirect followed."""
        return self.exchanges[-1]

    @property
    def url(self) -> str:
        """Where the page was found in the end."""
        return self.last.url

    @property
    def status(self) -> int:
        """The status of the last hop."""
        return self.last.status

    @property
    def has_page(self) -> bool:
        """Whether `body` is the page; other statuses come without."""
        return self.status in KEPT

    @property
    def content_type(self) -> str:
        """The media type without parameters, told from the first bytes where the server names none."""
        return media_type(self.last.header("content-type"), self.body)


@dataclass(frozen=True, slots=True)
class Known:
    """What we have of a page already: a server that has nothing newer at `url` may answer 304."""

    url: str
    etag: str = ""
    last_modified: str = ""

    def headers(self, address: Address) -> Headers:
        """The conditions to send to an address; none to any other than the page's own.

        Servers say in them what they like; what no header may have is not said back.
        """
        if address.url != self.url:
            return ()
        wanted = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple(
            (name, value) for name, value in wanted if value and value.isascii() and value.isprintable()
        )


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches pages within limits. `most_bytes` holds for the body as it comes and as it is when decoded."""

    agent: str = "Newsroom archive"
    accept: str = ACCEPT
    seconds: float = 20.0
    most_bytes: int = 20_000_000
    policy: Policy = field(default_factory=Policy)
    resolve: Resolver = system_resolver
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(self, url: str, known: Known | None = None) -> Answer:
        """Follow an address to its page.

        Raises Refused where no later try would do better, Unreachable otherwise. Other statuses than success
        and redirects are answers, without a body. 304 comes only where `known` was given.
        """
        budget = Budget(self.seconds, self.most_bytes + OVERHEAD)
        exchanges: list[Exchange] = []
        address = parse(url)
        while True:
            exchange, body = self._ask(address, known, budget)
            exchanges.append(exchange)
            if exchange.status not in REDIRECTS:
                return Answer(tuple(exchanges), body)
            if len(exchanges) > MOST_REDIRECTS:
                raise Refused(
                    f"The page redirects more than {MOST_REDIRECTS} times.",
                    "Open it, and give the address that the browser shows in the end.",
                )
            address = _redirect(exchange)

    def _ask(self, address: Address, known: Known | None, budget: Budget) -> tuple[Exchange, bytes]:
        refuse_port(address, self.policy.ports)
        ips = checked(address, self.resolve, self.policy, budget)
        began = datetime.now(UTC)
        headers = self._headers(address) + (known.headers(address) if known else ())
        backend = Backend(ips, budget)
        url = http.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        with (
            _in_words(address, budget),
            http.ConnectionPool(ssl_context=self.tls, retries=0, network_backend=backend) as pool,
            pool.stream("GET", url, headers=list(headers)) as response,
        ):
            exchange = _begun(address, backend.connected_to, began, headers, response)
            if exchange.status == 304 and not (known and known.headers(address)):
                raise Unreachable("The server says that nothing changed, though nobody asked (304).")
            return self._finish(exchange, response)

    def _headers(self, address: Address) -> Headers:
        return (
            ("Host", address.authority),
            ("User-Agent", self.agent),
            ("Accept", self.accept),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        )

    def _finish(self, exchange: Exchange, response: http.Response) -> tuple[Exchange, bytes]:
        """Read as much of the body as the status asks for, and decode a page's."""
        parts = response.iter_stream()
        if exchange.status in REDIRECTS:
            aside, is_cut = _beginning(parts, LONGEST_ASIDE)
            return replace(exchange, raw=aside, is_cut=is_cut), b""
        if exchange.status not in KEPT:
            return exchange, b""
        refuse_type(exchange.header("content-type"))
        length = exchange.header("content-length")
        if length.isdecimal() and int(length) > self.most_bytes:
            raise self._too_long()
        decoder = Decoder(exchange.header("content-encoding"), self.most_bytes)
        raw, body = bytearray(), bytearray()
        try:
            for part in parts:
                raw += part
                body += decoder.feed(part)
            decoder.finish()
        except TooLong as error:
            raise self._too_long() from error
        except BadlyEncoded as error:
            raise Unreachable(f"The page came damaged: {error}.") from error
        refuse_type(exchange.header("content-type"), bytes(body[:1024]))
        return replace(exchange, raw=bytes(raw)), bytes(body)

    def _too_long(self) -> Refused:
        return Refused(
            f"The page is longer than {self.most_bytes:,} bytes.",
            "Attach what matters of it as a document, or have NEWSROOM_ARCHIVE_MAX_BYTES raised.",
        )


def _begun(address: Address, ip: str, began: datetime, sent: Headers, response: http.Response) -> Exchange:
    version = response.extensions.get("http_version", b"HTTP/1.1").decode("latin-1")
    return Exchange(
        url=address.url,
        ip=ip,
        requested_at=began,
        request_line=f"GET {address.target} HTTP/1.1",
        request_headers=sent,
        http_version=version,
        status=response.status,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
        headers=tuple((name.decode("latin-1"), _text(value)) for name, value in response.headers),
    )


def _beginning(parts: Iterator[bytes], most: int) -> tuple[bytes, bool]:
    raw = bytearray()
    for part in parts:
        raw += part
        if len(raw) > most:
            return bytes(raw[:most]), True
    return bytes(raw), False


def _redirect(exchange: Exchange) -> Address:
    target = exchange.header("location")
    if not target:
        raise Refused(f"The page redirects without saying where to ({exchange.status}).")
    return parse(target, base=exchange.url)


def _text(value: bytes) -> str:
    """A header's value; servers that send more than ASCII mostly mean UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


@contextmanager
def _in_words(address: Address, budget: Budget) -> Iterator[None]:
    """Whatever goes wrong on the way is said as Unreachable or Refused."""
    try:
        yield
    except TooMuch as error:
        raise Refused("The server sends more than its page may have.") from error
    except http.TimeoutException as error:
        if budget.until <= time.monotonic():
            raise budget.overrun() from error
        raise Unreachable(f"“{address.host}” does not answer.") from error
    except http.NetworkError as error:
        raise Unreachable(f"“{address.host}” cannot be reached ({cause(error)}).") from error
    except (http.ProtocolError, ssl.SSLError) as error:
        raise Unreachable(f"“{address.host}” does not speak HTTP as it should ({cause(error)}).") from error
