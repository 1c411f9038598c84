"""Looking for text finds what Django's own lookups find."""

import pytest
from django.db.models import F, Q

from advocates.accounts.models import Person
from advocates.core.patterns import Like, anywhere, exactly

pytestmark = pytest.mark.django_db
NAMES = ["Rosa Luz", "rosa luz", "100% Rosa", "Ro_a", "Ro\\sa", "Ana", "Łucja", "罗莎"]


@pytest.mark.parametrize(
    "words", ["rosa", "ROSA", "%", "_", "\\", "100%", "o_a", "Ł", "罗", "nobody", "'", "a%z"]
)
def test_as_icontains_and_iexact(words):
    Person.objects.bulk_create(
        [Person(email=f"p{number}@example.org", full_name=name) for number, name in enumerate(NAMES)]
    )
    column = F("full_name")
    for pattern, lookup in ((anywhere(words), "icontains"), (exactly(words), "iexact")):
        found = set(Person.objects.filter(Q(Like(column, pattern))).values_list("full_name", flat=True))
        assert found == set(
            Person.objects.filter(**{f"full_name__{lookup}": words}).values_list("full_name", flat=True)
        )
