"""The settings of the pages, in a home made for the tests."""

import os
import tempfile

os.environ.setdefault("CONFEDERAL_HOME", tempfile.mkdtemp(prefix="confederal-tests-"))
os.environ.setdefault("CONFEDERAL_LOOPBACK", "1")
os.environ.setdefault("CONFEDERAL_DEMO", "1")

from confederal.web.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # whitenoise asks for it
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
