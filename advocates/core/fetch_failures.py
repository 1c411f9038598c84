"""Why there is no answer from another host: one class for each family of reasons, with a sentence for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FetchFailed(Exception):
    """No answer that could be used. `reason` is stable and may be stored; `sentence` is for people."""

    reason = "failed"
    sentence: str | Promise = _("The address could not be read.")
    # Whether the other side has got nothing of what was handed over.
    is_sure = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.reason)


class NotAllowed(FetchFailed):
    """The address itself is none that may be asked: scheme, port, password, host name."""

    reason = "not-allowed"
    is_sure = True
    sentence = _("The address is not an ordinary web address.")


class NotPublic(FetchFailed):
    """The host name leads to an address that does not belong to the public internet, or to ourselves."""

    reason = "not-public"
    is_sure = True
    sentence = _("The address does not lead to the public internet.")


class NoSuchHost(FetchFailed):
    """The name service knows no address for the host."""

    reason = "no-such-host"
    is_sure = True
    sentence = _("The host name does not exist.")


class Unreachable(FetchFailed):
    """Nobody answers there, or the connection broke."""

    reason = "unreachable"
    sentence = _("The server does not answer.")


class NotReached(Unreachable):
    """No connection was made at all."""

    is_sure = True


class BadCertificate(FetchFailed):
    """The host could not prove that it is the one that was asked."""

    reason = "bad-certificate"
    is_sure = True
    sentence = _("The certificate of the website is not valid.")


class TooSlow(FetchFailed):
    """Five seconds to connect or ten in all were not enough."""

    reason = "too-slow"
    sentence = _("The server took too long to answer.")


class TooMuch(FetchFailed):
    """More than was asked for."""

    reason = "too-much"
    sentence = _("The answer is too long.")


class WrongKind(FetchFailed):
    """A content type that nobody asked for."""

    reason = "wrong-kind"
    sentence = _("The answer is not of the kind that was asked for.")


class BadAnswer(FetchFailed):
    """Not HTTP, or packed in a way that we do not unpack."""

    reason = "bad-answer"
    sentence = _("The answer could not be understood.")


class TooManyRedirects(FetchFailed):
    """Led on and on."""

    reason = "too-many-redirects"
    sentence = _("The address leads on and on without an end.")


class OutOfOrder(FetchFailed):
    """The host says that it cannot answer now."""

    reason = "out-of-order"
    sentence = _("The server says that it is out of order.")


ALL = (
    NotAllowed, NotPublic, NoSuchHost, Unreachable, BadCertificate, TooSlow, TooMuch, WrongKind, BadAnswer,
    TooManyRedirects, OutOfOrder,
)  # fmt: skip
