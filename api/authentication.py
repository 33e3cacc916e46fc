"""How a program says who it is. Settings name only these classes, so that scoped tokens can replace them."""

from rest_framework.authentication import SessionAuthentication, TokenAuthentication


class ApiToken(TokenAuthentication):
    """`Authorization: Token …`: acts with the rights of the account that the token was made for."""


class DeskSession(SessionAuthentication):
    """Whoever is logged in at the desk may look at the API in the same browser."""
