"""What of a mail was written now: quotations and signatures as mail programs write them, in many languages."""

import pytest

from advocates.notifications.inbound import trimming
from advocates.notifications.inbound.child import words_in_html
from advocates.notifications.inbound.trimming import as_markdown, trim

OWN = ("no-reply@network.example", "reply@network.example", "reply+")
US = "Network <no-reply@network.example>"
# Somebody whose mail program names a person and no address of ours.
ROSA = "Rosa Example <rosa@example.org>"
GMAIL = {
    "en": "On Mon, 4 May 2026 at 10:00, {0} wrote:",
    "de": "Am Mo., 4. Mai 2026 um 10:00 Uhr schrieb {0}:",
    "es": "El lun, 4 may 2026 a las 10:00, {0} escribió:",
    "fr": "Le lun. 4 mai 2026 à 10:00, {0} a écrit :",
    "pt": "Em seg., 4 de mai. de 2026 às 10:00, {0} escreveu:",
    "it": "Il giorno lun 4 mag 2026 alle ore 10:00 {0} ha scritto:",
    "nl": "Op ma 4 mei 2026 om 10:00 schreef {0}:",
    "ru": "пн, 4 мая 2026 г. в 10:00, {0} написал(а):",
    "ar": "في الاثنين، 4 مايو 2026 في 10:00 ص كتب {0}:",
    "he": "בתאריך יום ב׳, 4 במאי 2026 ב-10:00 כתב {0}:",
    "zh": "{0} 于2026年5月4日周一 10:00写道：",
    "ja": "2026年5月4日(月) 10:00 {0} のメール:",
    "pl": "pon., 4 maj 2026 o 10:00 {0} napisał(a):",
    "tr": "{0}, 4 May 2026 Pzt, 10:00 tarihinde şunu yazdı:",
    "sv": "Den mån 4 maj 2026 kl 10:00 skrev {0}:",
}
OUTLOOK = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
}
QUOTED = "\n\n> ##- Write your answer above this line. -##\n>\n> What do you do?\n"
WRITTEN = "Yes, we do.\n\nIt works: ask me (17:30 is fine)."


@pytest.mark.parametrize("language", list(GMAIL))
@pytest.mark.parametrize("who", [US, ROSA], ids=["us", "somebody"])
def test_a_quotation_below(language, who):
    quoted = QUOTED if who == US else "\n\n> What do you do?\n"
    found = trim(f"{WRITTEN}\n\n{GMAIL[language].format(who)}{quoted}", OWN)
    assert found.kept == WRITTEN
    assert "What do you do?" in found.rest


@pytest.mark.parametrize("language", list(GMAIL))
def test_broken_into_two_lines(language):
    line = GMAIL[language].format(US)
    at = line.index("<")
    found = trim(f"{WRITTEN}\n\n{line[:at].strip()}\n{line[at:]}{QUOTED}", OWN)
    assert found.kept == WRITTEN


@pytest.mark.parametrize("language", list(GMAIL))
def test_without_marks_of_quotation(language):
    """As some telephones send it."""
    found = trim(f"{WRITTEN}\n\n{GMAIL[language].format(US)}\n\n##- Write -##\n\nWhat do you do?", OWN)
    assert found.kept == WRITTEN


@pytest.mark.parametrize("language", list(OUTLOOK))
def test_heads_of_outlook(language):
    sender, sent, to, subject = OUTLOOK[language]
    heads = f"{sender}: {ROSA}\n{sent}: 4. 5. 2026 10:00\n{to}: b@example.org\n{subject}: Hello"
    for rule in ("________________________________\n", "", "\n"):
        found = trim(f"{WRITTEN}\n\n{rule}{heads}\n\nWhat do you do?", OWN)
        assert found.kept == WRITTEN
        assert "What do you do?" in found.rest


@pytest.mark.parametrize(
    "rule",
    [
        "-----Original Message-----", "-----Ursprüngliche Nachricht-----", "-----Message d'origine-----",
        "-----Mensaje original-----", "-----Mensagem original-----", "-----Messaggio originale-----",
        "-----Oorspronkelijk bericht-----", "-----Исходное сообщение-----", "-----الرسالة الأصلية-----",
        "-----原始邮件-----",
    ],
    ids=["en", "de", "fr", "es", "pt", "it", "nl", "ru", "ar", "zh"],
)  # fmt: skip
def test_the_rule_above_the_mail_before(rule):
    assert trim(f"{WRITTEN}\n\n{rule}\nWhat do you do?", OWN).kept == WRITTEN


@pytest.mark.parametrize(
    "line",
    [
        "-- ",
        "--",
        "Sent from my telephone",
        "Von meinem Telefon gesendet",
        "Envoyé de mon téléphone",
        "أرسلت من هاتفي",
    ],
    ids=["dashes", "bare", "en", "de", "fr", "ar"],
)
def test_signatures(line):
    below = "\nRosa Example\nA group" if line.startswith("--") else ""
    found = trim(f"{WRITTEN}\n{line}{below}", OWN)
    assert found.kept == WRITTEN
    assert line.strip() in found.rest


def test_answers_between_quoted_lines_stay_with_them():
    text = "> What do you do?\nThis.\n\n> And when?\nOn Mondays."
    assert trim(text, OWN).kept == text


def test_an_answer_below_the_quotation():
    found = trim(f"{GMAIL['en'].format(US)}{QUOTED}\nHere is mine.\n", OWN)
    assert found.kept == "Here is mine."
    assert "What do you do?" in found.rest


@pytest.mark.parametrize(
    "text",
    [
        f"{GMAIL['en'].format(US)}{QUOTED}",
        "##- Write your answer above this line. -##\n\nWhat do you do?",
        "",
        " \n\n",
    ],
    ids=["quotation", "no marks", "nothing", "white"],
)
def test_nothing_written_is_nothing(text):
    assert trim(text, OWN).kept == ""


def test_where_all_would_be_cut_all_is_kept():
    assert trim("-- \nRosa", OWN).kept.endswith("Rosa")


@pytest.mark.parametrize(
    "text",
    [
        "She wrote:\n\nTake it in the morning.",
        "From: the beginning\nwe said so.",
        "Write to no-reply@network.example if you can.\n\nI did.",
        "This is what he wrote: nothing.",
        "We asked 12 people. One wrote:\n“Good.”",
        "A -- B\n\n---\nmore",
        "Subject: matters\nTo: whom it concerns",
        "x " * 3000,
    ],
)
def test_words_of_a_person_stay(text):
    assert trim(text, OWN) == trimming.Trimmed(text.rstrip(), "")


def test_without_our_line_they_would_be_posted(monkeypatch):
    """The twin: what no mark of quotation and no known word introduces, our line does."""
    text = f"{WRITTEN}\n\n##- Schreibe über dieser Zeile. -##\n\nWhat do you do?"
    assert trim(text, OWN).kept == WRITTEN
    monkeypatch.setattr(trimming, "OPENS", "\0")
    assert "What do you do?" in trim(text, OWN).kept


def test_our_line_is_found_again():
    assert trim(f"Yes.\n\n{trimming.answer_line()}\nNo.", OWN).kept == "Yes."


@pytest.mark.parametrize(
    "quotation",
    [
        '<div class="gmail_quote"><div class="gmail_attr">On Monday wrote:</div>Old</div>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From</div>Old',
        '<div class="moz-cite-prefix">On</div><blockquote type="cite">Old</blockquote>',
        "<blockquote>Old</blockquote>",
        '<div class="yahoo_quoted">Old</div>',
    ],
    ids=["gmail", "outlook", "thunderbird", "apple", "yahoo"],
)
def test_quotations_in_html(quotation):
    found = trim(words_in_html(f"<div dir=rtl>نعم</div><p>Yes &lt;3</p>{quotation}"), OWN)
    assert found.kept.split() == ["نعم", "Yes", "<3"]


def test_html_is_read_for_its_words_alone():
    hidden = "<head><title>T</title></head><style>s</style><script>x</script><!-- c --><img src=x alt=y>"
    assert (
        words_in_html(f"{hidden}a<br>b<ul><li>one<li>two</ul>c&nbsp;d<script>") == "a\nb\n\n- one\n- two\nc d"
    )


def test_short_lines_stay_lines_and_indents_become_no_listing():
    assert as_markdown("Dear all,\nwe do.\n\n    Rosa\n- a\n- b") == "Dear all,  \nwe do.\n\nRosa\n- a\n- b"
    long = "word " * 20
    assert as_markdown(f"{long}\nnext").startswith(f"{long}\n") or "  \n" not in as_markdown(
        f"{long.strip()}\nnext"
    )
