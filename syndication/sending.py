"""Hand a message to an address that somebody outside named. Knows no database and no settings.

The name is resolved once and the connection goes to a checked address, as the archive's do. Redirects are
not followed, an answer is read to its first bytes only, and one deadline holds for all of it.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpcore2 as http

from archive.addresses import Address, IPAddress, Policy, Refused, parse, refusal
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

LONGEST_ANSWER = 2_000  # bytes that are kept
OVERHEAD = 65_536  # bytes for headers and framing
ELSEWHERE = "Give an https address on the public web, or have NEWSROOM_WEBHOOK_ALLOWED name the network."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending. Without a `status` nothing was heard; `error` says why in words."""

    status: int | None = None
    answer: str = ""
    error: str = ""
    seconds: float = 0.0
    ip: str = ""

    @property
    def is_success(self) -> bool:
        """Whether it was taken."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Sender:
    """Posts within limits. To networks that `policy` allows it also speaks plain HTTP, at any port."""

    agent: str = "Newsroom webhooks"
    seconds: float = 15.0
    policy: Policy = field(default_factory=Policy)
    resolve: Resolver = system_resolver
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def check(self, url: str) -> Address:
        """The address as it is kept. Raises Refused for what would never be asked, as far as it can be told
        without resolving a name.
        """
        address = parse(url)
        if address.ip:
            self._refuse(address, [address.ip])
        elif not self.policy.allowed:
            self._refuse(address, [])
        return address

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send; whatever goes wrong is told, never raised."""
        began = time.monotonic()
        budget = Budget(self.seconds, LONGEST_ANSWER + OVERHEAD)
        backend: Backend | None = None
        outcome = Outcome()
        try:
            address = parse(url)
            ips = checked(address, self.resolve, self.policy, budget)
            self._refuse(address, ips)
            backend = Backend(ips, budget)
            outcome = self._exchange(address, body, headers, backend)
        except (Refused, Unreachable) as error:
            outcome = Outcome(error=error.reason)
        except http.TimeoutException:
            outcome = Outcome(error=f"It does not answer within {self.seconds:g} seconds.")
        except (http.NetworkError, http.ProtocolError, ssl.SSLError, OSError) as error:
            outcome = Outcome(error=f"It cannot be reached ({cause(error)}).")
        return Outcome(
            status=outcome.status,
            answer=outcome.answer,
            error=outcome.error,
            seconds=round(time.monotonic() - began, 3),
            ip=backend.connected_to if backend else "",
        )

    def _exchange(
        self, address: Address, body: bytes, headers: Mapping[str, str], backend: Backend
    ) -> Outcome:
        sent = {
            "Host": address.authority,
            "User-Agent": self.agent,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        url = http.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        with (
            http.ConnectionPool(ssl_context=self.tls, retries=0, network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(sent.items()), content=body) as response,
        ):
            status = response.status
            if 300 <= status < 400:
                return Outcome(status=status, error="It redirects. Give the address where it leads to.")
            error = "" if 200 <= status < 300 else f"It answered {status}."
            return Outcome(status=status, answer=_beginning(response), error=error)

    def _refuse(self, address: Address, ips: list[IPAddress]) -> None:
        """Raise Refused where anything but https on its port leads outside the networks that are allowed."""
        bare = Policy(ports=self.policy.ports, refused=self.policy.refused)
        if ips and all(refusal(ip, bare) and not refusal(ip, self.policy) for ip in ips):
            return  # named by whoever runs this newsroom
        if ips and any(words := refusal(ip, self.policy) for ip in ips):
            raise Refused(f"“{address.host}” leads to {words}.", ELSEWHERE)
        if address.scheme != "https":
            raise Refused("News is sent to https addresses only.", ELSEWHERE)
        if address.port not in self.policy.ports:
            known = ", ".join(str(port) for port in sorted(self.policy.ports))
            raise Refused(f"Port {address.port} is not asked, only {known}.", ELSEWHERE)


def _beginning(response: http.Response) -> str:
    """The first bytes of an answer; a damaged or endless one is its own fault and changes nothing."""
    raw = bytearray()
    try:
        for part in response.iter_stream():
            raw += part
            if len(raw) >= LONGEST_ANSWER:
                break
    except (TooMuch, Unreachable, http.TimeoutException, http.NetworkError, http.ProtocolError):
        pass
    return bytes(raw[:LONGEST_ANSWER]).decode(errors="replace").replace("\x00", "")
