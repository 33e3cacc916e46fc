"""A writer at the desk, over HTTP: the same requests that the editor's page sends."""

import re
import uuid

import requests
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

VERSION = re.compile(r'name="version" value="([^"]*)"')


class DeskClient:
    """One signed-in person. Every method raises requests.RequestException when the server is not there."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.address, self.username, self.password = address, username, password
        self.session = requests.Session()

    def login(self) -> None:
        """Sign in; AssertionError when the desk refuses."""
        page = f"{self.address}/desk/login/"
        self.session.get(page, timeout=10)
        answer = self.session.post(
            page,
            {"username": self.username, "password": self.password, "next": "/desk/", **self._token()},
            headers={"Referer": page},
            timeout=10,
        )
        assert answer.url.endswith("/desk/"), f"{self.username} could not sign in"

    def in_another_window(self) -> "DeskClient":
        """The same signed-in person, who may send at the same time."""
        other = DeskClient(self.address, self.username, self.password)
        other.session.cookies.update(self.session.cookies)
        return other

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.session.cookies.get("csrftoken") or ""}

    def open(self, article_id: int) -> str:
        """Open a story in the editor; the token of what its form shows."""
        page = self.session.get(f"{self.address}/desk/pages/{article_id}/edit/", timeout=20)
        found = VERSION.search(page.text)
        return found[1] if found else ""

    def send(
        self,
        article_id: int,
        version: str,
        headline: str,
        *texts: str,
        autosave: bool = False,
        source_id: str = "",
    ) -> requests.Response:
        """Save a draft that was begun from `version`, as the editor does, explicitly or in the background."""
        page = f"{self.address}/desk/pages/{article_id}/edit/"
        return self.session.post(
            page,
            article_form(headline, *texts, source_id=source_id) | self._token() | {"version": version},
            headers={"Referer": page, "Accept": "application/json" if autosave else "text/html"},
            allow_redirects=False,
            timeout=60,
        )

    def save(self, article_id: int, headline: str, *texts: str, autosave: bool = False) -> bool:
        """Open a story and save it; True when the desk took it, False where somebody was faster."""
        answer = self.send(article_id, self.open(article_id), headline, *texts, autosave=autosave)
        return answer.status_code == (200 if autosave else 302)


def article_form(headline: str, *texts: str, source_id: str = "") -> dict[str, str]:
    """The edit form of an article with a body of paragraphs."""
    body = streamfield([("paragraph", rich_text(f"<p>{text}</p>")) for text in texts])
    for index in range(len(texts)):
        body[f"{index}-id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"block {index}"))
    return nested_form_data(
        {
            "title": headline,
            "slug": f"story-{uuid.uuid5(uuid.NAMESPACE_OID, headline).hex[:8]}",
            "kicker": "",
            "standfirst": rich_text(""),
            "dateline": "",
            "lead_image": "",
            "lead_image_caption": rich_text(""),
            "lead_image_credit": "",
            "lead_image_alt": "",
            "body": body,
            "bylines": inline_formset([]),
            "comments": inline_formset([]),
            "language": "en",
            "urgency": "5",
            "genre": "news",
            "topics": "",
            "source": "",
            "source_id": source_id,
            "source_url": "",
            "seo_title": "",
            "search_description": "",
        }
    )
