"""`Refused`: an action says “not now”, and the person reads why and what to do next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Refused(Exception):
    """The deed is allowed to this person, but not in this state of things.

    Raised by actions; answered with status 409. `next_url` is the page that helps, `next_label` its link text.
    """

    def __init__(self, sentence: str, *, next_url: str = "", next_label: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.next_url, self.next_label = sentence, next_url, next_label


class TooOften(Exception):
    """A limit is reached; answered with status 429 and `Retry-After` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class AnswerRefusals:
    """Middleware: 409 for `Refused`, 429 for `TooOften`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return render(request, "409.html", {"refused": exception}, status=409)
        if isinstance(exception, TooOften):
            answer = render(request, "429.html", {"retry_after": exception.retry_after}, status=429)
            answer["Retry-After"] = str(exception.retry_after)
            return answer
        return None
