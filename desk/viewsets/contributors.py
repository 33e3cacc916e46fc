"""Contributors: whose names may stand over a story; desk editors manage them, all who write choose them."""

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from articles.models import Contributor


class ContributorListingView(IndexView):
    """By name, with the account of those who have one."""

    def get_base_queryset(self) -> QuerySet[Contributor]:
        return Contributor.objects.select_related("user")


class ContributorViewSet(ModelViewSet):
    """Contributors in the menu, with Wagtail's own forms."""

    model = Contributor
    name = "contributors"
    icon = "user"
    menu_order = 240
    add_to_admin_menu = True
    index_view_class = ContributorListingView
    copy_view_enabled = False
    list_display = ["name", Column("user", label="Account", accessor="user"), "slug"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]


class ContributorChooser(ChooserViewSet):
    """Picks a contributor in a byline: searchable, however many there are."""

    model = Contributor
    icon = "user"
    name = "contributor_chooser"
    choose_one_text = "Choose a contributor"
    choose_another_text = "Choose another contributor"
    edit_item_text = "Edit this contributor"
    form_fields = ["name", "slug"]
