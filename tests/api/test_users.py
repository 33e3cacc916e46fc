"""Who has an account, and what their roles are."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from tests.api.conftest import get, with_token
from tests.conftest import person


def test_people_at_the_desk_see_who_is_who_and_no_addresses(
    reporter: User, desk: User, reader: APIClient
) -> None:
    User.objects.update(email="somebody@example.invalid")
    User.objects.filter(pk=desk.pk).update(is_active=False)
    program = with_token(reporter)
    rows = {row["id"]: row for row in get(program, "users")["results"]}
    assert (rows[desk.pk]["is_active"], rows[desk.pk]["roles"]) == (False, ["Desk editors"])
    assert {row["id"] for row in rows.values() if row["email"]} == {reporter.pk}
    assert get(program, f"users/{desk.pk}") == rows[desk.pk]
    assert get(program, "me") == rows[reporter.pk]
    admin = with_token(person("ada", "Administrators"))
    assert all(row["email"] is not None for row in get(admin, "users")["results"])
    roles = {role["name"]: role for role in get(program, "roles")["results"]}
    assert "claims.issue_verdict" in roles["Fact-checkers"]["permissions"]
    assert "claims.issue_verdict" not in roles["Reporters"]["permissions"]
    for path in ("users", f"users/{desk.pk}", "roles", "me"):
        get(reader, path, 401)
    get(with_token(reporter, "claims:read"), "users", 403)
    get(with_token(reporter, "claims:read"), "me")
    get(program, "users/999999", 404)
    counts = []
    for name in ("b", "c"):
        person(name, "Reporters")
        with CaptureQueriesContext(connection) as queries:
            get(program, "users")
        counts.append(len(queries))
    assert counts[0] == counts[1]
