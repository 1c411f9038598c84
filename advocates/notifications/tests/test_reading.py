"""Reading mail: broken, built to break us, and signed. Each bomb is dealt with within two seconds, without an error."""

import base64
import time
from email.message import EmailMessage

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from advocates.core import records
from advocates.notifications.inbound import child, heads, proof, reading
from advocates.notifications.inbound.trimming import as_markdown, trim
from advocates.notifications.tests.letters import letter, mime
from tests.patience import patience

SENDER = "rosa@example.org"


def nested(depth: int, kind: str = "mixed") -> bytes:
    """Parts in parts."""
    body = "Content-Type: text/plain\n\nx\n"
    for at in range(depth):
        body = f'Content-Type: multipart/{kind}; boundary="b{at}"\n\n--b{at}\n{body}\n--b{at}--\n'
    return f"From: {SENDER}\nSubject: x\n{body}".encode()


def many(parts: int, part: str = "Content-Type: text/plain\n\nx\n") -> bytes:
    body = f"--B\n{part}" * parts
    return f'From: {SENDER}\nContent-Type: multipart/mixed; boundary="B"\n\n{body}--B--\n'.encode()


def charset(name: str, body: bytes = b"caf\xe9 \xff\xfe\x00") -> bytes:
    return f"From: {SENDER}\nContent-Type: text/plain; charset={name}\n\n".encode() + body


def html(body: str) -> bytes:
    return letter(body, SENDER, Content_Type="text/html; charset=utf-8")


def encoded(name: str, body: bytes) -> bytes:
    return f"From: {SENDER}\nContent-Type: text/plain\nContent-Transfer-Encoding: {name}\n\n".encode() + body


BOMBS = {
    "depth 100": lambda: nested(100),
    "depth 1000": lambda: nested(1000),
    "depth 13": lambda: nested(13),
    "depth of alternatives": lambda: nested(60, "alternative"),
    "depth of digests": lambda: nested(60, "digest"),
    "mails in mails": lambda: b"Content-Type: message/rfc822\n\n" * 500,
    "mails in mails, long": lambda: b"Content-Type: message/rfc822\n\n" * 150 + b"x" * 2**20,
    "10,000 parts": lambda: many(10_000),
    "10,000 parts without heads": lambda: many(10_000, "\nx\n"),
    "10,000 files": lambda: many(10_000, "Content-Disposition: attachment\n\nx\n"),
    "201 parts": lambda: many(201),
    "21 files": lambda: many(21, "Content-Type: application/pdf\n\nx\n"),
    "no end": lambda: b'Content-Type: multipart/mixed; boundary="B"\n\n--B\n' * 10,
    "boundary of nothing": lambda: b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nx\n--\n',
    "no boundary": lambda: b"Content-Type: multipart/mixed\n\nx\n" * 50,
    "long boundary": lambda: b'Content-Type: multipart/mixed; boundary="' + b"b" * 90_000 + b'"\n\nx',
    "same boundary": lambda: b'Content-Type: multipart/mixed; boundary="B"\n\n--B\n' * 20,
    "much text": lambda: letter("word " * 1_800_000, SENDER),
    "one line": lambda: letter("x" * 9_000_000, SENDER),
    "empty lines": lambda: letter("\n" * 4_000_000, SENDER),
    "quotation marks": lambda: letter(">" * 5_000_000, SENDER),
    "quoted lines": lambda: letter("> x\n" * 1_000_000, SENDER),
    "introductions": lambda: letter("On 4 May 2026 a@example.org wrote:\n" * 100_000, SENDER),
    "heads in the text": lambda: letter("From: a\nTo: b\n\n" * 200_000, SENDER),
    "our line": lambda: letter("##- " * 500_000, SENDER),
    "spaces": lambda: letter(" " * 5_000_000, SENDER),
    "spaces and colons": lambda: letter("wrote " + " " * 300_000 + "x", SENDER),
    "long head": lambda: letter("x", SENDER, X_Long="y" * 2_000_000),
    "many heads": lambda: letter("x", SENDER, **{f"X_{at}": "y" for at in range(20_000)}),
    "long subject": lambda: letter("x", SENDER, Subject="=?utf-8?q?" + "=41" * 40_000 + "?="),
    "many words of a subject": lambda: letter("x", SENDER, Subject="=?utf-8?q?a?= " * 9_000),
    "prefixes": lambda: letter("x", SENDER, Subject="Re: " * 20_000),
    "commas": lambda: letter("x", SENDER, From="," * 100_000),
    "comments": lambda: letter("x", SENDER, From="(" * 50_000),
    "marks of groups": lambda: letter("x", SENDER, From="a:" * 30_000 + ";"),
    "no head at all": lambda: b"\n\nx",
    "nothing": lambda: b"",
    "zeros": lambda: b"\0" * 1_000_000,
    "noise": lambda: bytes(range(256)) * 4_000,
    "a charset that is none": lambda: charset("none-such"),
    "a charset of bytes": lambda: charset("zlib"),
    "a charset that turns": lambda: charset("rot13"),
    "punycode": lambda: charset("punycode", b"a" * 200_000 + b"-" + b"9" * 200_000),
    "idna": lambda: charset("idna", b"xn--" + b"a" * 300_000),
    "escapes": lambda: charset("unicode_escape", b"\\N{BULLET}" * 30_000),
    "utf-7": lambda: charset("utf-7", b"+AGE" * 100_000),
    "utf-32": lambda: charset("utf-32"),
    "long charset": lambda: charset("x" * 100_000),
    "broken base64": lambda: encoded("base64", b"@@@=" * 500_000),
    "uuencode": lambda: encoded("x-uuencode", b"begin 644 x\n" + b"M" * 500_000),
    "quoted-printable": lambda: encoded("quoted-printable", b"=\n" * 1_000_000),
    "continued names": lambda: b"Content-Disposition: attachment; " + b"filename*0=x; filename*1=y; " * 2500 + b"\n\nx",
    "html without end": lambda: html("<" * 300_000),
    "html of blocks": lambda: html("<div>" * 80_000),
    "html of quotations": lambda: html("<blockquote>x" * 40_000),
    "html of comments": lambda: html("<!--" * 100_000),
    "html of attributes": lambda: html("<a " + "b=c " * 100_000 + ">"),
    "html of signs": lambda: html("&" * 400_000),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb(name):
    raw = BOMBS[name]()
    started = time.process_time()
    try:
        head = heads.read(raw)
        proof.signatures(head)
        proof.server_says(head)
        found = trim(reading.read(raw).text, ["no-reply@network.example"])
        as_markdown(found.kept)
        assert len(found.kept) + len(found.rest) <= child.MOST_CHARACTERS + 10
    except (heads.NoHead, reading.NotReadable):
        pass
    assert time.process_time() - started < patience(2)


class TestParts:
    def test_the_plain_form_is_taken(self):
        assert reading.read(mime("text/html|<b>H</b>=====text/plain|P", SENDER)).text.strip() == "P"

    def test_an_empty_plain_form_is_not(self):
        assert reading.read(mime("text/plain| =====text/html|<b>H</b>", SENDER)).text.strip() == "H"

    def test_pieces_around_a_picture_are_one_text(self):
        raw = mime("text/plain|One=====image/png; name=a.png|x=====text/plain|Two", SENDER, "mixed")
        read = reading.read(raw)
        assert (read.text.split(), [each.name for each in read.files]) == (["One", "Two"], ["a.png"])

    def test_a_logo_of_a_signature_is_no_file(self):
        part = "image/png\nContent-ID: <a>\nX-Y: z|"
        raw = mime(f"text/plain|One====={part}x", SENDER, "related")
        assert reading.read(raw).files == ()

    def test_a_mail_that_is_enclosed_is_a_file(self):
        made = EmailMessage()
        made["From"] = SENDER
        made.set_content("Look.")
        inner = EmailMessage()
        inner.set_content("Inner words")
        made.add_attachment(inner)
        read = reading.read(made.as_bytes())
        assert (read.text.strip(), [each.content_type for each in read.files]) == (
            "Look.",
            ["message/rfc822"],
        )

    @pytest.mark.parametrize(
        ("name", "body", "text"),
        [
            ("iso-8859-1", b"caf\xe9", "café"),
            ("windows-1256", "سلام".encode("cp1256"), "سلام"),
            ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
            ("gb18030", "你好".encode("gb18030"), "你好"),
            ("koi8-r", "да".encode("koi8-r"), "да"),
            ("us-ascii", "naïve".encode(), "naïve"),
            ("utf-8", b"caf\xe9", "café"),
            ("none-such", "نعم".encode(), "نعم"),
        ],
    )
    def test_letters(self, name, body, text):
        assert reading.read(charset(name, body)).text.strip() == text

    def test_lines_that_a_program_broke(self):
        raw = letter(
            "We do \nthis.\n> Quoted \n> too\n-- \nRosa", SENDER, Content_Type="text/plain; format=flowed"
        )
        assert reading.read(raw).text.strip() == "We do this.\n> Quoted \n> too\n-- \nRosa"


class TestSignatures:
    @pytest.fixture
    def key(self):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, key, raw: bytes, domain: str = "example.org", **more) -> bytes:
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        return dkim.sign(raw, b"s1", domain.encode(), pem, **more) + raw

    @pytest.fixture(autouse=True)
    def names(self, key, monkeypatch) -> dict[str, list[str]]:
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        record = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
        known = {
            f"s1._domainkey.{each}": [record]
            for each in ("example.org", "evil.example", "sub.example.org", "org")
        }
        monkeypatch.setattr(records, "texts", lambda name: known.get(name, []))
        return known

    def is_proved(self, raw: bytes) -> bool:
        places = proof.signatures(heads.read(raw))
        return reading.read(raw, places, proof.keys_for(places)).is_signed

    def test_of_the_senders_domain(self, key):
        assert self.is_proved(self.sign(key, letter("Hello", SENDER)))

    def test_of_the_domain_above(self, key):
        assert self.is_proved(self.sign(key, letter("Hello", "rosa@sub.example.org")))

    @pytest.mark.parametrize("domain", ["evil.example", "sub.example.org", "xample.org", "org"])
    def test_of_another_domain(self, key, domain):
        assert not self.is_proved(self.sign(key, letter("Hello", SENDER), domain))

    def test_of_a_text_that_was_changed(self, key):
        raw = self.sign(key, letter("Hello", SENDER))
        assert not self.is_proved(raw.replace(b"Hello", b"Hullo"))
        assert not self.is_proved(raw.replace(b"From: rosa@", b"From: eve@"))

    def test_with_something_written_below(self, key):
        raw = self.sign(key, letter("Hello", SENDER), length=True)
        assert b"l=" in raw
        assert not self.is_proved(raw)
        assert not self.is_proved(raw + b"More\r\n")

    def test_without_a_key(self, key, names):
        raw = self.sign(key, letter("Hello", SENDER))
        names.clear()
        assert not self.is_proved(raw)

    def test_broken_ones_are_passed_over(self, key):
        broken = b"DKIM-Signature: v=1; d=example.org; s=s1; h=from; bh=x; b=y\r\n"
        assert self.is_proved(broken + self.sign(key, letter("Hello", SENDER)))
        assert not self.is_proved(broken + letter("Hello", SENDER))

    def test_without_alignment_anybodys_would_do(self, key, monkeypatch):
        """The twin."""
        monkeypatch.setattr(proof, "is_aligned", lambda _signer, _sender: True)
        assert self.is_proved(self.sign(key, letter("Hello", SENDER), "evil.example"))
