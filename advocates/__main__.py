"""The `advocates` program: the product's own commands and Django's."""

import os
import sys


def main() -> None:
    """Run one command; a bad setting ends in one sentence and exit status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocates.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - needs the variable above

    execute_from_command_line(
        [sys.argv[0].removesuffix("__main__.py") or "advocates", *_renamed(sys.argv[1:])]
    )


def _renamed(arguments: list[str]) -> list[str]:
    """`import-organisations` is typed with a hyphen, but a command's module cannot have one."""
    return (
        [arguments[0].replace("-", "_"), *arguments[1:]]
        if arguments and arguments[0][:1] != "-"
        else arguments
    )


if __name__ == "__main__":
    main()
