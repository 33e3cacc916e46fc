"""Which addresses may be asked, whatever their spelling."""

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.addresses import (
    NOT_PUBLIC,
    Policy,
    Refused,
    networks,
    parse,
    refusal,
    refuse_port,
    require_public,
)

METADATA = [
    "169.254.169.254",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fd20:ce::254",
]
NOT_TO_BE_ASKED = [
    *METADATA,
    *("0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1"),
    *(
        "127.255.255.254",
        "169.254.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
    ),
    *(
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
    ),
    *("240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
    *("::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1"),
    *("fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "4000::1", "8000::1"),
]


@pytest.mark.parametrize("text", NOT_TO_BE_ASKED)
def test_what_is_not_public_is_refused_in_words(text):
    assert refusal(ipaddress.ip_address(text), Policy())


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1"]
)
def test_what_is_public_may_be_asked(text):
    assert refusal(ipaddress.ip_address(text), Policy()) == ""


@settings(deadline=None)
@given(
    network=st.sampled_from([network for network, _ in NOT_PUBLIC]), part=st.floats(0, 1, exclude_max=True)
)
def test_no_address_of_a_refused_network_may_be_asked(network, part):
    wanted = ipaddress.ip_network(network)
    assert refusal(wanted[int(part * wanted.num_addresses)], Policy())


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_hidden_in_ipv6_is_never_asked(ip):
    number = int(ip)
    for base in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::"):
        assert refusal(ipaddress.IPv6Address(int(ipaddress.IPv6Address(base)) + number), Policy())
    assert refusal(ipaddress.IPv6Address((0x2002 << 112) + (number << 80) + 1), Policy())


@settings(deadline=None)
@given(st.ip_addresses())
def test_nothing_that_python_holds_for_private_is_asked(ip):
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_link_local or ip.is_loopback:
        assert refusal(ip, Policy())


def test_a_newsroom_may_refuse_more_networks():
    policy = Policy(refused=networks(["8.8.8.0/24"]))
    assert refusal(ipaddress.ip_address("8.8.8.8"), policy)
    assert not refusal(ipaddress.ip_address("8.8.4.4"), policy)


def ask(url: str) -> None:
    """What is seen to before any connection is made."""
    address = parse(url)
    require_public(address.host, [address.ip] if address.ip else [], Policy())


@pytest.mark.parametrize(
    "host",
    [
        *(
            "2130706433",
            "017700000001",
            "0x7f000001",
            "0x7F.0.0.1",
            "0177.0.0.1",
            "127.1",
            "127.0.1",
            "1.2.3.4.5",
        ),
        *("127.0.0.01", "256.256.256.256", "0x", "127.0.0.1.", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1"),
        *(
            "localhost",
            "intranet",
            "LOCALHOST.",
            "-a.example",
            "a..example",
            ".",
            "a b.example",
            "[::1",
            "[::1%25lo]",
        ),
        *("exa mple.org", "example.org%00.test", "example%2eorg", "ex\u2100mple.org", "xn--\u00e9.example"),
    ],
)
def test_a_host_that_hides_what_it_is_or_is_no_public_name_is_refused(host):
    with pytest.raises(Refused):
        ask(f"http://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "javascript:alert(1)",
            "//example.org/",
        ),
        *("data:text/html,x", "example.org", "", "http://", "http:///path", "http:example.org", "https://@/"),
        *("http://user@example.org/", "http://user:pass@example.org/", "http://example.org@127.0.0.1/"),
        *("http://example.org\\@127.0.0.1/", "http://127.0.0.1\\.example.org/", "http:\\\\example.org/"),
        *(
            "http://exam\nple.org/",
            "http://example.org/\r\nHost: x",
            "http://example.org/\0",
            "http://example.org:0/",
        ),
        *("http://example.org:99999/", "http://example.org:8x/", "http://example.org/" + "a" * 5000),
    ],
)
def test_what_has_two_readings_or_is_no_web_address_is_refused(url):
    with pytest.raises(Refused):
        parse(url)


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org.:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:80/%41/ü/a b?q=ø", "http://example.org/%41/%C3%BC/a%20b?q=%C3%B8"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://ｅｘａｍｐｌｅ.org/", "http://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://my_page.example.org/", "http://my_page.example.org/"),
        ("http://[2606:4700:0:0::1]/", "http://[2606:4700::1]/"),
        ("  http://example.org/x  ", "http://example.org/x"),
        ("http://example.org?q", "http://example.org/?q"),
    ],
)
def test_every_spelling_of_an_address_is_filed_under_one(url, spelling):
    assert parse(url).url == spelling
    assert parse(spelling).url == spelling


def test_a_relative_address_is_seen_from_where_it_was_found():
    assert parse("../b?x#y", base="https://example.org/a/c").url == "https://example.org/b?x"
    assert parse("//other.example/", base="https://example.org/").url == "https://other.example/"


def test_only_the_ports_of_the_web_are_asked():
    refuse_port(parse("https://example.org/"), Policy().ports)
    with pytest.raises(Refused, match="Port 22"):
        refuse_port(parse("http://example.org:22/"), Policy().ports)
