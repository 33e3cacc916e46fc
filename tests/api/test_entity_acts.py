"""What editors decide on entities, by programs: the same acts as at the desk, nobody overwritten, no leak."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from entities import actions
from entities.linking import Named, link
from entities.models import Alias, Candidate, Entity, EntityAct, Reconciliation, Suggestion
from tests.api.conftest import get, publish, with_token
from tests.conftest import paragraphs, work

pytestmark = pytest.mark.django_db


def entity(name: str, *aliases: str, state: str = "confirmed", kind: str = "person") -> Entity:
    made = Entity.objects.create(name=name, kind=kind, state=state)
    for each in (name, *aliases):
        Alias.objects.create(entity=made, name=each)
    return made


@pytest.fixture
def mara(db: None) -> Entity:
    return entity("Mara Lindqvist", "Lindqvist")


@pytest.fixture
def program(desk: User) -> APIClient:
    return with_token(desk)


def post(client: APIClient, of: Entity, path: str, tag: str = "", key: str = "", **sent: Any) -> Any:
    """POST an act, from the newest state unless `tag` names another; "-" sends none."""
    tag = tag or client.get(f"/api/v1/entities/{of.pk}")["ETag"]
    headers = ({} if tag == "-" else {"If-Match": tag}) | ({"Idempotency-Key": key} if key else {})
    return client.post(f"/api/v1/entities/{of.pk}/{path}", sent, format="json", headers=headers)


def done(client: APIClient, of: Entity, path: str, status: int = 200, **sent: Any) -> Any:
    response = post(client, of, path, **sent)
    assert response.status_code == status, response.content
    return response.json()


def test_a_program_does_all_that_an_editor_does(program: APIClient, desk: User, mara: Entity) -> None:
    assert done(program, mara, "reject")["state"] == "rejected"
    shown = done(program, mara, "confirm")
    assert (shown["state"], shown["desk"]["decided_by"]["name"]) == ("confirmed", desk.display_name)
    shown = done(program, mara, "rename", name="Mara Lindqvist-Holm")
    assert shown["aliases"] == ["Lindqvist", "Mara Lindqvist", "Mara Lindqvist-Holm"]
    assert done(program, mara, "kind", kind="organisation")["kind"] == "organisation"
    assert done(program, mara, "kind", kind="person")["kind"] == "person"
    assert "The chair" in done(program, mara, "aliases", name="The chair")["aliases"]
    assert "The chair" not in done(program, mara, "aliases/remove", name="the chair")["aliases"]
    assert done(program, mara, "identify", wikidata_id="Q42")["wikidata_id"] == "Q42"
    shown = done(program, mara, "identify", wikidata_id=None)
    assert (shown["wikidata_id"], shown["desk"]["undo"]["act"]) == ("", "identify")
    assert done(program, mara, "undo")["wikidata_id"] == "Q42"
    shown = done(program, mara, "undo")
    assert (shown["wikidata_id"], shown["desk"]["undo"]["act"]) == ("", "remove_alias")
    acts = get(program, f"entities/{mara.pk}/acts")["results"]
    assert [act["act"] for act in acts][:3] == ["undo", "undo", "identify"]
    assert acts[0]["undoes"] == acts[3]["id"]
    assert acts[1]["changed"] == [{"member": "wikidata_id", "before": "", "after": "Q42"}]
    renamed = next(act for act in acts if act["act"] == "rename")
    assert {"member": "name", "before": "Mara Lindqvist", "after": "Mara Lindqvist-Holm"} in renamed[
        "changed"
    ]
    assert {act["by"]["id"] for act in acts} == {desk.pk}


def test_entities_are_merged_split_and_parted(program: APIClient, mara: Entity) -> None:
    other = entity("M. L.", state="proposed")
    shown = program.get(f"/api/v1/entities/{mara.pk}")
    merged = done(program, mara, "split", status=201, names=["Lindqvist"], name="Per Lindqvist")
    per = Entity.objects.get(name="Per Lindqvist")
    assert (merged["id"], merged["aliases"]) == (per.pk, ["Lindqvist", "Per Lindqvist"])
    assert get(program, f"entities/{mara.pk}")["aliases"] == ["Mara Lindqvist"]
    assert post(program, mara, "undo", tag=shown["ETag"]).status_code == 412
    assert get(program, f"entities/{mara.pk}/acts")["results"][0]["other"]["id"] == per.pk
    gone = done(program, per, "merge", into=mara.pk)
    assert (gone["state"], gone["desk"]["merged_into"]["id"]) == ("merged", mara.pk)
    assert done(program, per, "undo")["state"] == "confirmed"
    Entity.objects.filter(pk=other.pk).update(state="confirmed")
    done(program, other, "merge", into=mara.pk)
    assert "M. L." in get(program, f"entities/{mara.pk}")["aliases"]
    assert done(program, mara, "undo")["aliases"] == ["Mara Lindqvist"]
    assert get(program, f"entities/{other.pk}")["state"] == "confirmed"


def test_whoever_looked_at_an_older_state_changes_nothing_and_is_told_who_was_faster(
    program: APIClient, desk: User, checker: User, mara: Entity
) -> None:
    assert post(program, mara, "confirm", tag="-").status_code == 428
    seen = program.get(f"/api/v1/entities/{mara.pk}")["ETag"]
    assert post(with_token(checker), mara, "rename", name="Mara Holm").status_code == 200
    for path, sent in (("rename", {"name": "M"}), ("merge", {"into": entity("X").pk}), ("undo", {})):
        refused = post(program, mara, path, tag=seen, **sent)
        problem = refused.json()
        assert (refused.status_code, problem["changed_by"]) == (412, checker.display_name), path
        assert problem["changed"] == ["aliases", "name"]
        assert problem["changed_at"]
        assert refused["ETag"] == problem["etag"]
    assert post(program, mara, "reject", tag=f"W/{seen}").status_code == 412
    assert post(program, mara, "reject", tag='"e99999999999999999999"').status_code == 412
    assert EntityAct.objects.count() == 1
    assert post(program, mara, "reject", tag=refused["ETag"]).status_code == 200


def test_the_same_request_again_is_done_once(program: APIClient, mara: Entity) -> None:
    tag = program.get(f"/api/v1/entities/{mara.pk}")["ETag"]
    first, again = (
        post(program, mara, "split", tag=tag, key="split-1", names=["Lindqvist"]) for _ in range(2)
    )
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    assert (first["ETag"], first["Location"]) == (again["ETag"], again["Location"])
    assert Entity.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "sent", "status", "pointer"),
    [
        ("confirm", {"name": "x"}, 422, "/name"),
        ("rename", {}, 422, "/name"),
        ("rename", {"name": " . "}, 422, "/name"),
        ("rename", {"name": "x" * 256}, 422, "/name"),
        ("rename", {"name": "Mara", "nmae": "x"}, 422, "/nmae"),
        ("kind", {"kind": "ship"}, 422, "/kind"),
        ("identify", {"wikidata_id": "P31"}, 422, "/wikidata_id"),
        ("identify", {}, 422, "/wikidata_id"),
        ("aliases/remove", {"name": "Mara Lindqvist"}, 422, "/name"),
        ("merge", {"into": 10**30}, 422, "/into"),
        ("merge", {"into": 999_999}, 422, "/into"),
        ("split", {"names": []}, 422, "/names"),
        ("split", {"names": ["Nobody"]}, 422, "/names"),
        ("split", {"names": ["Mara", {}]}, 422, "/names/1"),
        ("undo", {}, 409, None),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(
    program: APIClient, mara: Entity, path: str, sent: dict[str, Any], status: int, pointer: str | None
) -> None:
    response = post(program, mara, path, **sent)
    assert response.status_code == status, response.content
    if pointer:
        assert response.json()["errors"][0]["pointer"] == pointer, response.content
    assert not EntityAct.objects.exists()


def test_merging_into_what_is_not_confirmed_or_itself_is_refused(program: APIClient, mara: Entity) -> None:
    rejected = entity("Nobody", state="rejected")
    assert post(program, mara, "merge", into=rejected.pk).status_code == 409
    assert post(program, mara, "merge", into=mara.pk).json()["errors"][0]["pointer"] == "/into"
    assert not EntityAct.objects.exists()


def test_questions_of_the_machine_are_answered_once(program: APIClient, mara: Entity) -> None:
    link([Named("M. Lindqvist", "person", ()), Named("Mara Lindquist", "person", ())])
    Entity.objects.update(state="confirmed")
    path = f"entities/{mara.pk}/suggestions"
    asked = get(program, path)["results"]
    assert [row["entity"]["name"] for row in asked] == ["Mara Lindquist", "M. Lindqvist"]
    assert {row["other"]["id"] for row in asked} == {mara.pk}
    answers = [
        program.post(f"/api/v1/{path}/{row['id']}/{word}", {}, format="json")
        for row, word in zip(asked, ("accept", "refuse"), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].content
    assert "Mara Lindquist" in answers[0].json()["aliases"]
    assert get(program, path)["results"] == []
    for row in asked:
        assert program.post(f"/api/v1/{path}/{row['id']}/accept", {}, format="json").status_code in (404, 409)
    assert [*Suggestion.objects.order_by("-score").values_list("state", flat=True)] == ["accepted", "refused"]


def test_identifiers_are_looked_up_by_a_worker_and_chosen(
    program: APIClient, desk: User, mara: Entity, settings: Any
) -> None:
    assert post(program, mara, "look-up").status_code == 409
    settings.NEWSROOM_RECONCILIATION_URL = "http://127.0.0.1:9/"
    begun = post(program, mara, "look-up")
    assert begun.status_code == 202
    assert begun["Location"] == begun.json()["candidates"]
    assert get(program, f"entities/{mara.pk}")["desk"]["identifiers"] == "waiting"
    assert Reconciliation.objects.get().entity == mara
    for identifier, score in (("Q1", 97.5), ("Q2", 60)):
        Candidate.objects.create(entity=mara, identifier=identifier, label="M", score=score, origin="file")
    done(program, mara, "identify", wikidata_id="Q2")
    found = get(program, f"entities/{mara.pk}/candidates")["results"]
    assert [(row["wikidata_id"], row["state"]) for row in found] == [("Q1", "refused"), ("Q2", "accepted")]
    assert found[0]["decided_by"]["id"] == desk.pk
    done(program, mara, "undo")
    found = get(program, f"entities/{mara.pk}/candidates")["results"]
    assert {row["state"] for row in found} == {"proposed"}


WRITES = (
    "confirm",
    "reject",
    "rename",
    "kind",
    "identify",
    "merge",
    "split",
    "undo",
    "aliases",
    "aliases/remove",
    "look-up",
)
READS = ("acts", "candidates", "suggestions")


def test_only_the_desk_sees_and_only_who_may_changes(
    reader: APIClient, reporter: User, published: ArticlePage
) -> None:
    mara = Entity.objects.get(name="Mara Lindqvist")
    sent = {
        "rename": {"name": "M"},
        "aliases": {"name": "M"},
        "aliases/remove": {"name": "M"},
        "kind": {"kind": "place"},
        "identify": {"wikidata_id": "Q1"},
        "merge": {"into": entity("X").pk},
        "split": {"names": ["M"]},
    }
    assert get(reader, f"entities/{mara.pk}")["desk"] is None
    assert "." not in reader.get(f"/api/v1/entities/{mara.pk}")["ETag"]
    mine = with_token(reporter)
    reads_only = with_token(reporter, "entities:read")
    for path in READS:
        get(reader, f"entities/{mara.pk}/{path}", 401)
        get(mine, f"entities/{mara.pk}/{path}")
    for path in WRITES:
        assert post(reader, mara, path, **sent.get(path, {})).status_code == 401, path
        assert post(mine, mara, path, **sent.get(path, {})).status_code == 403, path
        assert post(reads_only, mara, path).json()["scope"] == "entities:write", path
    assert not EntityAct.objects.exists()


def test_a_token_of_sections_reads_the_register_and_no_drafts_of_others_and_changes_nothing(
    write: Callable[..., ArticlePage], checker: User, sport: SectionPage, mara: Entity
) -> None:
    publish(write())
    secret = write("Blackwood sells", "“The factory is bankrupt,” said Quentin Blackwood of Zanzibar.")
    in_sport = ArticlePage(title="Cup won", body=paragraphs("“We won,” said Ole Berg."), live=False)
    sport.add_child(instance=in_sport)
    in_sport.save_revision()
    work()
    assert secret.pk
    actions.rename_entity(mara, "Mara Lindqvist-Holm", by=checker)
    hidden = Entity.objects.get(name="Quentin Blackwood")
    limited, everywhere = with_token(checker, sections=[sport]), with_token(checker)
    ole = Entity.objects.get(name="Ole Berg")
    Suggestion.objects.create(entity=hidden, other=mara, score=0.9, reason="Blackwood")
    for client, names in ((everywhere, {"Ole Berg", "Quentin Blackwood"}), (limited, {"Ole Berg"})):
        seen = {row["name"] for row in get(client, "entities?page_size=100")["results"]}
        assert seen & {"Ole Berg", "Quentin Blackwood"} == names
        assert "Mara Lindqvist-Holm" in seen  # decided: the register is the whole newsroom's
    get(everywhere, f"entities/{hidden.pk}")
    assert len(get(everywhere, f"entities/{mara.pk}/suggestions")["results"]) == 1
    for path in ("", "/acts", "/candidates", "/suggestions", "/attributions", "/claims"):
        get(limited, f"entities/{hidden.pk}{path}", 404)
        get(limited, f"entities/{ole.pk}{path}")
        told = str(get(limited, f"entities/{mara.pk}{path}"))
        assert "Blackwood" not in told, path
        assert "bridge" not in told, path
        assert "Zanzibar" not in told, path
    assert get(limited, f"entities/{mara.pk}/attributions?state=all")["results"] == []
    assert get(limited, "entities?q=Blackwood")["results"] == []
    for of in (mara, ole):
        refused = post(limited, of, "confirm")
        assert refused.status_code == 403
        assert "limited to sections" in refused.json()["detail"]
    assert post(everywhere, ole, "merge", into=mara.pk).status_code == 200


def test_lists_cost_the_same_however_long(program: APIClient, desk: User, mara: Entity) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            get(program, f"entities/{mara.pk}{path}")
        return len(asked)

    def grow(number: int) -> None:
        twin = entity(f"Mara Lindqvist {number}")
        Suggestion.objects.create(entity=mara, other=twin, score=0.5, reason="x")
        Candidate.objects.create(entity=mara, identifier=f"Q{number}", label="M", score=1, origin="file")
        actions.merge_entities(entity(f"M {number}"), mara, by=desk)

    paths = ("", *(f"/{path}" for path in READS))
    grow(1)
    few = [cost(path) for path in paths for _ in range(2)][1::2]
    for number in range(2, 12):
        grow(number)
    assert [cost(path) for path in paths] == few
