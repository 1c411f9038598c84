"""Fixtures that the tests of every app share: the cast, the database, the pages, the browser."""

pytest_plugins = [
    "tests.databases",
    "tests.left_out",
    "tests.cast",
    "tests.pages",
    "tests.browser",
    "tests.walks",
    "tests.patched",
    "tests.once",
]
