"""Connections that go to checked IP addresses only, and end at a deadline. Knows no database and no settings.

A name is resolved once; whoever connects does so by what came of it. No proxies: none are ever asked about.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address

import httpcore2 as http

from archive.addresses import Address, IPAddress, Policy, require_public

CONNECT = 5.0  # seconds for one of a host's IP addresses, so that the next gets its turn

Resolver = Callable[[str, int], Sequence[str]]


class Unreachable(Exception):
    """No usable answer this time; a later try may get one. `reason` is a sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooMuch(Exception):
    """More bytes came over the wire than the budget has."""


class Budget:
    """The time and the bytes that all hops of one fetch share."""

    def __init__(self, seconds: float, most_bytes: int) -> None:
        self.seconds, self.bytes_left = seconds, most_bytes
        self.until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until the deadline. Raises Unreachable behind it."""
        if (left := self.until - time.monotonic()) <= 0:
            raise self.overrun()
        return left

    def overrun(self) -> Unreachable:
        """What to say when time is up."""
        return Unreachable(f"The server took longer than {self.seconds:g} seconds.")

    def spend(self, size: int) -> None:
        """Count bytes that came."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise TooMuch


class Stream(http.NetworkStream):
    """A connection that ends at the deadline, however slowly bytes drip, and counts what comes."""

    def __init__(self, inner: http.NetworkStream, budget: Budget) -> None:
        self.inner, self.budget = inner, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self.inner.read(max_bytes, self.budget.left())
        self.budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.budget.left())

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> http.NetworkStream:
        return Stream(self.inner.start_tls(ssl_context, server_hostname, self.budget.left()), self.budget)

    def get_extra_info(self, info: str) -> object:
        return self.inner.get_extra_info(info)


class Backend(http.NetworkBackend):
    """Connects to the checked IP addresses and to nothing else, whatever name it is given."""

    def __init__(self, ips: Sequence[IPAddress], budget: Budget) -> None:
        self.ips, self.budget, self.connected_to = ips, budget, ""
        self.sockets = http.SyncBackend()

    def connect_tcp(self, host: str, port: int, *args: object, **kwargs: object) -> http.NetworkStream:
        for number, ip in enumerate(self.ips, start=1):
            try:
                inner = self.sockets.connect_tcp(str(ip), port, timeout=min(self.budget.left(), CONNECT))
            except (http.ConnectError, http.ConnectTimeout):
                if number == len(self.ips):
                    raise
            else:
                self.connected_to = str(ip)
                return Stream(inner, self.budget)
        raise http.ConnectError("no address")


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host as this machine finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def checked(address: Address, resolve: Resolver, policy: Policy, budget: Budget) -> list[IPAddress]:
    """The IP addresses of a host, all of them public. The one time in a hop that it is resolved.

    Raises Refused or Unreachable.
    """
    if address.ip:
        ips = [address.ip]
    else:
        try:
            texts = _left_behind(budget.left(), lambda: resolve(address.host, address.port))
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"The name “{address.host}” is not found ({cause(error)}).") from error
        ips = [ip_address(text) for text in texts]
    if not ips:
        raise Unreachable(f"The name “{address.host}” has no address.")
    require_public(address.host, ips, policy)
    return ips


def _left_behind(seconds: float, resolve: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What a resolver answers. The system's knows no deadline, so it runs where it may be left behind."""
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve())
        except Exception as error:  # noqa: BLE001 - it is raised again below, in the thread that waits
            answers.put(error)

    threading.Thread(target=ask, name="archive-resolver", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("its name server does not answer") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def cause(error: BaseException) -> str:
    """What lies at the bottom of an error, in its own words."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__
