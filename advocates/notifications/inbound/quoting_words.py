"""The words by which mail programs introduce what somebody else wrote, in the languages of the network and more."""

import re

# “On … wrote:” as the line ends; the date and the name stand somewhere before.
WROTE = (
    "wrote", "schrieb", "schrieb am", "a écrit", "escribió", "ha escrito", "escreveu", "ha scritto", "scrive",
    "schreef", "skrev", "kirjoitti", "napisał(?:a|\\(a\\))?", "napsal(?:a|\\(a\\))?", "írta", "a scris",
    "написав", "написал(?:а|\\(а\\))?",
    "пишет", "писал(?:а)?", "έγραψε", "yazdı", "كتب(?:ت)?", "כתב(?:ה)?", "نوشت", "menulis", "đã viết", "ने लिखा",
    "aliandika",
)  # fmt: skip
# These are written without a space before them.
WROTE_CLOSE = ("写道", "寫道", "のメール", "さんは書きました", "님이 작성")
ATTRIBUTION = re.compile(
    rf"(?:(?:^|[\s,>»\"）)\]])(?:{'|'.join(WROTE)})|{'|'.join(WROTE_CLOSE)})(?:\s.{{0,80}})?\s*[:：]\s*$",
    re.IGNORECASE,
)
# Before the text of somebody else, as Outlook and its like write it.
ORIGINAL = re.compile(
    r"^[\s>]*[-_*=]{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensaje reenviado"
    r"|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht"
    r"|doorgestuurd bericht|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|wiadomość oryginalna"
    r"|původní zpráva|eredeti üzenet|исходное сообщение|пересылаемое сообщение|orijinal ileti|orijinal mesaj"
    r"|الرسالة الأصلية|رسالة أصلية|הודעה מקורית|元のメッセージ|原始邮件|原始郵件|원본 메시지)\s*[-_*=]{2,}",
    re.IGNORECASE,
)
# The heads that stand there: sender, day, recipient, subject. Three of them one below the other are no person's words.
HEADS = re.compile(
    r"^[\s>*]*(?:from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff|de|envoyé|date d'envoi|à|objet"
    r"|enviado(?: el| em)?|fecha|para|asunto|data|assunto|da|inviato|a|oggetto|van|verzonden|aan|onderwerp|från|skickat"
    r"|till|ämne|fra|sendt|til|emne|od|wysłano|do|temat|от|отправлено|дата|кому|тема|kimden|gönderildi|kime|konu"
    r"|من|تم الإرسال|تاريخ الإرسال|أرسلت|التاريخ|إلى|الموضوع|מאת|נשלח|אל|נושא"
    r"|发件人|发送时间|收件人|主题|差出人|送信日時|宛先|件名|보낸 사람|날짜|받는 사람|제목)\*?\s{0,2}[:：]",
    re.IGNORECASE,
)
# What telephones put below a mail by themselves.
DEVICE = re.compile(
    r"^\s*(?:sent from my |sent from (?:outlook|mail|yahoo)|get outlook for |von meinem .{1,30} gesendet|gesendet von "
    r"|envoyé de mon |envoyé depuis |enviado desde mi|enviado (?:do|a partir do) meu|inviato da |verzonden vanaf "
    r"|skickat från min|wysłane z |отправлено с |iphone'umdan gönderildi|أرسلت من |نُرسلت من |تم الإرسال من "
    r"|发自我的|iphoneから送信|나의 iphone에서)",
    re.IGNORECASE,
)
