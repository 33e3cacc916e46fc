"""What saving a revision costs beside a bare Wagtail page of the same content."""

from django.db import connection

from articles.actions import open_section
from articles.models import ArticlePage
from bench.measure import paired
from bench.models import BarePage
from bench.texts import body, stories


def main() -> None:
    """Save forty different 800-word texts to an article and to a bare page, turn by turn."""
    section = open_section("Bench")
    article = section.add_child(instance=ArticlePage(title="Ours", slug="saving", live=False))
    root = BarePage.get_first_root_node()
    bare = root.add_child(instance=BarePage(title="Bare", slug="bare", live=False))
    supply = (body(story) for story in stories())

    def save(page: ArticlePage | BarePage) -> None:
        page.body = next(supply)
        page.save_revision()

    pair = paired(lambda: save(article), lambda: save(bare), turns=40)
    print(f"Saving an 800-word revision ({connection.vendor})")
    print(f"  article, frozen and announced  {pair.ours * 1000:7.1f} ms")
    print(f"  bare Wagtail page              {pair.peer * 1000:7.1f} ms")
    print(f"  ours / bare                    {pair.ratio:7.2f}   (aim: at most 1.25)")
