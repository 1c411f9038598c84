"""Settings of the tests: the product's own, in a data folder that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="advocates-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["DATA_DIR"] = _folder
# What the surroundings say about a real installation must not reach the tests; the database may be chosen.
for _name in (
    "SITE_URL",
    "PORT",
    "SECRET_KEY",
    "CACHE_URL",
    "STORAGE_URL",
    "SEARCH_URL",
    "EMAIL_URL",
    "BOUNCE_ADDRESS",
    "MAIL_IN_PORT",
    "REPLY_ADDRESS",
    "TRUSTED_AUTHSERV_ID",
    "MAIL_HOOK_PROVIDER",
    "MAIL_HOOK_SECRET",
    "MAIL_HOOK_KEY",
    "MAIL_HOOK_VERDICTS",
    "DKIM_SELECTOR",
    "PROFILE",
):
    os.environ.pop(_name, None)
# The browser driver runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from advocates.config.settings import *  # noqa: E402, F403
from advocates.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A connection that outlives its request would keep the live server's database from being made anew.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Programs are killed in tests, machines are not: what is written survives without waiting for the disk.
_options = DATABASES["default"]["OPTIONS"]
if "init_command" in _options:
    _options["init_command"] += "PRAGMA synchronous=OFF;"
else:
    _options["options"] += " -c synchronous_commit=off"
