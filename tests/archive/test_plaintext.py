"""What a person reads in a page, in whatever encoding it comes and whatever is wrong with it."""

import pytest

from archive import plaintext
from archive.plaintext import read

PAGE = """<html><head><title>Bridge &amp; bill</title><script>var token = "8231"</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Bridge bill grows</h1>
<p>The council said on Tuesday that the bridge would cost 40 million crowns, more than was planned.</p>
<p>Tolls stay unchanged for ten years, the board’s chair said.</p></article>
<footer>© 2026</footer></body></html>"""


def test_a_story_is_read_without_menus_and_scripts():
    readable = read(PAGE.encode(), "html", "utf-8")
    assert readable.title == "Bridge & bill"
    assert "40 million crowns" in readable.text
    assert "ten years, the board’s chair" in readable.text
    for noise in ("8231", "Sport", "©"):
        assert noise not in readable.text


@pytest.mark.parametrize(
    ("text", "codec", "named", "meta"),
    [
        ("Grüße aus Köln — “heute”", "cp1252", "iso-8859-1", ""),
        ("Привет, мир", "cp1251", "", "windows-1251"),
        ("日本語のページです。これはテストです。", "euc-jp", "", "euc-jp"),
        ("日本語のページです。これはテストです。", "shift_jis", "no-such-charset", "shift_jis"),
        ("naïve — “quoted”", "utf-8", "", ""),
        ("Žluťoučký kůň", "utf-16", "utf-8", ""),
        ("Žluťoučký kůň", "utf-8-sig", "iso-8859-1", ""),
    ],
)
def test_letters_are_read_in_the_encoding_that_they_were_written_in(text, codec, named, meta):
    mark = f'<meta charset="{meta}">' if meta else ""
    body = f"<html><head>{mark}</head><body><p>{text}</p></body></html>".encode(codec)
    assert read(body, "html", named).text == text


def test_bytes_that_are_no_letters_stop_nothing():
    assert "High" in read(b"High \xff\xfe\x00 water\x07", "text", "utf-8").text
    assert read(b"", "html").text == ""


def test_the_text_of_a_pdf_is_read(pdf):
    readable = read(pdf, "pdf")
    assert "High water at noon" in readable.text
    assert readable.title == "Tides"


@pytest.fixture
def pdf() -> bytes:
    """A page written by hand, as small as a PDF can be."""
    stream = b"BT /F1 24 Tf 72 700 Td (High water at noon) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(Tides)>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    start = len(body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    return body + b"xref\n0 7\n0000000000 65535 f \n" + table + trailer


@pytest.mark.parametrize("body", [b"%PDF-1.4 rubbish", b"", b"\0" * 1000])
def test_a_damaged_pdf_has_no_text_and_says_so(body):
    readable = read(body, "pdf")
    assert (readable.text, bool(readable.trouble)) == ("", True)


def test_a_page_that_holds_its_reader_up_is_given_up(monkeypatch):
    monkeypatch.setattr(plaintext, "PATIENCE", 0.5)
    readable = read(b"<div>" * 200_000 + b"x", "html")
    assert (readable.text, bool(readable.trouble)) == ("", True)
