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


urlpatterns = [path("bench/hello/", hello), *addresses]
