"""The addresses of the OAuth server. No client registers itself, and there is no OpenID Connect."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import OAuthServerMetadataView

from api.oauth import ConsentPage, IntrospectAddress, RevokeAddress, TokenAddress

app_name = "oauth2_provider"  # the metadata looks for the addresses under this name
urlpatterns = [
    path(
        ".well-known/oauth-authorization-server",
        OAuthServerMetadataView.as_view(),
        name="oauth-server-metadata",
    ),
    path("oauth/authorize", ConsentPage.as_view(), name="authorize"),
    path("oauth/token", csrf_exempt(TokenAddress.as_view()), name="token"),
    path("oauth/revoke", csrf_exempt(RevokeAddress.as_view()), name="revoke-token"),
    path("oauth/introspect", csrf_exempt(IntrospectAddress.as_view()), name="introspect"),
]
