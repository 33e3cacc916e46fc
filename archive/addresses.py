"""Which addresses of the web may be asked for a page. Knows no database and opens no connection.

`parse` reads an address as browsers do and refuses what has two readings. `refusal` says of an IP address why
no connection may go there. Whoever connects must ask about the very address that it connects to.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NoReturn
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

PORTS = {"http": 80, "https": 443}
LONGEST = 4000  # characters of an address
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

ELSEWHERE = "Give the address of a page on the public web, or attach what it says as a document."

# What IANA's registries keep from the public internet, and what leads back into private networks. All are
# named, since `ipaddress` of older Pythons calls some of them global.
NOT_PUBLIC: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "a private network"),
    ("100.64.0.0/10", "a provider's inner network"),
    ("127.0.0.0/8", "this machine"),
    ("169.254.0.0/16", "a link's own network, where clouds keep their metadata"),
    ("172.16.0.0/12", "a private network"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "a relay into other networks"),
    ("192.168.0.0/16", "a private network"),
    ("198.18.0.0/15", "a test network"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "many receivers at once"),
    ("240.0.0.0/4", "reserved"),
    ("168.63.129.16/32", "a cloud's metadata"),
    ("::/128", "this machine"),
    ("::1/128", "this machine"),
    ("::/96", "an IPv4 address written in IPv6"),
    ("::ffff:0:0/96", "an IPv4 address written in IPv6"),
    ("::ffff:0:0:0/96", "an IPv4 address written in IPv6"),
    ("64:ff9b::/96", "an IPv4 address written in IPv6"),
    ("64:ff9b:1::/48", "an IPv4 address written in IPv6"),
    ("100::/64", "nowhere"),
    ("2001::/23", "protocol assignments and tunnels"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "an IPv4 address written in IPv6"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "routing segments"),
    ("fc00::/7", "a private network, where clouds keep their metadata"),
    ("fe80::/10", "a link's own network"),
    ("fec0::/10", "a private network"),
    ("ff00::/8", "many receivers at once"),
)
_NOT_PUBLIC = tuple((ipaddress.ip_network(network), words) for network, words in NOT_PUBLIC)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

NOWHERE = "invalid"  # the last part of names that are made up and never asked for


class Refused(Exception):
    """The page is not fetched, and trying again would not help. `reason` and `remedy` are for people."""

    def __init__(self, reason: str, remedy: str = ELSEWHERE) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Policy:
    """Where connections may go. `allowed` is for tests alone: it beats everything, `refused` included."""

    ports: frozenset[int] = frozenset(PORTS.values())
    refused: tuple[IPNetwork, ...] = ()
    allowed: tuple[IPNetwork, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its one spelling: ASCII, host in lower case, no fragment, no default port."""

    url: str
    scheme: str
    host: str  # a name, or an IP address without brackets
    port: int
    target: str  # path and query, as the request line has them
    ip: IPAddress | None = None  # where the host is one

    @property
    def authority(self) -> str:
        """Host and port, as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str, *, base: str = "") -> Address:
    """Read an address, seen from `base` where it is relative. Raises Refused, saying what is wrong."""
    url = url.strip(" \t\r\n")
    if CONTROL.search(url) or "\\" in re.split(r"[?#]", url, maxsplit=1)[0]:
        # Clients disagree on where the name of the server ends in such an address.
        raise Refused("The address has control characters or backslashes in it.", "Copy it once more.")
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"This is no address: {error}.", "Copy it once more.") from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise Refused(f"Only http and https addresses are asked, not {scheme or 'bare names'}.")
    if "@" in parts.netloc:
        raise Refused("The address has a user name in it.", "Give it without what stands before the @.")
    if port == 0:
        raise Refused("Port 0 is no port.", "Copy the address once more.")
    host, ip = _host(parts.hostname or "")
    address = Address("", scheme, host, port or PORTS[scheme], _target(parts), ip)
    whole = f"{scheme}://{address.authority}{address.target}"
    if len(whole) > LONGEST:
        raise Refused(
            f"The address is longer than {LONGEST:,} characters.", "Look for a shorter one of the page."
        )
    return Address(whole, scheme, host, address.port, address.target, ip)


def refuse_port(address: Address, ports: Collection[int]) -> None:
    """Raise Refused where the address names a port that is not among `ports`."""
    if address.port not in ports:
        known = ", ".join(str(port) for port in sorted(ports))
        raise Refused(
            f"Port {address.port} is not asked, only {known}.",
            "If that server is right, have NEWSROOM_ARCHIVE_PORTS name its port.",
        )


def refusal(ip: IPAddress, policy: Policy) -> str:
    """Why no connection may go to an IP address, in words; empty where one may."""
    if any(ip in network for network in policy.allowed if network.version == ip.version):
        return ""
    if isinstance(ip, IPv6Address) and ip.scope_id:
        return "a link's own network"
    for network, words in _NOT_PUBLIC:
        if network.version == ip.version and ip in network:
            return words
    if any(ip in network for network in policy.refused if network.version == ip.version):
        return "a network that this newsroom keeps out of"
    if isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST:
        return "outside the public internet"
    return "" if ip.is_global and not ip.is_multicast else "outside the public internet"


def require_public(host: str, ips: Iterable[IPAddress], policy: Policy) -> None:
    """Raise Refused where any of a host's IP addresses may not be asked: one bad answer spoils all."""
    for ip in ips:
        if words := refusal(ip, policy):
            raise Refused(f"“{host}” leads to {ip}: {words}. Only the public web is asked.")


def networks(texts: Iterable[str]) -> tuple[IPNetwork, ...]:
    """Networks from their usual spelling, `198.51.100.0/24`. Raises ValueError naming what is none."""
    return tuple(ipaddress.ip_network(text.strip()) for text in texts)


def _host(host: str) -> tuple[str, IPAddress | None]:
    """The one spelling of a host, and the IP address where it is one."""
    if ":" in host:
        return _ipv6(host)
    host = _ascii(host)
    labels = host.split(".")
    if NUMBER.fullmatch(labels[-1]):
        return _ipv4(host)
    if labels[-1] == NOWHERE:
        raise Refused(f"Names under .{NOWHERE} lead nowhere, by agreement (RFC 6761).")
    if len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        _unnamed(host)
    return host, None


def _ascii(host: str) -> str:
    """IDNs in their ASCII form, full-width letters and digits as plain ones; without a trailing dot."""
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, transitional=False).decode()
        except (idna.IDNAError, UnicodeError):
            _unnamed(host)
    return host.lower().removesuffix(".")


def _ipv4(host: str) -> tuple[str, IPAddress]:
    try:
        ip = IPv4Address(host)
    except ValueError:
        # Systems read 017700000001, 0x7f.1 and 2130706433 each in their own way; no page has such an address.
        raise Refused(f"“{host}” is an IP address in a spelling that hides it.") from None
    return str(ip), ip


def _ipv6(host: str) -> tuple[str, IPAddress]:
    try:
        ip = IPv6Address(host)
    except ValueError:
        _unnamed(host)
    if ip.scope_id:
        raise Refused(f"“{host}” is an address on one link only.")
    return str(ip), ip


def _unnamed(host: str) -> NoReturn:
    raise Refused(f"“{host}” is no name of a public server." if host else "The address names no server.")


def _target(parts: SplitResult) -> str:
    """Path and query in ASCII; what is escaped already stays as it is."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]{}|")
    return f"{path}?{query}" if query else path
