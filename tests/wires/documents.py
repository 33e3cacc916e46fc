"""Documents as agencies and correspondents send them, written for these tests."""

import io
import json
import zipfile
from typing import Any

import docx

NINJS = {
    "standard": {
        "name": "ninjs",
        "version": "3.1",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
    },
    "uri": "urn:newsml:coastwire.example:20260314:tram-7",
    "type": "text",
    "representationType": "full",
    "version": "2",
    "versionCreated": "2026-03-14T09:30:00+00:00",
    "pubStatus": "usable",
    "embargoedUntil": "2036-03-14T12:00:00+01:00",
    "urgency": 3,
    "copyrightHolder": "Coast Wire",
    "language": "en-GB",
    "by": "By Ana Ruiz and Bo Li",
    "located": "Eastmouth",
    "slugline": "EASTMOUTH-TRAM",
    "headlines": [
        {"role": "short", "value": "Tram wins"},
        {"role": "main", "contentType": "text/html", "value": "Harbour tram &amp; tolls win <i>vote</i>"},
    ],
    "descriptions": [
        {"role": "caption", "value": "Councillors voting."},
        {"role": "summary", "value": "Eleven voted for, four against < all."},
    ],
    "bodies": [
        {
            "role": "main",
            "contentType": "text/plain",
            "value": "Councillors voted.\n\n“We waited,” she said.",
        },
        {
            "role": "richtext",
            "contentType": "application/xhtml+xml",
            "value": "<p>Councillors <b>voted</b>.</p><script>alert(1)</script><h2>Why now</h2>"
            "<blockquote><p>“We waited,” she said.</p></blockquote><ul><li>Eleven for</li></ul>",
        },
    ],
    "subjects": [
        {"name": "local government", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000610"},
        {"name": "public transport"},
    ],
    "genres": [{"name": "Current"}, {"name": "Analysis"}],
    "people": [{"name": "Ana Okoro", "rel": "about"}],
}


def ninjs(**changes: Any) -> bytes:
    """The ninjs document with other members; None leaves one out."""
    return json.dumps(
        {name: value for name, value in (NINJS | changes).items() if value is not None}
    ).encode()


XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>Not this</title></head><body><h1>Harbour tram wins vote</h1>
<p>Councillors voted <strong>eleven to four</strong> for <a href="https://example.org/plan">the plan</a>.</p>
<p>“We waited,” she said &amp; smiled.<br/>Twice.</p></body></html></inlineXML>"""

NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">
<body><body.head><hedline><hl1>Tolls stay, says port</hl1></hedline>
<byline>By <person>Cy Moss</person><byttl>Port reporter</byttl></byline>
<dateline><location>Westhaven</location></dateline></body.head>
<body.content><block><p>The <org>Port Authority</org> keeps its tolls of <money>3</money> crowns.</p>
<hl2>Next year</hl2><bq><block><p>They stay.</p></block><credit>Ida Berg, harbour master</credit></bq>
<ul><li>Cars: 3</li><li>Vans: 5</li></ul>
<media media-type="image"><media-caption>A barrier.</media-caption></media></block></body.content>
<body.end><tagline>Editing by D. Vo</tagline></body.end></body></nitf></inlineXML>"""

PLAIN = '<inlineData contenttype="text/plain">First paragraph.\n\nSecond &lt;one&gt;.</inlineData>'

META = """<headline>Harbour tram wins vote</headline>"""


def news_item(
    content: str = XHTML,
    *,
    guid: str = "urn:newsml:coastwire.example:20260314:tram-7",
    version: int = 1,
    status: str = '<pubStatus qcode="stat:usable"/>',
    embargo: str = "",
    kind: str = "ninat:text",
    meta: str = META,
) -> str:
    """One news item, as it stands in a message or alone."""
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}"
 standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="en-GB">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>
<itemMeta><itemClass qcode="{kind}"/><provider qcode="nprov:CW"><name>Coast Wire</name></provider>
<versionCreated>2026-03-14T09:30:00Z</versionCreated>{embargo}{status}</itemMeta>
<contentMeta><urgency>2</urgency>{meta}</contentMeta>
<contentSet>{content}</contentSet></newsItem>"""


RICH_META = """<located qcode="city:EM"><name>Eastmouth</name></located>
<creator><name>Ana Ruiz</name></creator><language tag="en"/>
<genre qcode="genre:Current"/><genre qcode="genre:Interview"><name>Interview</name></genre>
<subject type="cpnat:abstract" qcode="medtop:20000610"><name>local government</name></subject>
<subject type="cpnat:person" qcode="pers:1"><name>Ana Okoro</name></subject>
<slugline>EASTMOUTH-TRAM</slugline>
<headline role="hld:short">Tram wins</headline><headline>Harbour tram wins vote</headline>
<dateline>EASTMOUTH, March 14</dateline><by>By Ana Ruiz and Bo Li</by>
<description role="drol:caption">A tram.</description>
<description role="drol:summary">Eleven for, four against.</description>"""


def newsml(*items: str) -> bytes:
    """A message with these items, or the item alone."""
    if len(items) == 1:
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{items[0]}'.encode()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        f"<header><sent>2026-03-14T09:31:00Z</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    ).encode()


def word(*paragraphs: str, title: str = "") -> bytes:
    """A Word document of plain paragraphs, with a title if given."""
    document = docx.Document()
    if title:
        document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a document of python-docx."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip archive, squeezed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
