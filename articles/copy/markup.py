"""From HTML of any quality to the parts of a story: sanitised first, then read block by block.

Scripts, styles, menus, forms and asides go with their content; every other unknown element goes and
leaves its words. Links stay where they lead to the web or to a mailbox.
"""

import re
from html.parser import HTMLParser

import nh3

from articles.copy.nodes import Node, Paragraph, Run, text_of, tidy
from articles.copy.story import BadCopy

STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "sup": "sup", "sub": "sub"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CONTAINERS = {"ul", "ol", "blockquote", "table"}
BLOCKS = {
    *HEADINGS,
    *CONTAINERS,
    *("p", "div", "section", "article", "main", "header", "figure", "address", "center", "details"),
    *("summary", "pre", "hr", "dl", "dt", "dd", "li", "tr", "td", "th", "thead", "tbody", "tfoot"),
    *("caption",),
}
DROPPED = {
    *("script", "style", "nav", "aside", "footer", "form", "noscript", "template", "svg", "math"),
    *("iframe", "object", "video", "audio", "select", "button", "textarea", "head", "title"),
    *("figcaption",),
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
DEEPEST = 300  # the sanitiser takes quadratic time in the depth; no story is nested like this
CLOSED_BY_NEXT = "p|li|td|th|tr|dt|dd|option|br|hr|img|meta|link|input|col|source|wbr|area|embed|base"
NESTING = re.compile(rf"<(/?)(?!(?:{CLOSED_BY_NEXT})\b)[a-z][^>]*?(/?)>", re.IGNORECASE)
DASH = re.compile(r"[—–―-]+\s*")


def read_markup(html: str) -> list[Node]:
    """The parts of a page or a fragment, in order; empty ones left out.

    Where a page marks its article, only that counts, and the page's first main heading before it.
    Raises BadCopy for markup nested beyond reason.
    """
    _check_depth(html)
    clean = nh3.clean(
        html,
        tags=BLOCKS | set(STYLES) | {"a", "br"},
        clean_content_tags=DROPPED,
        attributes={"a": {"href"}},
        url_schemes=LINK_SCHEMES,
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return reader.finish()


def _check_depth(html: str) -> None:
    depth = 0
    for closing, selfclosing in NESTING.findall(html):
        depth = max(0, depth - 1) if closing else depth + (not selfclosing)
        if depth > DEEPEST:
            raise BadCopy(f"has markup nested more than {DEEPEST} deep. Send the story's text alone.")


class _Reader(HTMLParser):
    """Reads the sanitiser's output, which is always balanced."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._articles: list[tuple[int, int]] = []  # where in `nodes` each <article> or <main> stands
        self._article_starts: list[int] = []
        self._runs: Paragraph = []
        self._styles: list[str] = []
        self._links: list[str] = []
        self._level = 0
        self._pre = 0
        self._container: Node | None = None
        self._container_tag = ""
        self._depth = 0
        self._target: list[Paragraph] = []  # where the next paragraph of the container goes
        self._headed = False
        self._in_caption = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._runs.append(Run("\n", *self._look()))
            return
        if tag == "a":
            href = (dict(attrs).get("href") or "").strip()
            self._links.append(href if href.split(":")[0].lower() in LINK_SCHEMES else "")
            return
        in_quote = self._container is not None and self._container.kind == "quote"
        if tag == "cite" and in_quote and self._container:
            self._flush()
            self._target = self._container.attribution
            return
        if tag in STYLES:
            self._styles.append(STYLES[tag])
            return
        self._flush()
        if self._container is not None:
            self._start_inside(tag, self._container)
        elif tag in CONTAINERS:
            self._open(tag)
        elif tag in ("article", "main"):
            self._article_starts.append(len(self.nodes))
        self._level = HEADINGS.get(tag, self._level)
        self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._links.pop()
            return
        if tag == "cite" and self._container is not None and self._container.kind == "quote":
            self._flush()
            self._target = self._container.paragraphs
            return
        if tag in STYLES:
            self._styles.pop()
            return
        self._flush()
        self._pre -= tag == "pre"
        if tag in HEADINGS:
            self._level = 0
        if self._container is not None:
            self._end_inside(tag, self._container)
        elif tag in ("article", "main"):
            self._articles.append((self._article_starts.pop(), len(self.nodes)))

    def handle_data(self, data: str) -> None:
        if not self._pre:
            data = data.replace("\n", " ")
        self._runs.append(Run(data, *self._look()))

    def finish(self) -> list[Node]:
        self._flush()
        if not self._articles:
            return self.nodes
        first, last = max(self._articles, key=lambda part: (part[1] - part[0], -part[0]))
        if first == last:
            return self.nodes
        headings = [node for node in self.nodes[:first] if node.level == 1]
        return [*headings[:1], *self.nodes[first:last]]

    def _look(self) -> tuple[frozenset[str], str]:
        return frozenset(self._styles), self._links[-1] if self._links else ""

    def _flush(self) -> None:
        """The end of a paragraph, wherever it stands."""
        paragraph, self._runs = tidy(self._runs), []
        if not text_of(paragraph).strip():
            return
        if self._in_caption and self._container is not None:
            self._container.caption = text_of(paragraph).replace("\n", " ")
        elif self._container is not None:
            self._target.append(paragraph)
        elif self._level:
            self.nodes.append(Node("heading", [paragraph], level=self._level))
        else:
            self.nodes.append(Node("paragraph", [paragraph]))

    def _open(self, tag: str) -> None:
        kind = {"blockquote": "quote", "table": "table"}.get(tag, "list")
        self._container = Node(kind, ordered=tag == "ol")  # type: ignore[arg-type]
        self._container_tag, self._depth, self._headed = tag, 1, False
        self._target = self._container.paragraphs

    def _start_inside(self, tag: str, container: Node) -> None:
        if tag == self._container_tag:
            self._depth += 1
        elif container.kind == "table" and self._depth == 1:
            if tag == "tr":
                container.rows.append([])
            elif tag in ("td", "th") and container.rows:
                self._headed = self._headed or (tag == "th" and len(container.rows) == 1)
                self._target = []
                container.rows[-1].append(self._target)
            self._in_caption = tag == "caption"
        if tag == "li" and container.kind == "list":
            self._target = _Item(container.paragraphs)

    def _end_inside(self, tag: str, container: Node) -> None:
        if tag == "caption":
            self._in_caption = False
        if tag != self._container_tag:
            return
        self._depth -= 1
        if self._depth:
            return
        self._container = None
        self.nodes.extend(_completed(container, headed=self._headed))


class _Item(list[Paragraph]):
    """The paragraphs of one list item, kept as one, since an item of the editor's lists is one."""

    def __init__(self, items: list[Paragraph]) -> None:
        super().__init__()
        self._items = items

    def append(self, paragraph: Paragraph) -> None:
        if self:
            self[0].extend([Run("\n"), *paragraph])
        else:
            super().append(paragraph)
            self._items.append(paragraph)


def _completed(node: Node, *, headed: bool) -> list[Node]:
    """What a container comes to: itself, paragraphs where it is no real table, or nothing."""
    if node.kind == "quote":
        signed = len(node.paragraphs) > 1 and DASH.match(text_of(node.paragraphs[-1]))
        if signed and not node.attribution:
            node.attribution.append(node.paragraphs.pop())
        node.attribution = [part for part in map(_undashed, node.attribution) if part]
        return [node] if node.paragraphs else []
    if node.kind == "list":
        return [node] if node.paragraphs else []
    return _completed_table(node, headed=headed)


def _undashed(paragraph: Paragraph) -> Paragraph:
    first = paragraph[0]
    dash = DASH.match(first.text)
    return tidy([first._replace(text=first.text[dash.end() :]), *paragraph[1:]]) if dash else paragraph


def _completed_table(node: Node, *, headed: bool) -> list[Node]:
    rows = [row for row in node.rows if any(row)]
    width = max(map(len, rows), default=0)
    if width < 2:  # one column is no table: a page laid out with one
        loose = [*node.paragraphs, *(part for row in rows for cell in row for part in cell)]
        return [Node("paragraph", [paragraph]) for paragraph in loose]
    if headed and len(rows) > 1:
        heads = [" ".join(text_of(part) for part in cell).replace("\n", " ") for cell in rows.pop(0)]
    else:
        heads = []
    node.columns = [*heads, *[""] * (width - len(heads))]
    node.rows = [[*row, *([] for _ in range(width - len(row)))] for row in rows]
    node.paragraphs = []
    return [node]
