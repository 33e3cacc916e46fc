"""A bare Wagtail page with an article's fields: what saving costs without revisions of our own."""

from typing import ClassVar

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from articles.blocks import BodyBlock


class BareTopic(TaggedItemBase):
    """A topic of a bare page."""

    content_object = ParentalKey("bench.BarePage", on_delete=models.CASCADE, related_name="tagged_items")


class BareByline(Orderable):
    """A byline of a bare page."""

    page = ParentalKey("bench.BarePage", on_delete=models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey("articles.Contributor", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)


class BarePage(Page):
    """The same content as an `ArticlePage`, kept as Wagtail keeps it."""

    kicker = models.CharField(max_length=80, blank=True)
    standfirst = RichTextField(blank=True)
    dateline = models.CharField(max_length=120, blank=True)
    lead_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_image_caption = RichTextField(blank=True)
    lead_image_credit = models.CharField(max_length=160, blank=True)
    lead_image_alt = models.CharField(max_length=255, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    language = models.CharField(max_length=12, default="en")
    urgency = models.PositiveSmallIntegerField(default=5)
    genre = models.CharField(max_length=20, default="news")
    topics = ClusterTaggableManager(through=BareTopic, blank=True)
    source = models.CharField(max_length=160, blank=True)
    source_id = models.CharField(max_length=255, blank=True)
    source_url = models.URLField(blank=True)

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = []
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
