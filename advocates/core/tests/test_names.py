"""Names of people, groups and rooms: what deceives is refused, what people and groups are really called is not."""

import csv
import unicodedata
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as some

from advocates.core import names
from advocates.core.names import clean_name, letters, look, refuse_ours, require_honest
from advocates.organisations.tests.conftest import MADE_UP
from advocates.organisations.tests.factories import REAL_FILE

# One or several letters of another alphabet in words that are otherwise Latin, Cyrillic or Greek.
CONFUSABLES = (
    "Аdmin", "Αdmin", "аdmin", "Admіn", "Αdvocates", "Advосаtes", "Adνocates", "Advοcates", "Advoсates", "Advocаtes",
    "Advocatеs", "Advocateѕ", "СML", "CМL", "CΜL", "Мoderator", "Mоderator", "Moԁerator", "Modеrator", "Moderаtor",
    "Moderaтor", "Moderatοr", "Мodеrаtоr", "Εditor", "Еditor", "Ed\u0456tor", "Edіtοr", "Ѕtaff", "Sτaff", "Stаff",
    "Ρatients", "Рatients", "Pаtients", "Patіents", "Patienтs", "Patientѕ", "Leukaеmia", "Lеukaemia", "Ηope", "Норe",
    "Hорe", "Hopе", "Κidney", "Кidney", "Вlood", "Βlood", "Blооd", "Blοοd", "Υes", "Уes", "Χmas", "Хmas", "Τeam",
    "Тeam", "Ζoe", "Νet", "Ιdea", "Іdea", "Јohn", "Ԝeb", "Оtto", "Οtto", "Պatient", "Օtto", "Ꭺdmin", "Ꮪtaff",
    "рacient", "Hадежда", "Лeйкемия", "Cодействие", "Ελπίδa", "Eλπίδα",
    "Ｍо\u0064erator", "𝐌оderator", "O'Νeill", "Аdvo\u0301cates",
)  # fmt: skip
HIDDEN = (
    "Ada\u200bOkafor", "\ufeffAda", "Ada\u2060O", "Ad\u00ada", "Ada\u200e", "Ada\u200fO", "Ada\u061cO", "Ada\u202eO",
    "Ada\u202aO", "Ada\u2066x", "Ada\u2069", "Ada\x00", "Ada\x1b[31m", "Ada\ue000", "Ada\u3164",
    "\u115f\u1160", "Ada\uffa0", "Ada\u2800", "Ada\u034fO", "Ada\ufe0f", "Mod\u200derator", "Mod\u200cerator",
    "\u200dAda", "نرگس\u200c\u200cرضایی", "Ada\u2063", "Ada\U000e0041", "Ада\u200dм",
)  # fmt: skip
PILES = ("A" + "\u0301" * 4, "Z" + "\u0335\u0301\u0489\u0316", "ก" + "็" * 8, "e" + "\u0300" * 4000)
PEOPLE = (
    "Rosa María López", "Владимир Иванов", "Ельзара Ќосева", "Άννα Παπαδοπούλου", "محمد علي", "مُحَمَّد", "نرگس\u200cرضایی",
    "זְאֵב שָׁלוֹם", "山田 太郎", "葛\U000e0100城", "ナタリー・ポートマン", "김민준", "王小明", "Nguyễn Thị Ánh",
    "O’Brien-Smith",
    "D'Angelo", "शर्मा", "श्री कृष्णमूर्ति", "क्\u200dष", "ශ්\u200dරී", "நளினி", "సీతారాముడు", "മോഹൻ", "ਗੁਰਪ੍ਰੀਤ", "সুমিত্রা",
    "สมชาย ใจดี", "ที่ปรึกษา", "ວຽງຈັນ", "အောင်ဆန်း", "សុខា", "བསྒྲུབས་སྒྲོལ་མ", "Գայանե Սարգսյան", "გიორგი", "አበበ",
    "ᏣᎳᎩ", "Þórður Æsir", "Łukasz Żółć", "İbrahim Işık", "佐藤 Ana", "Ana Ана", "Адмирал 7", "Ed",
    "🌻 Ada", "👩\u200d⚕\ufe0f Ada",
)  # fmt: skip
GROUPS = (
    "ВООГ «Содействие» CML", "ХМЛ-CML", "CMLфорум", "β-Thalassaemia", "CLL(慢性リンパ性白血病)患者・家族の会",
    "ALL白血病の会", "РАК-Stop", "ООО №5", "Λευχαιμία & Life", "C.M.L. 2.0 (Österreich)", "جمعية CML مصر",
    "ชมรมผู้ป่วยมะเร็งเม็ดเลือดขาว", "CML Advocates Network",
)  # fmt: skip
OURS = (
    "CML Advocates Network", "C.M.L. ADVOCATES", "ＣＭＬ Advocates", "cml-advocates-network", "СМL Advocates",
    "CML ADV0CATES", "Moderator", "ＭＯＤＥＲＡＴＯＲ", "Mod\u00e9rator", "ᴍᴏᴅᴇʀᴀᴛᴏʀ", "M0DERAT0R", "EDlTOR",
    "Ad.min", "Ⓐdmin",
    "аԁміп", "Αᴅмıп", "المشرف", "الاداره", "Redaccion",
)  # fmt: skip


def seeds() -> list[str]:
    with Path(REAL_FILE).open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file), *MADE_UP]
    return [
        str(row[key]) for row in rows for key in ("name", "local_name", "acronym", "city") if row.get(key)
    ]


def is_taken(check, name: str) -> bool:
    try:
        check(name)
    except ValidationError:
        return False
    return True


class TestRefused:
    @pytest.mark.parametrize("check", [clean_name, require_honest])
    @pytest.mark.parametrize("kind", [CONFUSABLES, HIDDEN, PILES], ids=["confusables", "hidden", "piles"])
    def test_what_deceives(self, check, kind):
        assert [name for name in kind if is_taken(check, name)] == []

    def test_the_corpus_is_large_enough(self):
        assert len(set(CONFUSABLES)) >= 60

    def test_a_word_of_a_person_s_name_has_one_alphabet_even_where_it_can_be_seen(self):
        assert not is_taken(clean_name, "CMLфорум")

    def test_the_network_and_its_offices(self):
        assert [name for name in OURS if is_taken(refuse_ours, name)] == []


class TestTaken:
    def test_people_of_every_script(self):
        assert [name for name in PEOPLE if not is_taken(clean_name, name)] == []
        assert [name for name in PEOPLE if not is_taken(refuse_ours, name)] == []
        assert all(clean_name(name) == unicodedata.normalize("NFC", name) for name in PEOPLE)

    def test_groups_with_words_in_several_alphabets(self):
        assert [name for name in GROUPS if not is_taken(require_honest, name)] == []

    def test_every_name_of_the_real_directory(self):
        real = seeds()
        assert len(real) > 150
        assert [name for name in real if not is_taken(require_honest, name)] == []
        assert [name for name in real if not is_taken(refuse_ours, name)] == []

    @pytest.mark.parametrize("name", ["Stafford", "Editha", "Adminka Ivanova", "CML Advocates Peru", "", "♥"])
    def test_what_only_begins_like_ours(self, name):
        refuse_ours(name)


class TestTwins:
    """Without each look, what it refuses would be taken."""

    def test_alphabets(self, monkeypatch):
        monkeypatch.setattr(names, "_alphabets", lambda _word: {})
        for check in (clean_name, require_honest):
            assert [name for name in CONFUSABLES if not is_taken(check, name)] == []

    def test_hidden(self, monkeypatch):
        monkeypatch.setattr(names, "_require_seen", lambda _name: None)
        assert all(is_taken(require_honest, name) for name in HIDDEN)

    def test_piles(self, monkeypatch):
        monkeypatch.setattr(names, "_longest_run_of_marks", lambda _name: 0)
        assert all(is_taken(require_honest, name) for name in PILES)

    def test_looks(self, monkeypatch):
        monkeypatch.setattr(names, "_LOOKS", {})
        assert is_taken(refuse_ours, "аԁміп")


class TestLooks:
    @pytest.mark.parametrize(
        ("one", "other"),
        [("СОР", "COP"), ("РОСТ", "POCT"), ("Ёлка", "Елка"), ("Vida.", "VIDÁ"), ("ＨＯＰＥ", "Норе")],
    )
    def test_names_that_the_eye_takes_for_each_other(self, one, other):
        assert look(one) == look(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("Hope", "Hopes"), ("Ана", "Анна"), ("กา", "กี"), ("ALL", "ALI"), ("मा", "मी")]
    )
    def test_others_are_told_apart(self, one, other):
        assert look(one) != look(other)

    def test_letters_tell_the_alphabets_apart(self):
        assert letters("СОР") != letters("COP")
        assert letters("Vida.") == letters("VIDÁ")


@given(some.text(max_size=60))
def test_any_text_is_answered(text):
    for check in (clean_name, require_honest, refuse_ours, look, letters):
        is_taken(check, text)
