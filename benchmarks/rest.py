"""Lets the worker do all that a seed left to it, such as reading texts for the search: `python -m benchmarks.rest`.

A server that still works through a hundred thousand rows beside the pages would be measured with them, and a bare
hello loses less by it than a page does.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")


def main() -> None:
    """Each schedule once, and what that puts into the queue."""
    django.setup()
    from advocates.core import jobs  # noqa: PLC0415 - needs the settings

    jobs.plan()
    print(jobs.run_due(100_000))


if __name__ == "__main__":
    main()
