"""Programs that sign in by OAuth are made, changed, given new secrets, removed; each change holds at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from oauth2_provider.models import get_access_token_model, get_grant_model, get_refresh_token_model

from accounts.clients import change_client, make_client, new_secret, remove_client
from accounts.consents import clients_of, people_of, tokens_in_force
from accounts.models import Client, User
from accounts.scopes import common
from articles.models import SectionPage
from tests.conftest import person

BACK = "https://app.example/back"


def make(user: User, **more: Any) -> Client:
    return make_client(user, "Wire", **{"scopes": ["articles:read"], "by": None, **more})[0]


def change(client: Client, **more: Any) -> bool:
    """As it was, but for what is named."""
    kept = {"scopes": client.scopes, "redirect_uris": client.redirect_uris.split(), "by": None}
    return change_client(client, more.pop("name", client.name), **{**kept, **more})


def give(client: Client, user: User | None, scope: str = "articles:read", hours: int = 1) -> Any:
    """An access token, and what renews it where it is a person's."""
    soon = timezone.now() + timedelta(hours=hours)
    text = f"{client.pk}-{user}-{scope}-{hours}"
    known = {"application": client, "user": user}
    token = get_access_token_model().objects.create(**known, scope=scope, expires=soon, token=text)
    if user:
        get_refresh_token_model().objects.create(**known, token=f"r{text}", access_token=token)
        codes = get_grant_model().objects
        codes.create(**known, code=text, scope=scope, expires=soon, redirect_uri=BACK)
    return token


def left(client: Client) -> list[int]:
    models = (get_access_token_model(), get_refresh_token_model(), get_grant_model())
    return [model.objects.filter(application=client.pk).count() for model in models]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (["articles:read"], ["articles:read"], ["articles:read"]),
        (["articles:*"], ["articles:read", "claims:read"], ["articles:read"]),
        (["articles:read", "claims:read"], ["*"], ["articles:read", "claims:read"]),
        (["*"], ["*"], ["*"]),
        (["*"], ["claims:*"], ["claims:*"]),
        (["articles:write"], ["articles:read"], []),
        ([], ["*"], []),
    ],
)
def test_scopes_have_in_common_what_both_cover(one: list[str], other: list[str], both: list[str]) -> None:
    assert common(one, other) == both
    assert set(common(other, one)) == set(both)


def test_its_secret_is_told_once_and_its_kind_follows_from_where_it_leads(desk: User) -> None:
    itself, secret = make_client(desk, " Wire ", scopes=["*", "*"], by=None)
    assert itself.acts_for_itself
    assert (itself.name, itself.scopes, itself.is_limited) == ("Wire", ["*"], False)
    assert secret not in str(Client.objects.values().get())
    assert check_password(secret, Client.objects.get().client_secret)
    app, nothing = make_client(desk, "App", scopes=["*"], redirect_uris=[BACK], is_public=True, by=None)
    assert (app.acts_for_itself, app.keeps_a_secret, nothing) == (False, False, "")


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"scopes": []}, "scopes", "at least one scope"),
        ({"scopes": ["articles:sing"]}, "scopes", "There is no scope “articles:sing”. Give: *,"),
        ({"sections": []}, "sections", "Choose at least one section, or do not limit it."),
        ({"is_public": True}, "redirect_uris", "needs an address"),
        (
            {"redirect_uris": ["http://x.example/"]},
            "redirect_uris",
            "“http://x.example/”. Give whole addresses",
        ),
        ({"redirect_uris": [f"{BACK}#here"]}, "redirect_uris", "have no “#”"),
        ({"redirect_uris": ["https://*.example/"]}, "redirect_uris", "Nobody can be sent back"),
        ({"redirect_uris": ["https://a.example/ b"]}, "redirect_uris", "Nobody can be sent back"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_remedy(
    desk: User, given: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        make(desk, **given)
    assert list(refusal.value.message_dict) == [field]
    assert says in " ".join(refusal.value.messages)
    assert not Client.objects.exists()


def test_names_and_accounts_are_looked_at_too(desk: User) -> None:
    desk.is_active = False
    for name, says in (("", "Give it the name"), ("n" * 81, "80 characters at most")):
        with pytest.raises(ValidationError) as refusal:
            make_client(desk, name, scopes=["*"], by=None)
        assert says in refusal.value.message_dict["name"][0]
        assert "Activate it first" in refusal.value.message_dict["user"][0]


def test_only_administrators_handle_programs(desk: User) -> None:
    client = make(desk)
    gone = person("gone", "Administrators")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for somebody in (desk, User.objects.get(pk=gone.pk)):
        for act in (
            lambda by=somebody: make(desk, by=by),
            lambda by=somebody: change(client, by=by),
            lambda by=somebody: new_secret(client, by=by),
            lambda by=somebody: remove_client(client, by=by),
        ):
            with pytest.raises(PermissionDenied, match="for administrators"):
                act()
    change(client, name="Changed", by=person("root", "Administrators"))
    assert Client.objects.get().name == "Changed"


def test_a_scope_that_is_taken_leaves_what_was_given_and_does_not_come_back(
    desk: User, reporter: User
) -> None:
    app = make(desk, scopes=["articles:*", "claims:read"], redirect_uris=[BACK])
    token = give(app, reporter, "articles:* claims:read")
    assert change(app, scopes=["articles:read"]) is False
    for scope in ("articles:read", "articles:read"):
        token.refresh_from_db()
        assert token.scope == get_grant_model().objects.get().scope == scope
        app.refresh_from_db()
        change(app, scopes=["*"])  # what is given back, people are asked about
    assert left(app) == [1, 1, 1]


def test_people_are_asked_anew_where_it_reaches_further(
    desk: User, reporter: User, news: SectionPage, sport: SectionPage
) -> None:
    app = make(desk, redirect_uris=[BACK])
    for sections, asked in (
        ([news, sport], False),
        ([sport], False),
        ([sport], False),
        ([news], True),
        ([news, sport], True),
        (None, True),
        (None, False),
    ):
        give(app, reporter)
        assert change(app, sections=sections) is asked, sections
        assert left(app) == ([0, 0, 0] if asked else [1, 1, 1])
        for model in (get_access_token_model(), get_refresh_token_model(), get_grant_model()):
            model.objects.all().delete()
    wire = make(desk, sections=[sport])
    give(wire, None)
    assert change(wire, sections=None) is False  # nobody agreed to anything
    assert left(wire) == [1, 0, 0]


def test_a_code_for_an_address_that_is_off_file_is_gone(desk: User, reporter: User) -> None:
    app = make(desk, redirect_uris=[BACK, "https://b.example/"])
    give(app, reporter)
    change(app, redirect_uris=["https://b.example/"])
    assert left(app) == [1, 1, 0]


def test_it_stays_of_its_kind_and_no_change_is_lost(desk: User) -> None:
    wire, app = make(desk), make(desk, redirect_uris=[BACK])
    for client, uris in ((wire, [BACK]), (app, [])):
        with pytest.raises(ValidationError) as refusal:
            change(client, redirect_uris=uris)
        assert list(refusal.value.message_dict) == ["redirect_uris"]
    seen = wire.updated
    change(wire, scopes=["claims:read"], seen=seen)
    with pytest.raises(ValidationError, match="Somebody else changed it meanwhile"):
        change(wire, scopes=["*"], seen=seen)
    assert Client.objects.get(pk=wire.pk).scopes == ["claims:read"]


def test_another_secret_ends_the_old_one_and_all_it_got_if_asked(desk: User, reporter: User) -> None:
    app, old = make_client(desk, "App", scopes=["*"], redirect_uris=[BACK], by=None)
    give(app, reporter)
    new = new_secret(app, by=None)
    app.refresh_from_db()
    assert check_password(new, app.client_secret)
    assert not check_password(old, app.client_secret)
    assert left(app) == [1, 1, 1]
    new_secret(app, by=None, ends_all=True)
    assert left(app) == [0, 0, 0]
    public = make(desk, redirect_uris=[BACK], is_public=True)
    with pytest.raises(ValidationError, match="keeps no secret"):
        new_secret(public, by=None)


def test_a_removed_program_leaves_nothing(desk: User, reporter: User) -> None:
    app, other = make(desk, redirect_uris=[BACK]), make(desk)
    give(app, reporter)
    give(app, desk, hours=-1)
    give(other, None)
    assert set(people_of(app)) == {reporter, desk}  # what renews an old token is in force
    assert (tokens_in_force(app), tokens_in_force(other)) == (1, 1)
    assert list(clients_of(reporter)) == [app]
    remove_client(app, by=None)
    assert list(Client.objects.all()) == [other]
    assert left(app) == [0, 0, 0]
    assert left(other) == [1, 0, 0]


def test_commands_make_list_and_remove(desk: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_oauth_client", "Wire", "--user", "dana", "--scope", "claims:*", "--section", "news")
    made = dict(line.split("=", 1) for line in capsys.readouterr().out.split())
    client = Client.objects.get(client_id=made["client_id"])
    assert (client.is_limited, [s.slug for s in client.sections.all()]) == (True, ["news"])
    call_command("list_oauth_clients")
    listed = capsys.readouterr().out
    for each in (str(client.pk), client.client_id, "Wire", "Dana", "for itself", "claims:*", "news"):
        assert each in listed
    assert made["client_secret"] not in listed
    with pytest.raises(CommandError, match=r"no section moon\. There are: news, sport"):
        call_command("create_oauth_client", "W", "--user", "dana", "--scope", "*", "--section", "moon")
    with pytest.raises(CommandError, match="no client 999999"):
        call_command("remove_oauth_client", "999999")
    call_command("remove_oauth_client", str(client.pk))
    assert "“Wire” is removed" in capsys.readouterr().out
    assert not Client.objects.exists()
