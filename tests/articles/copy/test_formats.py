"""Copy in, story out: the same words whatever file they came in."""

import codecs
import json

import pytest

from articles.copy import BadCopy, Credit, parse
from articles.text import project

TEXT = "Tolls café “rise”\n\n“They rise,” said Ana Ruiz – twice.\n\nShe added: €3.\n"


def words(story) -> list[tuple[str, str]]:
    """What a story comes to as (kind, text), as readings see it."""
    content = {"title": story.headline, "standfirst": story.standfirst, "body": list(story.body)}
    return [(segment.kind, segment.text) for segment in project(content).segments]


def markdown(text: str):
    return parse(text.encode(), name="story.md")


def html(text: str):
    return parse(text.encode(), name="story.html")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n\n", "\n \t\n\n").encode(),
        b"\n\n" + TEXT.encode(),
    ],
)
def test_one_story_in_any_encoding_is_one_story(data):
    story = parse(data, name="story.txt")
    assert story == parse(TEXT.encode(), name="other.txt")
    assert words(story) == [
        ("headline", "Tolls café “rise”"),
        ("paragraph", "“They rise,” said Ana Ruiz – twice."),
        ("paragraph", "She added: €3."),
    ]


@pytest.mark.parametrize(
    ("first_line", "headline"),
    [
        ("“Tolls rise”", "Tolls rise"),
        ('"Tolls rise"', "Tolls rise"),
        ("'Tolls rise'", "Tolls rise"),
        ('"Trump’s posturing: bluster or threat?"', "Trump’s posturing: bluster or threat?"),
        ("“Never”, says mayor", "“Never”, says mayor"),
        ("“Never”, she says, “again”", "“Never”, she says, “again”"),
        ('"Never" or "again"', '"Never" or "again"'),
        ("  Tolls   rise ", "Tolls rise"),
        ("“”", "“”"),
        ('"', '"'),
    ],
)
def test_only_quotation_marks_around_the_whole_headline_go(first_line, headline):
    assert parse(f"{first_line}\n\nBody.".encode()).headline == headline


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One line\nwrapped.\n\nNext.", ["One line wrapped.", "Next."]),
        ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
        ("a " * 60 + "end.\nNext line.\n\nLast.", ["a " * 60 + "end.", "Next line.", "Last."]),
        ("5 < 6 & <b>7</b>", ["5 < 6 & <b>7</b>"]),
        ("10\u00a0000 crowns\x0c\x1b", ["10\u00a0000 crowns"]),
    ],
)
def test_paragraphs_of_plain_text(text, paragraphs):
    assert [text for _, text in words(parse(f"Headline\n\n{text}".encode()))][1:] == paragraphs


def test_markdown_becomes_the_blocks_that_the_editor_knows():
    story = markdown(
        "# Bridge *bill*\n\nFirst **bold _both_ x** [link](https://e.org/?a=1&b=2), 2<sup>nd</sup>  \n"
        "line.\n\n"
        "## Why *so*\n\n- one\n- two\n\n1. three\n\n> To be\n>\n> — *Hamlet*, Denmark\n\n"
        "| A | B |\n|---|---|\n| 1 | **x** |\n"
    )
    kinds = [block["type"] for block in story.body]
    assert kinds == ["paragraph", "heading", "list", "list", "quote", "table"]
    assert words(story) == [
        ("headline", "Bridge bill"),
        ("paragraph", "First bold both x link, 2nd\nline."),
        ("heading", "Why so"),
        ("list", "one"),
        ("list", "two"),
        ("list", "three"),
        ("quote", "To be"),
        ("quote_source", "Hamlet, Denmark"),
        ("cell", "1"),
        ("cell", "x"),
    ]
    assert '<b>bold <i>both</i> x</b> <a href="https://e.org/?a=1&amp;b=2">link</a>' in story.body[0]["value"]
    assert story.body[3]["value"].startswith("<ol><li data-block-key=")


def test_front_matter_says_what_the_desk_must_know():
    story = markdown(
        "---\ntitle: No\nstandfirst: A *short* one\nkicker: Bridges\nbylines:\n  - Ana Ruiz\n"
        "  - {name: Bo Li, role: photographer}\ndateline: Eastmouth\nsection: sport\nlang: en-GB\n"
        "tags: [tolls, bridges]\nsource: Wire\nid: wire-7\nurgency: 2\ngenre: analysis\nlayout: post\n"
        "url: https://wire.example/7\n---\n\n# No\n\nBody."
    )
    assert story.headline == "No"
    assert "A <i>short</i> one" in story.standfirst
    assert story.bylines == (Credit("Ana Ruiz"), Credit("Bo Li", "photographer"))
    assert (story.dateline, story.section, story.language) == ("Eastmouth", "sport", "en-GB")
    assert (story.topics, story.urgency, story.genre) == (("bridges", "tolls"), 2, "analysis")
    assert (story.source, story.source_id) == ("Wire", "wire-7")
    assert (story.kicker, story.source_url) == ("Bridges", "https://wire.example/7")
    assert len(story.body) == 1


@pytest.mark.parametrize("line", ["byline: By Ana Ruiz and Bo Li", "author: Ana Ruiz, Bo Li"])
def test_a_byline_may_be_written_as_readers_see_it(line):
    story = markdown(f"---\nheadline: X\n{line}\n---\nBody.")
    assert story.bylines == (Credit("Ana Ruiz"), Credit("Bo Li"))


def test_html_keeps_the_story_and_loses_the_page():
    story = html(
        "<!doctype html><html lang='de'><head><title>Site | Tolls</title><style>p{}</style></head><body>"
        "<nav><ul><li>Home</li></ul></nav><header><h1>Tolls<br>rise</h1></header><p>Teaser.</p><article>"
        "<p>One <b>bold<p>two</b> &amp; <a href='javascript:x()'>three</a> <a href='/rel'>four</a> "
        "<a href='https://e.org'>five</a><script>alert(1)</script>"
        "<ul><li><p>a</p><p>b</p><li>c <ul><li>d</ul></ul>"
        "<blockquote><p>Never.</p><cite>— Ana</cite></blockquote>"
        "<table><caption>Fees</caption><tr><th>Car<th>Fee<tr><td>small<td>3</table>"
        "<figure><img src=x onerror=alert(1)><figcaption>A bridge</figcaption></figure>"
        "</article><footer>© all</footer></body></html>"
    )
    assert (story.headline, story.language) == ("Tolls rise", "de")
    assert [text for _, text in words(story)][1:] == [
        "One bold",
        "two & three four five",
        "a\nb",
        "c",
        "d",
        "Never.",
        "Ana",
        "Fees",
        "small",
        "3",
    ]
    stored = json.dumps(story.body)
    assert stored.count("<a ") == 1
    assert "https://e.org" in stored
    assert "alert" not in stored
    assert story.body[-1]["value"]["columns"] == [
        {"type": "text", "heading": "Car"},
        {"type": "text", "heading": "Fee"},
    ]


def test_without_a_main_heading_the_title_of_the_page_is_the_headline():
    assert html("<title>Tolls &amp; fees</title><p>Body.").headline == "Tolls & fees"


@pytest.mark.parametrize(
    ("data", "same_as"),
    [
        (b"# Headline\n\nBody **x**.", "s.md"),
        (b"---\nheadline: H\n---\nBody", "s.md"),
        (b"<!DOCTYPE html><h1>H</h1><p>Body", "s.html"),
        (b"Headline\n\nBody **x**.", "s.txt"),
    ],
)
def test_without_a_name_the_text_tells_its_format(data, same_as):
    assert parse(data) == parse(data, name=same_as)


def test_the_id_of_a_story_follows_from_what_it_says():
    story = parse(b"Headline\n\nBody.")
    assert story.source_id.startswith("sha256:")
    assert story.source_id == parse(b"Headline\r\n\r\nBody.\r\n").source_id
    assert story.source_id == markdown("---\nsection: sport\n---\n# Headline\n\nBody.").source_id
    assert story.source_id != parse(b"Headline\n\nBody!").source_id


def bad_copy(data: bytes, name: str) -> str:
    with pytest.raises(BadCopy) as refused:
        parse(data, name=name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (bytes(range(256)), "binary"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"%PDF-1.4", "a PDF"),
        (b"PK\x03\x04", "office document"),
        ("Заголовок\n\nТекст новости".encode("koi8-r"), "neither UTF-8 nor Windows-1252"),
        (b"Head\n\nbody \x81 text", "byte 11"),
        (TEXT.encode() + b"\xe2\x80", "UTF-8, but broken"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], "says that it is UTF-16"),
        (b"Only a headline\n", "no body"),
        (b"word " * 60 + b"\n\nBody.", "headline of 299 characters"),
    ],
)
def test_what_is_no_story_is_refused_with_the_reason(data, reason):
    assert reason in bad_copy(data, "story.txt")


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ('headline: "x\nfoo: [', "no YAML (line"),
        ("headline: " + "[" * 3000, "no YAML"),
        ("headline: X\nurgency: high", "urgency “high”. Give a number from 1"),
        ("headline: X\nurgency: 10", "urgency “10”"),
        ("headline: X\ngenre: rant", "genre “rant”. Choose one of news, analysis"),
        ("headline: X\nlanguage: English please", "language “English please”. Give a language tag"),
        ("headline: [a, b]", "list or fields under headline"),
        ("headline: X\nkicker: " + "k" * 81, "kicker of 81 characters; 80 are allowed"),
        ("headline: X\nauthor: [{name: A, role: boss}]", "author role “boss”. Choose one of writer"),
        ("headline: X\nbylines: [{role: writer}]", "without a name under bylines"),
        ("headline: X\nurl: javascript:alert(1)", "Give a web address"),
        ("headline: X\ntags: {a: b}", "fields under tags"),
        ("headline: X\ntopics: &a [*a]", "no YAML"),
        ("kicker: X", "no headline. Begin it with “# Headline”"),
    ],
)
def test_bad_front_matter_names_the_field_and_the_remedy(front_matter, reason):
    assert reason in bad_copy(f"---\n{front_matter}\n---\n\nBody.".encode(), "story.md")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"---\nheadline: X\n\nBody.", "s.md", "front matter never ends"),
        (b"# Headline\n\n## Another\n", "s.md", "no body"),
        (b"<title>T</title><script>x</script>", "s.html", "no body"),
        (b"<p>Body", "s.html", "no headline. Give it an <h1>"),
        (b"<h1>H</h1>" + b"<div>" * 5000 + b"x", "s.html", "nested more than 300 deep"),
    ],
)
def test_incomplete_copy_is_refused_with_the_reason(data, name, reason):
    assert reason in bad_copy(data, name)
