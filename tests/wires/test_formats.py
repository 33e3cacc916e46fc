"""Documents of agencies and correspondents become stories; hostile ones are refused within bounds."""

import json
import time
import tracemalloc

import docx as word_documents
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from articles.copy import BadCopy, Credit, Story
from articles.text import project
from tests.public.standards import STANDARDS
from tests.wires import documents
from tests.wires.documents import NITF, PLAIN, RICH_META, XHTML, news_item, newsml, ninjs, saved, word, zipped
from wires.formats import docx
from wires.formats import newsml as newsml_g2
from wires.formats import ninjs as ninjs_3

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "laughs": f'<?xml version="1.0"?><!DOCTYPE n [<!ENTITY l0 "ha">{LAUGHS}]><newsItem guid="&l9;"/>',
    "external": '<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]><newsItem>&x;</newsItem>',
    "dtd": '<!DOCTYPE newsItem SYSTEM "http://127.0.0.1:9/x.dtd"><newsItem/>',
}


def words(story: Story) -> list[tuple[str, str]]:
    content = {"title": story.headline, "standfirst": story.standfirst, "body": list(story.body)}
    return [(segment.kind, segment.text) for segment in project(content).segments]


def one(found: list[Story | BadCopy]) -> Story:
    (story,) = found
    assert isinstance(story, Story), story
    return story


def refusal(read, data: bytes) -> str:
    """Why a document is refused, whether as a whole or as its only item."""
    try:
        (found,) = read(data)
    except BadCopy as error:
        return str(error)
    assert isinstance(found, BadCopy), found
    return str(found)


def test_a_ninjs_document_says_what_the_desk_must_know():
    (story,) = ninjs_3.read(ninjs())
    assert story.headline == "Harbour tram & tolls win vote"
    assert story.bylines == (Credit("Ana Ruiz"), Credit("Bo Li"))
    assert (story.dateline, story.language, story.urgency, story.genre) == (
        "Eastmouth",
        "en-GB",
        3,
        "analysis",
    )
    assert story.topics == ("local government", "public transport")
    assert (story.source, story.source_id) == ("Coast Wire", "urn:newsml:coastwire.example:20260314:tram-7")
    assert story.embargoed_until == "2036-03-14T11:00:00+00:00"
    assert words(story) == [
        ("headline", "Harbour tram & tolls win vote"),
        ("standfirst", "Eleven voted for, four against < all."),
        ("paragraph", "Councillors voted."),
        ("heading", "Why now"),
        ("quote", "“We waited,” she said."),
        ("list", "Eleven for"),
    ]


def test_plain_words_in_ninjs_keep_their_paragraphs():
    bodies = [{"value": "One < two.\n\nThree."}]
    (story,) = ninjs_3.read(ninjs(bodies=bodies, headlines=None, title="A title"))
    assert words(story)[0::2] == [("headline", "A title"), ("paragraph", "One < two.")]


@pytest.mark.skipif(not STANDARDS.is_dir(), reason=f"IPTC’s schemas are not in {STANDARDS}")
def test_our_documents_are_what_the_standards_say():
    schema = json.loads((STANDARDS / "ninjs-schema_3.1.json").read_text())
    Draft202012Validator(schema["$defs"]["ninjsType"] | {"$defs": schema["$defs"]}).validate(documents.NINJS)
    xsd = etree.XMLSchema(etree.parse(STANDARDS / "NewsML-G2_2.35-All-Power.xsd"))
    xsd.assertValid(etree.fromstring(newsml(news_item(meta=RICH_META))))
    xsd.assertValid(etree.fromstring(newsml(news_item(NITF), news_item(PLAIN, guid="urn:b"))))


@pytest.mark.skipif(not STANDARDS.is_dir(), reason=f"IPTC’s examples are not in {STANDARDS}")
@pytest.mark.parametrize(
    "name", ["001_simple_example", "003_associations_example", "005_complex_text_article"]
)
def test_the_examples_of_the_standard_are_taken(name):
    (story,) = ninjs_3.read((STANDARDS / "ninjs-examples" / f"{name}.json").read_bytes())
    assert story.body
    assert story.source_id.startswith("http")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ninjs(uri=None), "has no uri"),
        (ninjs(bodies=None), "has no words in its bodies"),
        (ninjs(bodies=[{"value": " "}]), "has no words in its bodies"),
        (ninjs(headlines=None, slugline=None), "has no headline"),
        (ninjs(pubStatus="canceled"), "was cancelled by its agency"),
        (ninjs(pubStatus="withheld"), "is withheld by its agency"),
        (ninjs(pubStatus="maybe"), "publication status “maybe”"),
        (ninjs(type="picture"), "is of type picture"),
        (ninjs(representationType="partial"), "is only part of its item"),
        (ninjs(urgency=12), "urgency “12”"),
        (ninjs(urgency=True), "urgency “True”"),
        (ninjs(embargoedUntil="2036-03-14T12:00:00"), "Give a time with its offset"),
        (ninjs(embargoedUntil="9999-12-31T23:59:59-14:00"), "Give a time with its offset"),
        (ninjs(by=["Ana"]), "has a list in by, where words are expected"),
        (ninjs(subjects={"name": "x"}), "something else in subjects than a list of objects"),
        (ninjs(uri="u" * 256), "256 characters; 255 are allowed"),
        (b"[]", "no ninjs object"),
        (b'{"uri": "a", "uri": "b"}', "given twice"),
        (b'{"uri": NaN}', "NaN is no number"),
        (b'{"uri": "\\ud83d"}', "half a surrogate pair"),
        (ninjs(pubStatus="may\0be"), "has the character U+0000"),
        (b'{"uri": "\xe9"}', "is not UTF-8: byte 9"),
        (b'{"urgency": ' + b"9" * 1_000_000 + b"}", "a number has 1,000,000 digits"),
        (b"[" * 1_000_000, "more than 40 levels"),
        (b'{"a":' * 200_000, "more than 40 levels"),
        (b"", "is not JSON that can be used"),
    ],
)
def test_a_bad_ninjs_document_is_refused_with_its_remedy(data, why):
    assert why in refusal(ninjs_3.read, data)


def test_a_news_item_says_what_the_desk_must_know():
    story = one(newsml_g2.read(newsml(news_item(meta=RICH_META))))
    assert story.bylines == (Credit("Ana Ruiz"), Credit("Bo Li"))
    assert (story.dateline, story.language, story.urgency) == ("EASTMOUTH, March 14", "en", 2)
    assert (story.genre, story.topics) == ("interview", ("local government",))
    assert (story.source, story.source_id) == ("Coast Wire", "urn:newsml:coastwire.example:20260314:tram-7")
    assert words(story) == [
        ("headline", "Harbour tram wins vote"),
        ("standfirst", "Eleven for, four against."),
        ("paragraph", "Councillors voted eleven to four for the plan."),
        ("paragraph", "“We waited,” she said & smiled.\nTwice."),
    ]
    assert '<a href="https://example.org/plan">the plan</a>' in story.body[0]["value"]


def test_nitf_inside_a_news_item_is_read_with_its_head():
    story = one(newsml_g2.read(newsml(news_item(NITF, meta=""))))
    assert story.bylines == (Credit("Cy Moss"),)
    assert (story.dateline, story.language) == ("Westhaven", "en-GB")
    assert words(story) == [
        ("headline", "Tolls stay, says port"),
        ("paragraph", "The Port Authority keeps its tolls of 3 crowns."),
        ("heading", "Next year"),
        ("quote", "They stay."),
        ("quote_source", "Ida Berg, harbour master"),
        ("list", "Cars: 3"),
        ("list", "Vans: 5"),
    ]


def test_prefixes_and_encodings_do_not_matter():
    prefixed = XHTML.replace('xmlns="', 'xmlns:h="')
    for name in ("html", "head", "body", "title", "h1", "p", "strong", "br", "a"):
        prefixed = prefixed.replace(f"<{name} ", f"<h:{name} ").replace(f"</{name}>", f"</h:{name}>")
        prefixed = prefixed.replace(f"<{name}>", f"<h:{name}>").replace(f"<{name}/>", f"<h:{name}/>")
    latin = newsml(news_item()).decode().replace("UTF-8", "windows-1252").encode("cp1252")
    wide = newsml(news_item()).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    expected = one(newsml_g2.read(newsml(news_item())))
    recoded = newsml(news_item()).replace(b"UTF-8", b"windows-1252")
    for data in (newsml(news_item(prefixed)), latin, wide, recoded):
        assert one(newsml_g2.read(data)) == expected


def test_a_message_brings_each_item_and_says_which_were_refused():
    found = newsml_g2.read(
        newsml(
            news_item(PLAIN, guid="urn:a", version=2, meta="<headline>New</headline>"),
            news_item(PLAIN, guid="urn:a", version=1, meta="<headline>Old</headline>"),
            news_item(kind="ninat:picture", guid="urn:picture"),
            news_item(NITF, guid="urn:b"),
        )
    )
    told = [
        (each.source_id, each.headline if isinstance(each, Story) else str(each).split(".")[0])
        for each in found
    ]
    assert told == [
        ("urn:a", "Old"),
        ("urn:picture", "has an item of class picture, not text"),
        ("urn:b", "Harbour tram wins vote"),
        ("urn:a", "New"),
    ]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (news_item(status='<pubStatus qcode="stat:canceled"/>'), "was cancelled by its agency"),
        (news_item(status='<pubStatus qcode="stat:withheld"/>'), "is withheld by its agency"),
        (news_item(embargo="<embargoed/>"), "embargo without an end"),
        (news_item(embargo="<embargoed>2036-03-14T12:00:00</embargoed>"), "time with its offset"),
        (news_item('<remoteContent href="http://127.0.0.1:9/a"/>'), "only says where its text lies"),
        (news_item(""), "has no text"),
        (news_item(PLAIN, meta=""), "has no headline"),
        (news_item(guid=""), "item without guid"),
        (news_item(guid="u" * 256), "256 characters; 255 are allowed"),
    ],
)
def test_an_item_that_may_not_be_taken_in_is_refused_with_its_remedy(item, why):
    assert why in refusal(newsml_g2.read, newsml(item))


def test_an_embargo_of_newsml_is_kept():
    item = news_item(embargo="<embargoed>2036-03-14T12:00:00+01:00</embargoed>")
    assert one(newsml_g2.read(newsml(item))).embargoed_until == "2036-03-14T11:00:00+00:00"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMBS["laughs"].encode(), "document type or entities"),
        (BOMBS["external"].encode(), "document type or entities"),
        (BOMBS["dtd"].encode(), "document type or entities"),
        (b"<a>" * 300_000, "nested more than 100 deep"),
        (b"<newsItem>" + b"<a/>" * 400_000 + b"</newsItem>", "more than 50,000 XML elements"),
        (b"<newsItem", "no well-formed XML (line 1, column "),
        (b"", "no well-formed XML (line 1, column 0"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?><newsItem guid="\xe9"/>',
            "in the encoding that its first line",
        ),
        (b'<?xml version="1.0" encoding="no-such"?><newsItem/>', "encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><newsItem/>', "encoding"),
        (b'<newsMessage xmlns="x"><itemSet/></newsMessage>', "a message without a newsItem"),
        (b"<packageItem/>", "is a package that only lists its items"),
        (b"<NewsML/>", "is NewsML 1"),
        (b"<rss/>", "has <rss> for its root"),
    ],
)
def test_bad_xml_is_refused_within_bounds(data, why):
    began = time.process_time()
    tracemalloc.start()
    told = refusal(newsml_g2.read, data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert why in told
    assert most < 60_000_000
    assert time.process_time() - began < 5


def test_a_word_document_becomes_the_blocks_that_the_editor_knows():
    document = word_documents.Document()
    document.add_heading("Harbour tram wins vote", 0)
    document.add_paragraph("Councillors voted ").add_run("eleven to four").bold = True
    document.add_heading("Why now", 1)
    document.add_paragraph("Eleven for", style="List Bullet")
    document.add_paragraph("First", style="List Number")
    document.add_paragraph("“We waited,” she said.", style="Quote")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("Cars", "3"), ("Vans", "5")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    (story,) = docx.read(saved(document))
    assert [block["type"] for block in story.body] == [
        *("paragraph", "heading", "list", "list", "quote", "table")
    ]
    assert words(story)[:6] == [
        ("headline", "Harbour tram wins vote"),
        ("paragraph", "Councillors voted eleven to four"),
        ("heading", "Why now"),
        ("list", "Eleven for"),
        ("list", "First"),
        ("quote", "“We waited,” she said."),
    ]
    assert "<b>eleven to four</b>" in story.body[0]["value"]


def test_the_same_word_document_is_the_same_story_with_another_file_around_it():
    (first,), (second,) = (
        docx.read(word("Tolls stay", "They stay.")),
        docx.read(word("They stay.", title="Tolls stay")),
    )
    assert first == second
    assert first.source_id.startswith("sha256:")


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCUMENT = b"<w:document %s><w:body>%s</w:body></w:document>"
PARAGRAPH = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"


def document(body: bytes, **parts: bytes) -> bytes:
    return zipped({"word/document.xml": DOCUMENT % (W, body), **parts})


def test_a_document_of_bare_parts_is_read():
    (story,) = docx.read(document(PARAGRAPH % b"Tolls stay" + PARAGRAPH % b"They stay."))
    assert words(story) == [("headline", "Tolls stay"), ("paragraph", "They stay.")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no Word document, or came damaged"),
        (b"PK\x03\x04 half of one", "no Word document, or came damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old .doc or protected by a password"),
        (zipped({"a.txt": b"x"}), "no Word document that can be read"),
        (document(b""), "is empty"),
        (document(PARAGRAPH % b"Only a headline"), "has a headline but no body"),
        (document(PARAGRAPH % (b"w" * 300) + PARAGRAPH % b"More."), "headline of 300 characters"),
        (zipped({"word/document.xml": b"a" * 30_000_000}), "unpacks to more than 10,000,000 bytes"),
        (zipped({f"word/{n}.xml": b"<a>" + b"b" * 999_000 + b"</a>" for n in range(12)}), "unpacks to more"),
        (zipped({f"word/{n}.xml": b"<a/>" for n in range(201)}), "more than 200 parts"),
        (document(b"<w:p>" * 20_000), "nested more than 100 deep"),
        (document(b"<w:p/>" * 60_000), "more than 50,000 XML elements"),
        (zipped({"word/document.xml": BOMBS["laughs"].encode()}), "document type or entities"),
        (zipped({"word/document.xml": BOMBS["external"].encode()}), "document type or entities"),
        (document(b"", **{"word/styles.xml": BOMBS["laughs"].encode()}), "document type or entities"),
    ],
)
def test_a_bad_word_document_is_refused_within_bounds(data, why):
    began = time.process_time()
    tracemalloc.start()
    told = refusal(docx.read, data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert why in told
    assert most < 60_000_000
    assert time.process_time() - began < 5


def test_a_part_that_lies_about_its_size_is_not_unpacked():
    honest = zipped({"word/document.xml": DOCUMENT % (W, PARAGRAPH % (b"w" * 40_000_000))})
    size = (40_000_000 + len(DOCUMENT % (W, PARAGRAPH % b""))).to_bytes(4, "little")
    assert honest.count(size) == 2
    tracemalloc.start()
    told = refusal(docx.read, honest.replace(size, (900).to_bytes(4, "little")))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "Word document" in told or "unpacks to more" in told
    assert most < 30_000_000


def test_pictures_and_other_parts_never_reach_the_converter():
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="word/media/evil.png"/></Relationships>'
    )
    data = zipped({"_rels/.rels": relations, "word/media/evil.png": BOMBS["laughs"].encode()})
    assert "no Word document that can be read" in refusal(docx.read, data)
