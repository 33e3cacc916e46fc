"""IPTC NewsML-G2: a news item, or a message of many; the text inside as XHTML, NITF or plain.

The guid is the id at the source, whatever the version; of several versions in a message the highest comes
last. Subjects are topics, and an embargo holds. Packages only list what comes beside them.
"""

from dataclasses import replace
from xml.etree.ElementTree import Element

from articles.copy import BadCopy, Story, as_markup, compose
from wires.formats import releasing
from wires.formats.trees import child, children, local, markup, read_tree, words

NO_TOPICS = frozenset(("person", "organisation", "geoArea", "poi", "event", "object"))  # types of subjects
NITF_TAGS = {"hl1": "h1", "hl2": "h2", "bq": "blockquote", "block": "div", "credit": "cite"}
NITF_DROPPED = frozenset(
    ("media", "nitf-table-metadata", "custom-table", "note", "body.end", "body.head", "alt-code")
)
TEXT_CLASSES = ("", "text", "composite")


def read(data: bytes) -> list[Story | BadCopy]:
    """The stories of a document, each item that cannot be taken in as the reason why.

    Raises BadCopy where the document as a whole cannot be read or has no item.
    """
    root = read_tree(data)
    items = _items(root)
    items.sort(key=_version)  # stable: what comes later in the message counts among equal versions
    return [_read_item(item) for item in items]


def _items(root: Element) -> list[Element]:
    name = local(root)
    if name == "newsItem":
        return [root]
    if name == "newsMessage":
        if found := [item for part in children(root, "itemSet") for item in children(part, "newsItem")]:
            return found
        raise BadCopy("is a message without a newsItem. Send it with the items that it speaks of.")
    if name == "packageItem":
        raise BadCopy("is a package that only lists its items. Send the items, alone or in a newsMessage.")
    if name == "NewsML":
        raise BadCopy("is NewsML 1. Have your agency send NewsML-G2.")
    raise BadCopy(f"has <{name[:40]}> for its root, where NewsML-G2 has <newsItem> or <newsMessage>.")


def _version(item: Element) -> int:
    return releasing.version(item.get("version"))


def _read_item(item: Element) -> Story | BadCopy:
    try:
        return replace(_story(item), version=_version(item))
    except BadCopy as error:
        error.source_id = item.get("guid", "").strip()[:255]
        return error.with_traceback(None)


def _story(item: Element) -> Story:
    guid = item.get("guid", "").strip()
    if not guid:
        raise BadCopy("has an item without guid, so it could not be known again. Give it one.")
    about = child(item, "itemMeta")
    content = child(item, "contentMeta")
    releasing.require_usable(_code(child(about, "pubStatus")), version=_version(item))
    kind = _code(child(about, "itemClass"))
    if kind not in TEXT_CLASSES:
        raise BadCopy(f"has an item of class {kind[:40]}, not text. Send stories only.")
    part, form = _body(item)
    nitf = part if form == "nitf" else None
    headline = (
        _chosen(content, "headline")
        or words(child(_in_head(nitf, "hedline"), "hl1"))
        or words(child(about, "title"))
        or words(child(content, "slugline"))
    )
    if not headline:
        raise BadCopy("has no headline. Give it one in contentMeta/headline.")
    stated = {
        "headline": headline,
        "standfirst": as_markup(_chosen(content, "description", skip=("caption",))),
        "bylines": _chosen(content, "by") or _creators(content) or _nitf_byline(nitf),
        "dateline": _dateline(content) or words(_in_head(nitf, "dateline")),
        "language": _language(item, content, part),
        "topics": [
            name for each in children(content, "subject") if _is_topic(each) and (name := _name(each))
        ],
        "genre": releasing.genre(
            name for each in children(content, "genre") for name in (_name(each), _code(each))
        ),
        "urgency": words(child(content, "urgency")),
        "source": _source(about, content),
        "source_id": guid,
        "embargoed_until": _embargo(about),
    }
    if form == "plain":
        return compose(stated, "".join(part.itertext()), is_markup=False)
    if form == "escaped":
        return compose(stated, "".join(part.itertext()))
    return compose(stated, _nitf_markup(part) if nitf is not None else _xhtml_markup(part))


def _body(item: Element) -> tuple[Element, str]:
    """The part with the words, and how they are marked up: xhtml, nitf, escaped or plain."""
    found = child(item, "contentSet")
    for part in children(found, "inlineXML"):
        kind = part.get("contenttype", "").lower()
        inner = next(iter(part), None)
        if inner is not None and ("nitf" in kind or local(inner) == "nitf"):
            return inner, "nitf"
        if inner is not None and ("html" in kind or local(inner) in ("html", "body", "div", "article")):
            return part, "xhtml"
    for part in children(found, "inlineData"):
        kind = part.get("contenttype", "text/plain").lower()
        if not part.get("encoding") and words(part) and kind.startswith("text/"):
            return part, "escaped" if "html" in kind else "plain"
    if children(found, "remoteContent"):
        raise BadCopy("only says where its text lies (remoteContent). Send the text inside, as inlineXML.")
    raise BadCopy("has no text. Send it inside, as inlineXML (XHTML or NITF) or inlineData (text/plain).")


def _xhtml_markup(part: Element) -> str:
    page = child(part, "html")
    return markup(child(page, "body") if page is not None else part)


def _nitf_markup(nitf: Element) -> str:
    body = child(nitf, "body") if local(nitf) == "nitf" else nitf
    content = child(body, "body.content")
    return markup(content if content is not None else body, tags=NITF_TAGS, dropped=NITF_DROPPED)


def _in_head(nitf: Element | None, name: str) -> Element | None:
    return child(child(child(nitf, "body"), "body.head"), name)


def _nitf_byline(nitf: Element | None) -> str:
    byline = _in_head(nitf, "byline")
    if byline is None:
        return ""
    people = [words(each) for each in byline.iter() if local(each) == "person"]
    return ", ".join(people) or words(byline)


def _chosen(about: Element | None, name: str, *, skip: tuple[str, ...] = ()) -> str:
    """The words meant for readers: those without a role or with the main one, else the first."""
    told = [each for each in children(about, name) if _role(each) not in skip and words(each)]
    told.sort(key=lambda each: _role(each) not in ("", "main", "summary"))
    return words(told[0]) if told else ""


def _creators(content: Element | None) -> str:
    return ", ".join(name for each in children(content, "creator") if (name := _name(each)))


def _dateline(content: Element | None) -> str:
    return _chosen(content, "dateline") or _name(child(content, "located"))


def _language(item: Element, content: Element | None, part: Element) -> str:
    stated = child(content, "language")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    return (stated.get("tag", "") if stated is not None else "") or part.get(lang, "") or item.get(lang, "")


def _source(about: Element | None, content: Element | None) -> str:
    provider = child(about, "provider")
    return _name(provider) or words(child(content, "creditline")) or _code(provider)


def _embargo(about: Element | None) -> str:
    embargo = child(about, "embargoed")
    if embargo is None:
        return ""
    if not words(embargo):
        raise BadCopy(
            "is under an embargo without an end, so nothing of it was taken in. Send it again when its agency"
            " says until when."
        )
    return words(embargo)


def _is_topic(subject: Element) -> bool:
    return subject.get("type", "").rpartition(":")[2] not in NO_TOPICS


def _name(concept: Element | None) -> str:
    if concept is None:
        return ""
    return words(child(concept, "name")) or concept.get("literal", "").strip()


def _code(concept: Element | None) -> str:
    """The last part of a qcode or URI."""
    if concept is None:
        return ""
    code = concept.get("qcode") or concept.get("uri") or ""
    return code.replace("/", ":").rpartition(":")[2].strip()


def _role(concept: Element) -> str:
    return concept.get("role", "").rpartition(":")[2].lower()
