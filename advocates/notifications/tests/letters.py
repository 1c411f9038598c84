"""Mails as people and their programs write them, and what stands behind an address."""

from base64 import encodebytes
from typing import Any

from advocates.accounts.models import Person
from advocates.core import mailin
from advocates.core.mailin import Incoming
from advocates.core.models import Mail
from advocates.notifications.inbound import actions, addresses, keeping
from advocates.notifications.models import InboundMail, ReplyAddress

NETWORK = "Network <no-reply@network.example>"
HOST = "reply@network.example"


def letter(text: str, sender: str, *, message_id: str = "<1@mail.example>", **headers: str) -> bytes:
    """A plain mail. Header names are written with a low line; an empty value leaves one out."""
    named = {
        "From": sender,
        "Subject": "Re: A question",
        "Message-ID": message_id,
        "Content-Type": "text/plain; charset=utf-8",
    }
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"{head}\r\n{text}\r\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def mime(parts: str, sender: str, kind: str = "alternative", **headers: str) -> bytes:
    """A mail of several parts, written as `kind/type|text` in the order given, one after the other with `=====`."""
    body = ""
    for part in parts.split("====="):
        named, _, text = part.strip("\n").partition("|")
        body += f"--B\nContent-Type: {named}; charset=utf-8\n\n{text}\n"
    return letter(
        f"{body}--B--", sender, MIME_Version="1.0", Content_Type=f'multipart/{kind}; boundary="B"', **headers
    )


def enclosed(sender: str, text: str, *files: tuple[str, bytes], **headers: str) -> bytes:
    """A mail with files, each with its name."""
    body = f"--B\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    for name, content in files:
        body += (
            f'--B\nContent-Type: application/octet-stream; name="{name}"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{name}"\n\n{encodebytes(content).decode()}\n'
        )
    head = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="B"', **headers}
    return letter(f"{body}--B--", sender, **head)


def to(person: Person, kind: str, target_id: int) -> str:
    """The extension of a person's reply address."""
    return addresses.address_for(person.pk, kind, target_id).partition("+")[2].partition("@")[0]


def incoming(person: Person, kind: str, target_id: int, raw: bytes, sender: str = "") -> Incoming:
    return Incoming(to(person, kind, target_id), sender or person.email, raw)


def held_mail(person: Person, kind: str, target_id: int, text: str = "By mail.", **said: Any) -> InboundMail:
    """A mail whose sender could not be proved."""
    address, _is_new = ReplyAddress.objects.get_or_create(
        person=person,
        kind=kind,
        target_id=target_id,
        defaults=addresses._fresh({"person_id": person.pk, "kind": kind, "target_id": target_id}),
    )
    mail = InboundMail(
        person=person,
        address=address,
        kind=kind,
        target_id=target_id,
        digest=f"{person.pk}-{kind}-{target_id}-{InboundMail.objects.count()}",
        state=InboundMail.State.HELD,
        reason="unproved",
    )
    keeping.seal(mail, letter(text, person.email))
    keeping.note(mail, **{"title": "A question", "kept": text, "rest": "", **said})
    mail.save()
    return mail


def proved(sender: str, result: str = "pass", domain: str = "example.org") -> dict[str, str]:
    """What our own server writes above a mail."""
    return {"Authentication_Results": f"mx.network.example; dmarc={result} header.from={domain}"}


def send(person, target, text="By mail.", **more) -> InboundMail | None:
    """A mail from somebody's own mailbox, handed in and dealt with; what is stored of it."""
    kind, sender = more.pop("kind", "topic"), more.pop("sender", person.email)
    raw = more.pop("raw", None) or letter(text, sender, **{**proved(sender), **more})
    assert mailin.hand_in(f"reply+{to(person, kind, target.pk)}@network.example", person.email, raw)
    return work()


def work() -> InboundMail | None:
    mail = InboundMail.objects.order_by("-pk").first()
    if mail is not None:
        actions.deal_with(mail.pk)
        mail.refresh_from_db()
    return mail


def mails_to(person) -> list[str]:
    return [
        mail.about["inbound"]
        for mail in Mail.objects.filter(recipient=person.email, purpose="notifications.inbound")
    ]
