"""Why a backup cannot be made or put back, in one sentence with what to do."""


class CannotBackUp(Exception):  # noqa: N818 - named after the obstacle, as every refusal
    """Nothing was written."""


class CannotRestore(Exception):  # noqa: N818 - see above
    """The installation is as it was."""
