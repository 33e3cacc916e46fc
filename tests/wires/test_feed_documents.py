"""RSS, Atom and JSON feeds are read into stories; what is none says why, within bounds."""

import json
import time

import pytest

from articles.copy import BadCopy, Credit, Story
from wires.formats.feeds import MOST_ENTRIES, NO_FEED, read_feed

URL = "https://coast.example/feeds/news"
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Coast &amp; Harbour</title>
<item><guid isPermaLink="false">7</guid><link>/a/7</link><title>Tram &lt;i&gt;wins&lt;/i&gt; the vote</title>
<description>Eleven for, four against.</description><content:encoded><![CDATA[<p>Councillors
<a href="/plan">voted</a>.</p><script>alert(1)</script>]]></content:encoded><dc:creator>Ana Ruiz</dc:creator>
<category>Transport</category></item>
<item><link>https://coast.example/a/8</link><title>Tolls stay</title>
<description>They stay at 3 &amp;lt; 5 crowns.</description><author>bo@coast.example (Bo Li)</author></item>
<item><title>Nobody knows me</title><description>x</description></item>
<item><guid>https://coast.example/9</guid><title>Only a link</title><link>https://coast.example/a/9</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://coast.example/"><title>Coast</title>
<entry><id>urn:1</id><title type="html">A &amp;lt; B</title><link href="a/1"/>
<author><name>Ana Ruiz</name></author><author><name>Bo Li</name></author>
<category term="t" label="Tolls"/><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <b>rains</b>.</p></div></content>
</entry>
<entry><id>urn:2</id><title>Plain</title><content type="text">5 &lt; 6</content></entry></feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Coast",
    "items": [
        {"id": 1, "title": "Rain", "content_text": "It rains.\n\nA < B.", "tags": ["Weather"], "url": "/a/1"},
        {
            "id": "2",
            "title": "Sun",
            "content_html": "<p>It <em>shines</em>.</p>",
            "authors": [{"name": "Ana Ruiz"}],
        },
        {"id": "\ud800", "title": "\ud800"},
        {"id": {"a": 1}, "title": 7, "content_html": ["x"], "authors": "x", "tags": [1, None]},
        "nothing",
    ],
}


def stories(data: str | bytes) -> list[Story | BadCopy]:
    sent = data.encode() if isinstance(data, str) else data
    return [entry.story for entry in read_feed(sent, url=URL, content_type="application/xml").entries]


def test_rss_entries_are_stories_known_by_guid_or_link():
    first, second, unknown, link = stories(RSS)
    assert isinstance(first, Story)
    assert (first.headline, first.source_id, first.source_url) == (
        *("Tram wins the vote", "7", "https://coast.example/a/7"),
    )
    assert (first.source, first.bylines, first.topics) == (
        "Coast & Harbour",
        (Credit("Ana Ruiz"),),
        ("Transport",),
    )
    assert "Eleven for" in first.standfirst
    assert [block["value"].split(">", 1)[1] for block in first.body] == [
        'Councillors <a href="https://coast.example/plan">voted</a>.</p>'
    ]
    assert isinstance(second, Story)
    assert (second.source_id, second.bylines, second.standfirst) == (
        *("https://coast.example/a/8", (Credit("Bo Li"),), ""),
    )
    assert "3 &lt; 5" in second.body[0]["value"]
    assert "neither a guid nor a link" in str(unknown)
    assert "has a title but no text" in str(link)
    assert isinstance(link, BadCopy)
    assert link.source_id == "https://coast.example/9"


def test_atom_entries_are_stories():
    first, second = stories(ATOM)
    assert isinstance(first, Story)
    assert isinstance(second, Story)
    assert (first.headline, first.source_id, first.source_url) == (
        "A < B",
        "urn:1",
        "https://coast.example/a/1",
    )
    assert (first.bylines, first.topics) == ((Credit("Ana Ruiz"), Credit("Bo Li")), ("Tolls",))
    assert "It <b>rains</b>." in first.body[0]["value"]
    assert "5 &lt; 6" in second.body[0]["value"]


def test_json_items_are_stories_and_odd_ones_are_reasons():
    rain, sun, half, odd = stories(json.dumps(JSON))
    assert isinstance(rain, Story)
    assert (rain.source_id, rain.topics, rain.source_url) == ("1", ("Weather",), "https://coast.example/a/1")
    assert len(rain.body) == 2
    assert isinstance(sun, Story)
    assert sun.bylines == (Credit("Ana Ruiz"),)
    assert isinstance(half, BadCopy)
    assert isinstance(odd, BadCopy)


def test_a_guid_stays_when_its_feed_moves():
    for url in (URL, "https://elsewhere.example/feed"):
        entries = read_feed(f"{ITEM}x</description></item></channel></rss>".encode(), url=url).entries
        assert [entry.guid for entry in entries] == ["1"]


def test_a_digest_names_what_an_entry_says():
    def digests(data: str) -> list[str]:
        return [entry.digest for entry in read_feed(data.encode(), url=URL).entries]

    assert digests(RSS) == digests(RSS)
    changed = digests(RSS.replace("voted", "decided"))
    assert changed[0] != digests(RSS)[0]
    assert changed[1:] == digests(RSS)[1:]


def test_long_guids_and_many_entries_stay_within_bounds():
    items = "".join(
        f"<item><guid>{n}{'x' * 300}</guid><title>T</title></item>" for n in range(MOST_ENTRIES + 9)
    )
    entries = read_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), url=URL).entries
    assert len(entries) == MOST_ENTRIES
    assert len({entry.guid for entry in entries}) == MOST_ENTRIES
    assert all(len(entry.guid) <= 100 for entry in entries)
    twice = (
        '<rss version="2.0"><channel><item><guid>1</guid></item><item><guid>1</guid></item></channel></rss>'
    )
    assert len(read_feed(twice.encode(), url=URL).entries) == 1


def test_feeds_that_are_no_well_formed_xml_are_read_all_the_same():
    (story,) = stories(
        '<rss version="2.0"><channel><item><guid>1</guid><title>A &nbsp; B</title><description>C & D'
        "</description></item></channel></rss>"
    )
    assert isinstance(story, Story)
    assert "C &amp; D" in story.body[0]["value"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 1}',
        b'{"a":' * 100_000,
        b"<html><title>x</title></html>",
        b"\0\xff",
        b"<" * 5000,
    ],
)
def test_what_is_no_feed_says_so(data):
    with pytest.raises(BadCopy, match="no RSS, Atom or JSON feed"):
        read_feed(data, url=URL)
    assert NO_FEED


@pytest.mark.parametrize(
    "words", [b"/etc/passwd", b"pyproject.toml", b"file:///etc/passwd", b"http://127.0.0.1:9/"]
)
def test_bytes_are_never_taken_for_a_name_of_something_to_read(words):
    with pytest.raises(BadCopy):
        read_feed(words, url=URL)


def test_what_breaks_the_library_is_damaged():
    broken = '<l><s n="" xmlns:content=".\N{LINE SEPARATOR}/"><content:e>'.encode()
    with pytest.raises(BadCopy, match="It is damaged"):
        read_feed(broken, url=URL, content_type="application/xml")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


ITEM = '<rss version="2.0"><channel><item><guid>1</guid><title>t</title><description>'


@pytest.mark.parametrize(
    "data",
    [
        f'<!DOCTYPE n [<!ENTITY l0 "ha">{LAUGHS}]>{ITEM}&l9;</description></item></channel></rss>',
        '<rss version="2.0"><channel>' + "<item>" * 20_000,
        ITEM + "&lt;div&gt;" * 20_000 + "</description></item></channel></rss>",
        ITEM + "<![CDATA[" + "<b>" * 100_000,
    ],
)
def test_hostile_feeds_are_read_in_bounded_time(data):
    began = time.process_time()
    try:
        found = read_feed(data.encode(), url=URL).entries
    except BadCopy:
        found = ()
    assert time.process_time() - began < 10
    assert len(repr(found)) < 10_000


def test_no_file_that_a_feed_names_is_read(tmp_path):
    file = tmp_path / "secret"
    file.write_text("the harbour master's secret")
    for way, use in (("", ""), ("%", "%x;")):
        data = f'<!DOCTYPE n [<!ENTITY {way} x SYSTEM "{file.as_uri()}">{use}]>'
        entries = read_feed(f"{data}{ITEM}&x;</description></item></channel></rss>".encode(), url=URL).entries
        assert "harbour master" not in repr(entries)
