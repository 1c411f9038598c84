"""Whether mail leaves, whether mailboxes elsewhere believe that it is ours, and whether what comes back is read."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from advocates.core import alive, mailable, mailin, outbox, records, seal, transport
from advocates.core.models import Mail
from advocates.operations.findings import Finding, How

RECENT = timedelta(days=7)
SILENT = timedelta(minutes=2)


def mail() -> Iterator[Finding]:
    """Whether mail leaves, and what did not leave lately."""
    if settings.EMAIL_SERVER is None:
        yield Finding(
            How.MIND,
            f"Mail is put into {settings.DATA_DIR / 'mail'}; none of it reaches anybody.",
            "Set EMAIL_URL to a mail server: EMAIL_URL=smtp://user:password@mail.example.org:587",
        )
    else:
        server = settings.EMAIL_SERVER
        yield Finding(
            How.WELL, f"Mail leaves from {settings.EMAIL_FROM} by {server['host']}:{server['port']}."
        )
        yield from _identity()
        yield from _returns()
    yield from _lately()


def _lately() -> Iterator[Finding]:
    recent = Mail.objects.filter(created_at__gt=timezone.now() - RECENT)
    failed = recent.filter(state=Mail.State.FAILED)
    if count := failed.count():
        last = failed.order_by("-id").values_list("error", flat=True)[0]
        yield Finding(
            How.BAD,
            f"{count} mails failed in the last seven days; the last one: {last}",
            "Look at EMAIL_URL.",
        )
    if count := recent.filter(state=Mail.State.UNSURE).count():
        yield Finding(
            How.MIND,
            f"Of {count} mails nobody knows whether they left, because program or line broke off at that moment.",
            "Send them again if it matters.",
        )


def _identity() -> Iterator[Finding]:
    """SPF, DKIM and DMARC, without which large mailboxes refuse mail or hide it."""
    if "." not in seal.domain() or seal.domain().replace(".", "").isdigit():
        yield Finding(
            How.BAD,
            f"Mail comes from {settings.EMAIL_FROM}, which is no address that mailboxes elsewhere can believe.",
            "Set EMAIL_FROM to an address of your own domain.",
        )
        return
    try:
        yield _spf((settings.BOUNCE_ADDRESS or settings.EMAIL_FROM).rpartition("@")[2])
        yield _dkim()
        yield _dmarc(seal.domain())
    except records.NoAnswer as error:
        yield Finding(
            How.MIND,
            f"The name service did not answer within {records.SECONDS:.0f} seconds ({error}), so it is not known "
            "whether mailboxes elsewhere believe our mail.",
            "Ask again later, or ask another one: advocates doctor --nameserver 192.0.2.1",
        )


def _spf(domain: str) -> Finding:
    found = [text for text in records.texts(domain) if re.match(r"v=spf1(\s|$)", text, re.IGNORECASE)]
    if len(found) > 1:
        return Finding(
            How.BAD, f"{domain} has {len(found)} SPF records; mailboxes then believe none.", "Make them one."
        )
    if not found:
        server = (settings.EMAIL_SERVER or {})["host"]
        server = settings.SITE.hostname if server in transport.LOCAL else server
        return Finding(
            How.BAD,
            f"{domain} has no SPF record: nobody can tell that {server} may send its mail.",
            f"Publish for {domain}, as TXT: v=spf1 a:{server} -all (or what your mail provider names)",
        )
    if not re.search(r"\s[-~]all\s*$|\sredirect=", found[0], re.IGNORECASE):
        return Finding(
            How.BAD,
            f"The SPF record of {domain} lets everybody send its mail: {found[0]}",
            "Let it end with -all or ~all.",
        )
    return Finding(How.WELL, f"{domain} has an SPF record: {found[0]}")


def _dkim() -> Finding:
    if not settings.DKIM_SELECTOR:
        return Finding(
            How.MIND,
            "Mail is not signed here (DKIM). If your mail server does not do it either, large mailboxes refuse it.",
            f"Set DKIM_SELECTOR={timezone.now():mail%Y}, and ask the doctor again: it says which record to publish.",
        )
    name, content = seal.record()
    key = _tag("p", content)
    found = [text for text in records.texts(name) if _tag("p", text)]
    if any(_tag("p", text) == key for text in found):
        return Finding(How.WELL, f"Mail is signed, and {name} has the key for it (DKIM).")
    says = "has another key" if found else "has no key"
    return Finding(
        How.BAD, f"Mail is signed, but {name} {says} (DKIM).", f"Publish for {name}, as TXT: {content}"
    )


def _dmarc(domain: str) -> Finding:
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = "_dmarc." + ".".join(labels[start:])
        for text in records.texts(name):
            if re.match(r"v=DMARC1\b", text) and _tag("p", text) in {"none", "quarantine", "reject"}:
                return Finding(How.WELL, f"{name} has a DMARC record: {text}")
    return Finding(
        How.BAD,
        f"{domain} has no DMARC record; large mailboxes refuse mail to many without one.",
        f"Publish for _dmarc.{domain}, as TXT: v=DMARC1; p=none (and p=quarantine once SPF and DKIM are well)",
    )


def _tag(name: str, text: str) -> str:
    found = re.search(rf"(?:^|;)\s*{name}\s*=\s*([^;]*)", text)
    return re.sub(r"\s", "", found[1]) if found else ""


def _returns() -> Iterator[Finding]:
    """Whether mail that comes back is read."""
    seen = alive.last_seen(mailin.PART)
    if settings.MAIL_HOOK is not None:
        yield Finding(How.WELL, f"{settings.MAIL_HOOK['provider'].title()} tells of mail that comes back.")
    elif not settings.BOUNCE_ADDRESS:
        yield Finding(
            How.MIND,
            f"Mail that cannot be delivered comes back to {settings.EMAIL_FROM}, and is not read here.",
            "Set BOUNCE_ADDRESS, and have your mail server hand what comes to it to: advocates mail-in",
        )
    elif seen is None or timezone.now() - seen > SILENT:
        since = f"since {seen:%Y-%m-%d %H:%M} UTC" if seen else "ever"
        yield Finding(
            How.BAD,
            f"Mail comes back to {settings.BOUNCE_ADDRESS}, but nobody has stood at the door {since}.",
            "Start: advocates mail-in (or set MAIL_IN_PORT=8024, and serve does it)",
        )
    else:
        yield Finding(How.WELL, f"Mail that comes back to {settings.BOUNCE_ADDRESS} is read.")


def send_test(address: str) -> Finding:
    """Send a mail at once, past the queue, and tell what the server said."""
    if not mailable.is_address(address):
        return Finding(How.BAD, "That is not an e-mail address.", "Write it as name@example.org.")
    mail = Mail(
        message_id=f"<doctor-{timezone.now():%Y%m%d%H%M%S%f}@{settings.SITE.hostname}>",
        sender=settings.EMAIL_FROM,
        recipient=address,
        subject="A test of the mail of this site",
        text=f"If you read this, mail leaves from {settings.SITE_URL}.\n",
    )
    if settings.EMAIL_SERVER is None:
        return Finding(How.MIND, "No mail server is set, so nothing was sent.", "Set EMAIL_URL.")
    try:
        server = transport.MailServer(**settings.EMAIL_SERVER)
        raw = seal.as_bytes(outbox.as_message(mail))
        said = transport.hand_over(server, raw, settings.EMAIL_FROM, mailable.in_ascii(address))
    except (transport.NotNow, transport.Never) as error:
        return Finding(How.BAD, f"The test mail was not taken: {error}", "Look at EMAIL_URL.")
    finally:
        transport.hang_up()
    return Finding(How.WELL, f"The test mail was taken over; the server said: {said}")
