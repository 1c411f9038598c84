"""Fills an installation with plausible organisations, made from the real ones: `python -m benchmarks.seed 10000`."""

import os
import random
import sys
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
BATCH = 500
# Where there are many people, there are many groups.
KINDS = (
    "Association",
    "Foundation",
    "Patients United",
    "Support Group",
    "Alliance",
    "Circle",
    "Forum",
    "Network",
)
CITIES = (
    "Northbridge", "Santa Clara", "Neustadt", "Villanova", "Al Madina", "Novigrad", "Riverside", "Montclair", "Sakura",
    "Puerto Alto", "Westhaven", "Karlsberg", "Las Flores", "Bellavista", "Oakfield", "Lindenhof", "San Rafael",
    "Altona",
)  # fmt: skip


def main(count: int) -> None:
    """Bring the directory to `count` organisations; the real ones stay."""
    django.setup()
    from advocates.core import generations  # noqa: PLC0415 - needs the settings
    from advocates.organisations.models import Organisation  # noqa: PLC0415

    real = list(Organisation.objects.filter(imported_hash__gt="").order_by("id")) or list(
        Organisation.objects.order_by("id")
    )
    missing = count - Organisation.objects.count()
    Organisation.objects.bulk_create(made_from(real, missing), batch_size=BATCH)
    for name in ("organisations", "public"):
        generations.bump(name)
    print(Organisation.objects.count())


def made_from(real: list, count: int) -> Iterator:
    """Organisations like the real ones, with names, places, languages and services of their own."""
    from advocates.organisations.models import Organisation  # noqa: PLC0415
    from advocates.organisations.vocabulary import Service, State  # noqa: PLC0415

    chance = random.Random(2007)
    languages = sorted({language for row in real for language in row.languages})
    for number in range(count):
        like = real[chance.randrange(len(real))]
        city = chance.choice(CITIES)
        name = f"{like.name} {city} {chance.choice(KINDS)} {number}"[:200]
        yield Organisation(
            slug=f"made-up-{number}",
            name=name,
            local_name=f"{like.local_name} {city}"[:200] if like.local_name else "",
            local_language=like.local_language,
            acronym=f"G{number}",
            country=like.country,
            countries=like.countries,
            city=city,
            languages=like.languages or [chance.choice(languages)],
            disease_areas=like.disease_areas,
            services=sorted(chance.sample(Service.values, chance.randrange(4))),
            website=f"https://group-{number}.example/",
            sources=like.sources,
            state=State.LISTED,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
