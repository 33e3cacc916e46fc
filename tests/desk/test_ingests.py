"""Incoming copy at the desk: what was refused, and why, for those who may edit where it goes."""

from django.test import Client

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from tests.conftest import paragraphs, work
from wires.actions import Sent, begin_job


def markdown(number: int, body: str, section: str = "news") -> Sent:
    said = f"---\nid: wire-{number}\nsection: {section}\n---\n# Story {number}\n\n{body}"
    return Sent(said.encode(), "text/markdown", f"{number}.md")


def test_the_desk_sees_what_did_not_come_in_and_why(
    client: Client, desk: User, sport_desk: User, reporter: User, news: SectionPage, sport: SectionPage
) -> None:
    boss = User.objects.create_superuser("boss")
    smooth = begin_job([markdown(1, "Body.")], by=boss, section=news)
    work()
    article = ArticlePage.objects.get()
    article.body = paragraphs("What the desk made of it.")
    article.save_revision(user=desk)
    sent = [
        markdown(1, "Corrected."),
        Sent(b"Only a headline", "text/plain", "thin.txt"),
        markdown(2, "New."),
        markdown(3, "Secret.", "sport"),
    ]
    job = begin_job(sent, by=boss, section=news, wire="")
    begin_job([markdown(4, "Body.")], by=boss, section=sport, wire="afp")
    path = f"/desk/ingests/{job.pk}/"
    client.force_login(desk)
    assert "Nothing so far" in client.get(path).content.decode()
    work()
    listing = client.get("/desk/ingests/").content.decode()
    assert "2 new, 1 kept aside, 1 refused" in listing
    assert "afp" not in listing
    troubled = client.get("/desk/ingests/?show=troubled").content.decode()
    assert path in troubled
    assert f"/desk/ingests/{smooth.pk}/" in listing
    assert f"/desk/ingests/{smooth.pk}/" not in troubled
    page = client.get(path).content.decode()
    for words in ("thin.txt", "This item has a headline but no body", "kept with it as a draft", "wire-1"):
        assert words in page, words
    assert "wire-2" not in page
    everything = client.get(f"{path}?show=all").content.decode()
    assert "wire-2" in everything
    assert f"/desk/pages/{ArticlePage.objects.get(source_id='wire-2').pk}/edit/" in everything
    assert "wire-3" not in everything  # it names a section that is none of hers
    client.force_login(sport_desk)
    assert client.get(path).status_code == 404
    assert "afp" in client.get("/desk/ingests/").content.decode()
    client.force_login(reporter)
    assert client.get(path).status_code == 404
    assert client.get("/desk/ingests/").status_code == 302
