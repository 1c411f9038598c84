"""Where every `make` command enters: an old Python is refused in one sentence or replaced by a newer one.

This file must be understood by every Python that somebody may still have, so it keeps to what all of
them share; everything else stands in `ground/`, which is imported only once the version is right.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
import os
import signal
import subprocess
import sys

NEEDED = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def refusal(version):
    """The sentence for a Python that is too old, or None for one that will do."""
    if tuple(version[:2]) >= NEEDED:
        return None
    return (
        "advocates: This needs Python 3.11 or newer; you have %d.%d. Install a newer one beside it "
        "and give the same command again." % tuple(version[:2])
    )


def is_new_enough(program):
    """Whether the program really starts and is new enough: the name alone may be an empty wrapper."""
    with open(os.devnull, "w") as nowhere:
        question = "import sys; sys.exit(sys.version_info[:2] < %r)" % (NEEDED,)
        return subprocess.call([program, "-c", question], stdout=nowhere, stderr=nowhere) == 0


def newer_python():
    """The first new enough interpreter on the PATH, or None."""
    for name in NEWER:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            program = os.path.join(folder, name)
            if os.path.isfile(program) and os.access(program, os.X_OK) and is_new_enough(program):
                return program
    return None


def main():
    """Go on with this interpreter, replace it by a newer one, or stop with one sentence."""
    sentence = refusal(sys.version_info)
    if sentence is None:
        from ground.commands import main as go_on  # noqa: PLC0415 - an old Python cannot even parse it

        return go_on(sys.argv[1:])
    program = newer_python()
    if program is None:
        sys.stderr.write(sentence + "\n")
        return 1
    return os.execv(program, [program] + sys.argv)  # noqa: RUF005, S606 - old syntax; the program was just tried


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # Die of the signal itself, so that whoever called knows it was no failure.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
