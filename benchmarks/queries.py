"""How many queries each page costs: `python -m benchmarks.queries /directory/ …` prints them as JSON.

With `--cookie 'name=value; …'` before the addresses, for whoever is signed in.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")


def main(addresses: list[str]) -> None:
    """Ask for each page twice and count the second time, when the process has its indexes in memory."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"host": settings.SITE.netloc})
    if addresses[0] == "--cookie":
        client.cookies.load(addresses[1])
        addresses = addresses[2:]
    counts = {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            status = client.get(address).status_code
        assert status == 200, f"{address} answers {status}"
        counts[address] = len(captured)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1:])
