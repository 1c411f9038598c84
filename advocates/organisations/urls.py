"""Public pages of the directory; every language has its own prefix."""

from django.urls import include, path, register_converter

from advocates.organisations import card_views, embed_views, follow_views, logo_views, views
from advocates.organisations.hints import views as hint_views


class CountryCode:
    """An ISO 3166-1 code in lower case, as it stands in addresses."""

    regex = "[a-z]{2}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value.lower()


class GroupAddress:
    """Letters of any script, digits, hyphens; anything else is no group's, and PostgreSQL could not even be asked."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CountryCode, "country")
register_converter(GroupAddress, "group")

urlpatterns = [
    path("", include("advocates.organisations.enquiries.urls")),
    path("directory/", views.directory, name="directory"),
    path("directory/suggest/", hint_views.hint_suggest, name="hint_suggest"),
    path("directory/<country:code>/suggest/", hint_views.hint_suggest, name="hint_suggest_in"),
    path("directory/card.png", card_views.directory_card, name="directory_card"),
    path("directory/embed/", embed_views.directory_embed, name="directory_embed"),
    path("directory/embed/how/", embed_views.directory_embed_how, name="directory_embed_how"),
    path("directory/follow/", follow_views.directory_follow, name="directory_follow"),
    path("directory/<country:code>/", views.country, name="country"),
    path("directory/<country:code>/card.png", card_views.country_card, name="country_card"),
    path("organisations/<group:slug>/", views.organisation, name="organisation"),
    path("organisations/<group:slug>/correct/", hint_views.hint_correct, name="hint_correct"),
    path("organisations/<group:slug>/logo", logo_views.organisation_logo, name="organisation_logo"),
    path("organisations/<group:slug>/card.png", card_views.organisation_card, name="organisation_card"),
]
