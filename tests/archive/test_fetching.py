"""Pages are fetched from real servers, which do whatever servers do to whoever trusts them."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Sequence

import pytest
import trustme

from archive.addresses import Policy, Refused, networks
from archive.connecting import Unreachable
from archive.fetching import Fetcher, Known
from tests.archive.web import Reply, Web, head, serving, talking

HTML = "<html><title>Tides</title><p>High water at noon.</p></html>"


class Names:
    """A resolver of the tests' own: answers in turn, the last one for ever; remembers what it was asked."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        try:
            turns = self.answers[host]
        except KeyError:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        return turns.pop(0) if len(turns) > 1 else turns[0]


def fetcher(*ports: int, **values) -> Fetcher:
    """May ask 127.0.0.1 at these ports, and has little patience."""
    policy = Policy(ports=frozenset(ports), allowed=networks(["127.0.0.1/32"]))
    return Fetcher(**{"seconds": 5.0, "most_bytes": 100_000, "policy": policy} | values)


@pytest.fixture
def web():
    with serving() as served:
        yield served


def test_a_page_comes_with_all_that_was_said_on_the_way(web: Web):
    web.says("/new", HTML, ETag='"7"')
    web.pages["/old"] = Reply(b"moved", 301, {"Location": "/new"})
    answer = fetcher(web.port, agent="Newsroom test").fetch(web.at("/old"))
    assert (answer.url, answer.status, answer.body.decode()) == (web.at("/new"), 200, HTML)
    assert [(each.status, each.ip, each.raw) for each in answer.exchanges] == [
        (301, "127.0.0.1", b"moved"),
        (200, "127.0.0.1", HTML.encode()),
    ]
    assert ("ETag", '"7"') in answer.last.headers
    sent = web.asked[0][1]
    assert sent["user-agent"] == "Newsroom test"
    assert not {"cookie", "authorization", "referer", "if-none-match"} & set(sent)


def test_proxies_of_the_environment_are_not_asked(web: Web, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    web.says("/", HTML)
    assert fetcher(web.port).fetch(web.at("/")).status == 200


def test_cookies_and_credentials_are_not_carried_along(web: Web):
    web.pages["/"] = Reply(b"", 302, {"Location": "/next", "Set-Cookie": "a=b"})
    web.says("/next", HTML)
    fetcher(web.port).fetch(web.at("/"))
    assert "cookie" not in web.asked[1][1]
    web.pages["/"] = Reply(b"", 302, {"Location": web.at("/", host="u:p@127.0.0.1")})
    with pytest.raises(Refused, match="user name"):
        fetcher(web.port).fetch(web.at("/"))


@pytest.mark.parametrize(
    "target",
    [
        *("http://169.254.169.254/latest/meta-data/", "http://127.0.0.2:{port}/", "http://[::1]:{port}/"),
        *(
            "http://10.0.0.1:{port}/",
            "http://2130706434:{port}/",
            "http://0x7f.0.0.2:{port}/",
            "//127.0.0.2:{port}/",
        ),
        *(
            "http://[::ffff:127.0.0.1]:{port}/",
            "http://[fd00:ec2::254]:{port}/",
            "http://inside.test:{port}/",
        ),
        *(
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "http://127.0.0.1:22/",
            "http://127.0.0.1\\@x.test/",
        ),
    ],
)
def test_a_redirect_out_of_the_public_web_is_not_followed(web: Web, target):
    names = Names(inside_test=[["10.1.2.3"]])
    web.pages["/"] = Reply(b"", 302, {"Location": target.format(port=web.port)})
    with serving("127.0.0.2", web.port) as private:
        with pytest.raises(Refused):
            fetcher(web.port, resolve=names).fetch(web.at("/"))
        assert private.asked == []
    assert web.paths == ["/"]


def test_a_name_is_resolved_once_and_connected_to_what_was_checked(web: Web):
    names = Names(rebound_test=[["127.0.0.1"], ["127.0.0.2"]])
    web.says("/", HTML)
    with serving("127.0.0.2", web.port) as private:
        fetcher(web.port, resolve=names).fetch(web.at("/", host="rebound.test"))
        assert private.asked == []
    assert names.asked == ["rebound.test"]
    assert web.asked[0][1]["host"] == f"rebound.test:{web.port}"


def test_a_name_that_turns_private_for_the_next_hop_is_refused_there(web: Web):
    names = Names(rebound_test=[["127.0.0.1"], ["127.0.0.2"]])
    web.pages["/"] = Reply(b"", 302, {"Location": "/next"})
    with serving("127.0.0.2", web.port) as private:
        with pytest.raises(Refused, match=r"127\.0\.0\.2"):
            fetcher(web.port, resolve=names).fetch(web.at("/", host="rebound.test"))
        assert private.asked == []
    assert web.paths == ["/"]


def test_one_private_answer_among_public_ones_spoils_all(web: Web):
    names = Names(mixed_test=[["127.0.0.1", "10.0.0.1"]])
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        fetcher(web.port, resolve=names).fetch(web.at("/", host="mixed.test"))
    assert web.asked == []


def test_without_the_tests_own_leave_this_machine_is_never_asked(web: Web):
    for host in ("127.0.0.1", "here.test"):
        with pytest.raises(Refused, match="this machine"):
            Fetcher(
                policy=Policy(ports=frozenset({web.port})), resolve=Names(here_test=[["127.0.0.1"]])
            ).fetch(web.at("/", host=host))
    assert web.asked == []


def test_the_next_ip_address_is_tried_where_one_does_not_listen():
    with serving() as web:
        web.says("/", HTML)
        policy = Policy(ports=frozenset({web.port}), allowed=networks(["127.0.0.0/28"]))
        names = Names(two_test=[["127.0.0.9", "127.0.0.1"]])
        answer = Fetcher(policy=policy, resolve=names).fetch(web.at("/", host="two.test"))
    assert answer.last.ip == "127.0.0.1"


def test_names_that_are_not_found_may_be_found_later():
    with pytest.raises(Unreachable, match=r"nowhere\.test"):
        fetcher(80, resolve=Names()).fetch("http://nowhere.test/")
    with pytest.raises(Unreachable, match="no address"):
        fetcher(80, resolve=Names(empty_test=[[]])).fetch("http://empty.test/")


def test_a_name_server_that_hangs_is_not_waited_for():
    over = threading.Event()

    def hang(host: str, port: int) -> Sequence[str]:
        over.wait(30)
        return []

    began = time.monotonic()
    with pytest.raises(Unreachable, match="not answer"):
        fetcher(80, resolve=hang, seconds=0.2).fetch("http://slow.test/")
    assert time.monotonic() - began < 5
    over.set()


def test_redirects_end_somewhere(web: Web):
    web.pages["/loop"] = Reply(b"", 302, {"Location": "/loop"})
    with pytest.raises(Refused, match="more than 5"):
        fetcher(web.port).fetch(web.at("/loop"))
    assert len(web.asked) == 6
    web.pages["/nowhere"] = Reply(b"", 302)
    with pytest.raises(Refused, match="without saying where"):
        fetcher(web.port).fetch(web.at("/nowhere"))


def drip(first: bytes, piece: bytes):
    """Send `first`, then `piece` again and again, a little at a time, until the other side hangs up."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(piece)
            time.sleep(0.02)  # the slowness is what is tested

    return talk


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (head("Content-Length: 100000"), b"x"),
        (head("Transfer-Encoding: chunked"), b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Slow: yes\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
        (head("Location: /", "Content-Length: 60000", status="302 Found"), b"x"),
    ],
    ids=["body", "chunks", "headers", "continue", "silence", "redirect"],
)
def test_a_server_that_drips_meets_the_deadline(first, piece):
    began = time.monotonic()
    with talking(drip(first, piece)) as port, pytest.raises(Unreachable, match="longer than"):
        fetcher(port, seconds=0.3).fetch(f"http://127.0.0.1:{port}/")
    assert time.monotonic() - began < 5


def say(*parts: bytes):
    """Send all of it and hang up."""

    def talk(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return talk


BOMB = gzip.compress(b"\0" * 50_000_000)


@pytest.mark.parametrize(
    "parts",
    [
        (head("Content-Length: 100001"),),
        (head(), b"x" * 100_001),
        (head("Transfer-Encoding: chunked"), *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 3),
        (head("Content-Encoding: gzip", f"Content-Length: {len(BOMB)}"), BOMB),
        (head("Content-Encoding: gzip"), *[gzip.compress(b"x" * 60_000)] * 2),
        (head("Content-Encoding: deflate"), zlib.compress(b"x" * 100_001)),
    ],
    ids=["announced", "plain", "chunks", "bomb", "members", "deflate"],
)
def test_what_is_too_long_is_refused_however_it_is_packed(parts):
    with talking(say(*parts)) as port, pytest.raises(Refused, match="longer than 100,000"):
        fetcher(port).fetch(f"http://127.0.0.1:{port}/")


def test_a_body_that_is_longer_on_the_wire_than_unpacked_is_refused():
    empty_chunks = b"".join(b"1;" + b"x" * 5000 + b"\r\ny\r\n" for _ in range(200))
    with (
        talking(say(head("Transfer-Encoding: chunked"), empty_chunks)) as port,
        pytest.raises(Refused, match="more than its page"),
    ):
        fetcher(port, most_bytes=1000).fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(HTML.encode())),
        ("gzip", gzip.compress(HTML[:20].encode()) + gzip.compress(HTML[20:].encode())),
        ("deflate", zlib.compress(HTML.encode())),
        ("deflate", zlib.compress(HTML.encode())[2:-4]),
        ("identity", HTML.encode()),
    ],
    ids=[
        "gzip",
        "gzip in two members",
        "zlib",
        "bare deflate",
        "identity",
    ],  # packed bytes hold the time of day
)
def test_packed_bodies_are_unpacked_and_kept_as_they_came(web: Web, coding, packed):
    web.pages["/"] = Reply(packed, headers={"Content-Encoding": coding})
    answer = fetcher(web.port).fetch(web.at("/"))
    assert (answer.body, answer.last.raw) == (HTML.encode(), packed)


@pytest.mark.parametrize(
    "parts",
    [
        (head("Content-Encoding: gzip"), gzip.compress(HTML.encode())[:-9]),
        (head("Content-Encoding: gzip"), b"not gzip at all"),
        (head("Content-Length: 500"), b"half"),
        (head("Transfer-Encoding: chunked"), b"5\r\nab"),
        (b"SSH-2.0-OpenSSH_9.2\r\n",),
        (b"",),
        (head("X: " + "y" * 200_000),),
        (head("Content-Length: 4", "Content-Length: 5"), b"four"),
    ],
    ids=["cut", "damaged", "short", "chunk", "ssh", "nothing", "headers", "lengths"],
)
def test_a_damaged_answer_is_none_and_may_be_whole_next_time(parts):
    with talking(say(*parts)) as port, pytest.raises(Unreachable):
        fetcher(port).fetch(f"http://127.0.0.1:{port}/")


def test_an_encoding_that_nobody_asked_for_is_refused(web: Web):
    web.pages["/"] = Reply(b"...", headers={"Content-Encoding": "br"})
    with pytest.raises(Refused, match="br"):
        fetcher(web.port).fetch(web.at("/"))
    assert web.asked[0][1]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("video/mp4", b"..."),
        ("application/zip", b"PK"),
        ("application/x-msdownload", b"MZ"),
        ("application/octet-stream", b"\0\1\2"),
        ("", b"\0\1\2"),
        ("text/event-stream", b"data: x"),
    ],
)
def test_other_types_are_refused(web: Web, kind, body):
    web.pages["/"] = Reply(body, headers={"Content-Type": kind})
    with pytest.raises(Refused, match="not archived"):
        fetcher(web.port).fetch(web.at("/"))


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("Text/HTML; charset=x", b"<p>", "text/html"),
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ("application/octet-stream", b"%PDF-1.7", "application/pdf"),
        ("", b"\xef\xbb\xbf <!DOCTYPE html>", "text/html"),
        ("", b"plain words", "text/plain"),
        ("application/ld+json", b"{}", "application/ld+json"),
        ("image/png", b"\x89PNG", "image/png"),
    ],
)
def test_types_that_are_archived_are_told(web: Web, kind, body, told):
    web.pages["/"] = Reply(body, headers={"Content-Type": kind})
    assert fetcher(web.port).fetch(web.at("/")).content_type == told


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 429, 451, 500, 503])
def test_other_statuses_are_answers_without_a_page(web: Web, status):
    web.pages["/"] = Reply(b"" if status == 204 else b"x" * 200_000, status)
    answer = fetcher(web.port).fetch(web.at("/"))
    assert (answer.status, answer.has_page, answer.body) == (status, False, b"")


def test_a_server_is_told_what_we_have_and_only_the_server_that_has_it(web: Web):
    def page(headers: dict[str, str]) -> Reply:
        return Reply(b"", 304) if headers.get("if-none-match") == '"1"' else Reply(HTML.encode())

    web.pages["/"] = page
    web.pages["/old"] = Reply(b"", 301, {"Location": "/"})
    known = Known(web.at("/"), etag='"1"', last_modified="Sat, 28 Nov 2026 09:00:00 GMT")
    assert fetcher(web.port).fetch(web.at("/old"), known).status == 304
    assert ["if-none-match" in headers for _, headers in web.asked] == [False, True]
    assert web.asked[1][1]["if-modified-since"] == "Sat, 28 Nov 2026 09:00:00 GMT"
    web.pages["/"] = Reply(b"", 304)
    with pytest.raises(Unreachable, match="nobody asked"):
        fetcher(web.port).fetch(web.at("/"))


def test_tls_asks_for_the_name_and_not_for_the_ip_address():
    authority, seen = trustme.CA(), []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("safe.test").configure_cert(server)
    server.sni_callback = lambda sock, name, context: seen.append(name)
    client = ssl.create_default_context()
    authority.configure_trust(client)

    def serve(connection: socket.socket) -> None:
        with server.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(head("Content-Length: 5") + b"<p>hi")

    names = Names(safe_test=[["127.0.0.1"]], other_test=[["127.0.0.1"]])
    with talking(serve, reads_head=False) as port:
        asking = fetcher(port, tls=client, resolve=names)
        assert asking.fetch(f"https://safe.test:{port}/").body == b"<p>hi"
        with pytest.raises(Unreachable, match="certificate"):
            asking.fetch(f"https://other.test:{port}/")
        with pytest.raises(Unreachable, match="certificate"):
            fetcher(port, resolve=names).fetch(f"https://safe.test:{port}/")
    assert seen[:2] == ["safe.test", "other.test"]
