"""Two states of one body with every kind of change between them."""

from html import escape
from typing import Any

from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

LEAD = "The harbour board of Eastmouth met on Tuesday to discuss the rising cost of the new bridge."
LONG = (
    "Lindqvist added that tolls would stay unchanged for ten years. "
    "The opposition doubted it and asked for the contract to be published before the end of the year."
)
TOLLS, DOUBTS = LONG[: LONG.index("The opposition") - 1], LONG[LONG.index("The opposition") :]
FIRST = "Work on the foundations began in March, the builder said in a letter to the board."
SECOND = "The letter names three suppliers that have stopped deliveries because of unpaid bills."
KEPT = [
    f"Paragraph {number} of the background stays word for word as it was written at first."
    for number in range(6)
]


def prose(ident: str, html: str, kind: str = "paragraph") -> dict[str, Any]:
    return {"id": ident, "type": kind, "value": f'<p data-block-key="{ident}">{html}</p>'}


def table(*rows: tuple[str, str]) -> dict[str, Any]:
    columns = [{"type": "text", "heading": "Year"}, {"type": "number", "heading": "Millions"}]
    cells = [
        {"values": [f'<p data-block-key="c{n}">{year}</p>', cost]} for n, (year, cost) in enumerate(rows)
    ]
    return {"id": "table", "type": "table", "value": {"columns": columns, "rows": cells, "caption": "Cost"}}


def pictures() -> tuple[Any, Any]:
    """Two pictures in the library."""
    model = get_image_model()
    one, two = (
        model.objects.create(title=title, file=get_test_image_file()) for title in ("The quay", "The crane")
    )
    return one, two


def before(image: Any) -> list[dict[str, Any]]:
    """As it was."""
    return [
        prose("lead", LEAD),
        prose("moved", escape("“It will cost 40 million crowns,” said Mara Lindqvist, the board’s chair.")),
        prose("split", LONG),
        prose("what", "What happens next"),
        *(prose(f"kept{number}", text) for number, text in enumerate(KEPT)),
        prose("first", FIRST),
        prose("second", SECOND),
        prose("link", 'The <a href="https://board.example/plan">plan</a> is <b>secret</b>, and <i>old</i>.'),
        {"id": "image", "type": "image", "value": {
            "image": image.pk, "credit": "A. Foto", "alt": "A quay",
            "caption": '<p data-block-key="cap">The quay at dawn.</p>'}},
        {"id": "embed", "type": "embed", "value": {"embed": "https://video.example/1", "caption": ""}},
        table(("2024", "31.5"), ("2025", "40")),
        {"id": "list", "type": "list", "value":
            '<ul><li data-block-key="l1">Tolls for lorries</li><li data-block-key="l2">A loan</li></ul>'},
        prose("gone", "A paragraph that nobody wanted to keep was taken out."),
    ]  # fmt: skip


def after(image: Any) -> list[dict[str, Any]]:
    """As it is."""
    return [
        prose("lead", LEAD.replace("Tuesday", "Wednesday")),
        prose("split", TOLLS),
        prose("splitb", DOUBTS),
        prose("whatb", "What happens next", "heading"),
        *(prose(f"kept{number}", text) for number, text in enumerate(KEPT)),
        prose("first", f"{FIRST} {SECOND}"),
        prose("link", 'The <a href="https://board.example/new">plan</a> is secret, and <b><i>old</i></b>.'),
        {"id": "image", "type": "image", "value": {
            "image": image.pk, "credit": "B. Foto", "alt": "A crane",
            "caption": '<p data-block-key="cap">The crane at dawn.</p>'}},
        {"id": "embed", "type": "embed", "value": {"embed": "https://video.example/2", "caption": ""}},
        table(("2024", "31.5"), ("2025", "55"), ("2026", "70")),
        {"id": "list", "type": "list", "value":
            '<ol><li data-block-key="l1">Tolls for lorries</li><li data-block-key="l2">A loan</li></ol>'},
        prose("moved", escape("“It will cost 40 million crowns,” said Mara Lindqvist, the board’s chair.")),
        prose("new", "A new ferry was ordered."),
    ]  # fmt: skip
