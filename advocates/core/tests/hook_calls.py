"""What mail providers send to our addresses, as they write it."""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import Client

IN, EVENTS = "/hooks/mail/mime/", "/hooks/mail/events/"
SECRET = "post:" + "s" * 24
KEY = "mailgun-signs-with-this"
RAW = "Subject: Grüße\r\nFrom: rosa@example.org\r\n\r\nسلام\r\n..two dots\r\n"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_half() -> str:
    pem = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return "".join(pem.decode().splitlines()[1:-1])


def configured(settings, provider: str, **changes) -> None:
    names = {"mailgun": ("MAILGUN_WEBHOOK_SIGNING_KEY", KEY), "postal": ("POSTAL_WEBHOOK_KEY", public_half())}
    name, key = names.get(provider, ("", ""))
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, **({name: key} if name else {})}
    settings.MAIL_HOOK = {"provider": provider, "secret": SECRET, "has_verdicts": False, **changes}


def call(address: str, body, *, secret: str = SECRET, **headers):
    client = Client(enforce_csrf_checks=True)
    if secret:
        headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
    if isinstance(body, dict) and "timestamp" in body:
        return client.post(address, body, headers=headers)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(address, data, content_type="application/json", headers=headers)


def by_postmark(recipient: str = "reply+17.Abc@example.org", raw: str = RAW):
    return {
        "FromFull": {"Email": "rosa@example.org", "Name": "", "MailboxHash": ""},
        "OriginalRecipient": recipient,
        "Headers": [{"Name": "Return-Path", "Value": "<rosa@mail.example.org>"}],
        "RawEmail": raw,
    }


def by_mailgun(recipient: str = "reply+17.Abc@example.org"):
    signed = {"timestamp": "1764270000", "token": "t" * 50}
    digest = hmac.new(KEY.encode(), b"".join(part.encode() for part in signed.values()), hashlib.sha256)
    return {
        **signed,
        "signature": digest.hexdigest(),
        "recipient": recipient,
        "sender": "rosa@mail.example.org",
        "body-mime": RAW,
    }


def by_sparkpost(*recipients: str):
    content = {"email_rfc822": base64.b64encode(RAW.encode()).decode(), "email_rfc822_is_base64": True}
    return [
        {
            "msys": {
                "relay_message": {"rcpt_to": each, "msg_from": "rosa@mail.example.org", "content": content}
            }
        }
        for each in recipients
    ]


def by_postal(recipient: str = "reply+17.Abc@example.org") -> tuple[bytes, str]:
    message = base64.b64encode(RAW.encode()).decode()
    said = {"rcpt_to": recipient, "mail_from": "rosa@mail.example.org", "message": message, "base64": True}
    body = json.dumps(said).encode()
    return body, base64.b64encode(RSA.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303


def bounced(address: str, kind: str = "HardBounce", details: str = "smtp;550 5.1.1 no such user", **more):
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "ID": 42,
        "MessageID": "0a1b",
        "Email": address,
        "Details": details,
        "BouncedAt": "2026-11-27T10:00:00Z",
        **more,
    }


def complaint(address: str):
    return bounced(address, "SpamComplaint", "", RecordType="SpamComplaint")
