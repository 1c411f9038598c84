"""Public pages of the directory; every language has its own prefix."""

from django.urls import path, register_converter

from advocates.organisations import logo_views, views


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
    path("directory/", views.directory, name="directory"),
    path("directory/<country:code>/", views.country, name="country"),
    path("organisations/<group:slug>/", views.organisation, name="organisation"),
    path("organisations/<group:slug>/logo", logo_views.organisation_logo, name="organisation_logo"),
]
