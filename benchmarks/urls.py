"""The product's addresses and the bare view that everything is compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from advocates.config.urls import handler400, handler404, handler500
from advocates.config.urls import urlpatterns as addresses
from advocates.core.access import Audience, audience

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


@audience(Audience.PUBLIC)
def hello(_request: HttpRequest) -> HttpResponse:
    """Django, our middleware, and nothing else."""
    return HttpResponse("hello")


@audience(Audience.MEMBER)
def signed_in(_request: HttpRequest) -> HttpResponse:
    """The same for a member: what every one of their pages costs before it draws anything."""
    return HttpResponse("hello")


urlpatterns = [path("bench/hello/", hello), path("members/bench/hello/", signed_in), *addresses]
