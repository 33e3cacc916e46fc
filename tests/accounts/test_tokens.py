"""Tokens are shown once, kept as digests, and end when they should."""

import hashlib
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Token, User
from accounts.token_text import is_well_formed, new_secret
from accounts.tokens import find_token, make_token, note_use, revoke_token, rotate_token
from tests.conftest import person

HOUR = timedelta(hours=1)


def make(user: User, **more: object) -> tuple[Token, str]:
    return make_token(user, "Wire", **{"scopes": ["articles:read"], "by": user, **more})  # type: ignore[arg-type]


def test_a_misread_token_is_told_by_its_checksum() -> None:
    secret = new_secret()
    assert is_well_formed(secret)
    for place in range(4, len(secret)):
        other = "0" if secret[place] != "0" else "1"
        assert not is_well_formed(secret[:place] + other + secret[place + 1 :])


def test_only_its_digest_is_kept(desk: User) -> None:
    token, secret = make(desk)
    row = Token.objects.filter(pk=token.pk).values().get()
    assert row["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert not any(secret in str(value) for value in row.values())
    assert find_token(secret) == token
    assert find_token(new_secret()) is None


def test_it_ends_by_time_by_hand_and_with_its_account(desk: User) -> None:
    for end in ("time", "hand", "account"):
        token, secret = make(desk)
        assert find_token(secret)
        if end == "time":
            Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
        elif end == "hand":
            revoke_token(token, by=desk)
        else:
            User.objects.filter(pk=desk.pk).update(is_active=False)
        assert find_token(secret) is None, end


def test_a_replaced_token_lives_on_for_the_stated_time(desk: User) -> None:
    token, old = make(desk)
    successor, new = rotate_token(token, by=desk, overlap=HOUR)
    assert find_token(old) == token
    assert find_token(new) == successor
    token.refresh_from_db()
    assert timedelta() < token.expires_at - timezone.now() <= HOUR  # type: ignore[operator]
    assert (successor.scopes, token.state) == (["articles:read"], Token.State.ENDING)
    assert successor.expires_at > timezone.now() + timedelta(days=360)  # type: ignore[operator]
    with pytest.raises(ValidationError, match="replaced already"):
        rotate_token(token, by=desk)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"scopes": []}, "at least one scope"),
        ({"scopes": ["articles:sing"]}, "There is no scope “articles:sing”. Give: *,"),
        ({"sections": []}, "at least one section"),
        ({"expires_at": timezone.now() - HOUR}, "has passed"),
        ({"expires_at": timezone.now() + timedelta(days=3000)}, "365 days at most"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_remedy(
    desk: User, given: dict[str, object], says: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        make(desk, **given)
    assert says in " ".join(refusal.value.messages)


def test_only_administrators_handle_the_tokens_of_others(desk: User, reporter: User) -> None:
    token, _ = make(desk)
    for act in (revoke_token, rotate_token):
        with pytest.raises(PermissionDenied, match="Ask an administrator"):
            act(token, by=reporter)
    revoke_token(token, by=person("root", "Administrators"))


def test_its_use_is_noted_once_a_minute(desk: User, django_assert_num_queries: object) -> None:
    token, secret = make(desk)
    note_use(token)
    first = Token.objects.get(pk=token.pk).last_used_at
    assert first
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = find_token(secret)
        assert found
        note_use(found)
    Token.objects.filter(pk=token.pk).update(last_used_at=first - HOUR)
    note_use(Token.objects.get(pk=token.pk))
    assert Token.objects.get(pk=token.pk).last_used_at > first - HOUR  # type: ignore[operator]


def test_older_tokens_keep_working_and_their_text_goes(desk: User) -> None:
    key = "4f2ccacf" * 5
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), created timestamp, user_id bigint)")
        cursor.execute("INSERT INTO authtoken_token VALUES (%s, '2026-01-02 03:04:05', %s)", [key, desk.pk])
    editor = SimpleNamespace(connection=connection)
    import_module("accounts.migrations.0004_old_tokens").take_over(apps, editor)
    token = find_token(key)
    assert token
    assert (token.user, token.scopes, token.expires_at, token.created_at.year) == (desk, ["*"], None, 2026)
    assert "authtoken_token" not in connection.introspection.table_names()
    successor, _ = rotate_token(token, by=desk)
    assert successor.expires_at


def test_commands_print_the_token_alone_and_end_it(
    desk: User, reporter: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_api_token", "dana", "--scope", "claims:*", "--section", "news", "--days", "3")
    told = capsys.readouterr()
    token = find_token(told.out.strip())
    assert token
    assert (token.user, token.scopes, [s.slug for s in token.sections.all()]) == (
        desk,
        ["claims:*"],
        ["news"],
    )
    assert "shown this once" in told.err
    call_command("rotate_api_token", str(token.pk), "--overlap-hours", "0")
    successor = find_token(capsys.readouterr().out.strip())
    assert successor
    assert find_token(token.digest) is None
    call_command("list_api_tokens")
    listed = capsys.readouterr().out
    assert "dana" in listed
    assert "claims:*" in listed
    call_command("revoke_api_token", str(successor.pk))
    assert Token.objects.in_force().count() == 0
    for arguments, says in (
        (("create_api_token", "nobody"), "no account “nobody”"),
        (("create_api_token", "dana", "--section", "moon"), "no section moon. There are: news, sport"),
        (("revoke_api_token", "999999"), "no token 999999"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command(*arguments)
