"""Roles are rights that hold at every door, and sections are fenced."""

import pytest
from django.contrib.auth.models import Group
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction

from accounts.actions import create_roles, create_section_groups
from accounts.models import User
from accounts.roles import ROLES
from articles.actions import open_section
from articles.models import ArticlePage
from tests.conftest import paragraphs, person

pytestmark = pytest.mark.django_db


def test_roles_are_made_once_however_often_asked(newsroom):
    before = {group.name: set(group.permissions.all()) for group in create_roles()}
    assert {group.name: set(group.permissions.all()) for group in create_roles()} == before
    assert Group.objects.filter(name__in=[role.name for role in ROLES]).count() == len(ROLES) == 7


def test_rights_given_by_hand_stay(newsroom):
    group = Group.objects.get(name="Reporters")
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(codename="add_redirect"))
    create_roles()
    assert group.permissions.filter(codename="add_redirect").exists()


def test_a_new_section_gets_its_groups(newsroom):
    section = open_section("Culture")
    create_section_groups(section)
    assert set(Group.objects.filter(name__startswith="Culture").values_list("name", flat=True)) == {
        "Culture reporters",
        "Culture editors",
    }


@pytest.fixture
def match(sport, sport_desk) -> ArticlePage:
    story = ArticlePage(title="Match", body=paragraphs("They won."), live=False, owner=sport_desk)
    sport.add_child(instance=story)
    story.save_revision(user=sport_desk)
    return story


# who · in Sport: may add below the section, edit, publish · in News: may add, edit, publish
RIGHTS = [
    (("Reporters", "Sport reporters"), (True, False, False), (False, False, False)),
    (("Desk editors", "Sport editors"), (True, True, True), (False, False, False)),
    (("Fact-checkers",), (False, True, False), (False, True, False)),
    (("Copy editors",), (False, False, False), (False, False, False)),
    (("Lawyers",), (False, False, False), (False, False, False)),
    (("Managing editors",), (True, True, True), (True, True, True)),
    (("Administrators",), (True, True, True), (True, True, True)),
    ((), (False, False, False), (False, False, False)),
]


@pytest.mark.parametrize(("groups", "in_sport", "in_news"), RIGHTS)
def test_what_a_role_may_do_where(groups, in_sport, in_news, sport, news, match, article):
    who = person("someone", *groups)

    def rights(section: object, story: ArticlePage) -> tuple[bool, bool, bool]:
        below, on = section.permissions_for_user(who), story.permissions_for_user(who)  # type: ignore[attr-defined]
        return below.can_add_subpage(), on.can_edit(), on.can_publish()

    assert rights(sport, match) == in_sport
    assert rights(news, article) == in_news


def test_a_reporter_edits_his_own_story_and_does_not_publish_it(article, reporter):
    rights = article.permissions_for_user(reporter)
    assert (rights.can_edit(), rights.can_publish()) == (True, False)


def test_a_sport_editor_cannot_publish_in_news(article, sport_desk):
    with pytest.raises(PublishPagePermissionError):
        PublishPageRevisionAction(article.get_latest_revision(), user=sport_desk).execute()
    article.refresh_from_db()
    assert not article.live


@pytest.mark.parametrize("door", ["edit", "add", "publish"])
def test_the_desk_turns_a_sport_editor_away_from_news(client, article, news, sport_desk, door):
    client.force_login(sport_desk)
    address = {
        "edit": f"/desk/pages/{article.pk}/edit/",
        "add": f"/desk/pages/add/articles/articlepage/{news.pk}/",
        "publish": f"/desk/bulk/wagtailcore/page/publish/?id={article.pk}&next=/desk/",
    }[door]
    answer = client.post(address, {"action-publish": "1"})
    article.refresh_from_db()
    assert not article.live
    assert answer.status_code == 302
    assert "pages" not in answer.headers["Location"].removeprefix("/desk/pages/explore")


def test_without_a_role_the_desk_is_closed(client, newsroom):
    client.force_login(person("stranger"))
    assert client.get("/desk/").status_code == 302


def test_whoever_signed_something_can_be_deactivated_and_not_deleted(article, reporter):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        reporter.delete()
    assert User.objects.filter(pk=reporter.pk).exists()


def test_a_person_is_shown_by_name(newsroom):
    assert person("rita2").display_name == "Rita2"
    assert User(username="x").display_name == "x"
