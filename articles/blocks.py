"""What an article's body is made of. All prose is rich text, so that every word of it can be lit up."""

from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

INLINE = ["bold", "italic", "link", "superscript", "subscript"]
PLAIN = ["italic"]


class QuoteBlock(blocks.StructBlock):
    """Words set apart, with whoever said them."""

    quote = blocks.RichTextBlock(features=INLINE)
    attribution = blocks.RichTextBlock(features=PLAIN, required=False, help_text="Who said or wrote this.")

    class Meta:
        icon = "openquote"
        template = "articles/blocks/quote.html"


class ImageBlock(blocks.StructBlock):
    """A picture with what readers must know of it."""

    image = ImageChooserBlock()
    caption = blocks.RichTextBlock(features=INLINE, required=False)
    credit = blocks.CharBlock(required=False)
    alt = blocks.CharBlock(
        required=False,
        label="Alternative text",
        help_text="What the picture shows, for those who cannot see it. Leave empty if it only decorates.",
    )

    class Meta:
        icon = "image"
        template = "articles/blocks/image.html"


class ListBlock(blocks.RichTextBlock):
    """Rich text that begins as a list, so that whoever chose a list need not ask for one again."""

    def get_default(self) -> Any:
        return self.normalize("<ul><li></li></ul>")

    def deconstruct(self) -> Any:
        # The same column of the same database: no migration.
        return ("wagtail.blocks.RichTextBlock", *super().deconstruct()[1:])


class AddressBlock(EmbedBlock):
    """An address elsewhere. Readers get a link, so nobody out there is asked whether it can be embedded.

    Wagtail's block asks at every save, and refuses the writer's whole text where no answer comes.
    """

    def clean(self, value: Any) -> Any:
        return super(EmbedBlock, self).clean(value)

    def deconstruct(self) -> Any:
        # The same column of the same database: no migration.
        return ("wagtail.embeds.blocks.EmbedBlock", *super().deconstruct()[1:])


class MediaBlock(blocks.StructBlock):
    """A post, video or sound from elsewhere."""

    embed = AddressBlock(label="Address")
    caption = blocks.RichTextBlock(features=INLINE, required=False)

    class Meta:
        icon = "media"
        template = "articles/blocks/embed.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an article."""

    paragraph = blocks.RichTextBlock(
        features=INLINE, icon="pilcrow", template="articles/blocks/paragraph.html"
    )
    heading = blocks.RichTextBlock(features=PLAIN, icon="title", template="articles/blocks/heading.html")
    quote = QuoteBlock(label="Block quote")
    list = ListBlock(
        features=[*INLINE, "ul", "ol"], icon="list-ul", template="articles/blocks/paragraph.html"
    )
    image = ImageBlock()
    embed = MediaBlock()
    table = TypedTableBlock(
        [("text", blocks.RichTextBlock(features=INLINE)), ("number", blocks.DecimalBlock(required=False))],
        template="articles/blocks/table.html",
    )
