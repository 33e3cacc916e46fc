"""What may be done next with what an answer shows, as links of the OpenAPI document.

Programs that read the document find their way by them, and so does the test that tries every way.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Next:
    """Operations that take something from an answer: under which name, and where in the answer it stands.

    `changes` take the answer's `ETag` as well, `kept` what the request's own address names.
    """

    place: str
    reads: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    stands: str = "$response.body#/id"
    kept: tuple[str, ...] = ()


ARTICLE = (
    Next("id", reads=("get_article",), changes=("change_article",)),
    Next(
        "article",
        reads=("list_revisions", "list_blocks", "ask_gate", "add_comment"),
        changes=("add_block", "submit_article", "publish_article", "kill_article"),
    ),
)
CLAIM = (
    Next("id", reads=("get_claim",)),
    Next(
        "claim",
        reads=("list_claim_acts", "add_claim_note", "add_claim_evidence", "watch_claim"),
        changes=("act_on_claim", "issue_verdict"),
    ),
)
EVIDENCE = (Next("evidence", reads=("get_claim_evidence", "retract_claim_evidence"), kept=("claim",)),)
CORRECTION = (
    Next(
        "id",
        reads=("get_correction",),
        changes=("reword_correction", "approve_correction", "publish_correction", "refuse_correction"),
    ),
)
BLOCK = (
    Next(
        "block",
        reads=("get_block",),
        changes=("replace_block", "move_block", "remove_block"),
        kept=("article",),
    ),
)
WEBHOOK = (
    Next(
        "id",
        reads=("get_webhook", "change_webhook", "test_webhook", "list_deliveries", "delete_webhook"),
        stands="$response.body#/webhook/id",
    ),
)
# By the operation that answers.
LINKS: dict[str, tuple[Next, ...]] = {
    "begin_article": ARTICLE,
    "get_article": ARTICLE,
    "change_article": ARTICLE,
    "publish_article": ARTICLE,
    "add_block": BLOCK,
    "get_block": BLOCK,
    "get_claim": CLAIM,
    "act_on_claim": CLAIM,
    "issue_verdict": CLAIM,
    "add_claim_evidence": EVIDENCE,
    "ask_for_correction": CORRECTION,
    "reword_correction": CORRECTION,
    "create_webhook": WEBHOOK,
}


def links_of(operation: str) -> dict[str, Any]:
    """The links of an operation's good answer, by the name of where they lead."""
    found: dict[str, Any] = {}
    for following in LINKS.get(operation, ()):
        kept = {name: f"$request.path.{name}" for name in following.kept}
        for name in (*following.reads, *following.changes):
            parameters = {following.place: following.stands, **kept}
            if name in following.changes:
                parameters["If-Match"] = "$response.header.ETag"
            found[name] = {"operationId": name, "parameters": parameters}
    return found
