"""Django's settings. What differs from place to place comes from the environment; everything else stands here.

| variable | what |
| `CONFEDERAL_HOME` | the folder with records, keys and texts; `web.sqlite` and `web-secret` stand in it too |
| `CONFEDERAL_HOSTS` | the names under which the pages are reached, separated by commas |
| `CONFEDERAL_ADDRESS` | the whole address from outside, for links in mails: `https://assembly.example` |
| `CONFEDERAL_LOOPBACK` | `1` where only this machine is served, without HTTPS |
| `CONFEDERAL_PROXY` | `1` behind a proxy that ends HTTPS and sets X-Forwarded-Proto |
| `CONFEDERAL_DEMO` | `1` in the demo: its tour, clock and people exist nowhere else |
| `CONFEDERAL_MAIL` | smtp://user:password@host:port (or smtps://); without it mails are kept as files in the home |
| `DATABASE_URL` | postgresql://… in place of SQLite |
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from confederal.records.home import USUAL, VARIABLE

HERE: Final = Path(__file__).parent
HOME: Final = Path(os.environ.get(VARIABLE) or USUAL).absolute()
ADDRESS: Final = os.environ.get("CONFEDERAL_ADDRESS", "")
"""The address of the pages from outside, as links in mails name it; empty: the first host's."""
LOOPBACK: Final = os.environ.get("CONFEDERAL_LOOPBACK") == "1"
DEMO: Final = os.environ.get("CONFEDERAL_DEMO") == "1"
PROXY: Final = os.environ.get("CONFEDERAL_PROXY") == "1"


def secret_in(path: Path) -> str:
    """The secret with which sessions are signed: made once, readable by nobody else."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(beside, path)  # whoever comes first; both read the same
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text()


def database(url: str | None) -> dict[str, Any]:
    """Where the pages keep what is not record: accounts, sessions, talk."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "web.sqlite",
            "OPTIONS": {
                "timeout": 15,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA secure_delete=ON;",
            },
            "CONN_MAX_AGE": None,
        }
    place = urlsplit(url)
    if place.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"DATABASE_URL: {place.scheme}:// is not known; postgresql:// is")
    query = dict(parse_qsl(place.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(place.path.lstrip("/")),
        "USER": unquote(place.username or ""),
        "PASSWORD": unquote(place.password or ""),
        "HOST": query.pop("host", unquote(place.hostname or "")),
        "PORT": query.pop("port", str(place.port or "")),
        "OPTIONS": query,  # sslmode and the like: for these tables as for the records
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = secret_in(HOME / "web-secret")
DEBUG = False
ALLOWED_HOSTS = [
    host for host in os.environ.get("CONFEDERAL_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host
]
ROOT_URLCONF = "confederal.web.urls"
WSGI_APPLICATION = "confederal.web.server.wsgi"
BOOKS_URL: str | None = os.environ.get("DATABASE_URL") or None
"""The PostgreSQL in which the records stand; None for a file in the home."""
DATABASES = {"default": database(BOOKS_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "confederal.web.accounts.backends.BySignedChallenge",
]

SUBJECTS: Final = [
    "accounts",  # signing in, keys, leaving, being forgotten
    "home",  # what waits for me
    "bodies",  # a body's page, its rules, its record
    "people",  # who is in a body: register, invitations, the locked member list
    "found",  # founding an assembly or a federation; practice mode
    "questions",  # proposals, elections and everything else that is put to the vote
    "ballots",  # voting, counts, the sheets
    "talk",  # comments and attachments beside a question
    "sittings",  # meetings
    "congress",  # credentials, mandates, roll call, counts side by side
    "delegates",  # a delegate's page: instructions, votes, reports, recall
    "maps",  # the federation as one sees it
    "trail",  # by what right, why not
    "paper",  # what is printed
    "post",  # mails
    "tour",  # the demo's tour, clock and people; its addresses exist in the demo only
]

CHORES: Final = [
    "confederal.web.sittings.forgetting.forget_everywhere",
    "confederal.web.post.rounds.work",
    "confederal.web.found.sweeping.sweep",
    "confederal.web.accounts.sweeping.sweep",
    "confederal.web.rates.sweep",
]
"""What subjects do once a minute, beside the clerk."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "confederal.web.apps.Web",
    *(f"confederal.web.{subject}" for subject in SUBJECTS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "confederal.web.manners.Manners",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "confederal.web.manners.everywhere",
            ],
            "builtins": ["confederal.web.templatetags.plain"],
        },
    }
]
FORM_RENDERER = "confederal.web.manners.Forms"

# Sessions and forgery: nothing of the person stands in a cookie, and no other site can act for them.
SESSION_ENGINE = (
    "django.contrib.sessions.backends.db"  # a device that is signed out is, in every process at once
)
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not LOOPBACK
CSRF_COOKIE_SECURE = not LOOPBACK
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "confederal.web.manners.csrf_failed"
SECURE_SSL_REDIRECT = not LOOPBACK
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other pages under the same name are not ours to decide about
SECURE_HSTS_PRELOAD = False  # it could not be taken back
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Guessing: a well-kept library counts failures and locks out; it is told no name.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "confederal.web.manners.locked_out"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(HOME)}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False  # `collectstatic` lays the files out, compressed, before the server starts
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not LOOPBACK
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home:home"


def post_office(url: str | None) -> dict[str, Any]:
    """Where mails go: to an SMTP server, or into a folder of the home until there is one."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": HOME / "mails",
        }
    place = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": place.hostname or "localhost",
        "EMAIL_PORT": place.port or (465 if place.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(place.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(place.password or ""),
        "EMAIL_USE_SSL": place.scheme == "smtps",
        "EMAIL_USE_TLS": place.scheme == "smtp" and bool(place.username),
        "EMAIL_TIMEOUT": 20,
    }


globals().update(post_office(os.environ.get("CONFEDERAL_MAIL")))
DEFAULT_FROM_EMAIL = os.environ.get("CONFEDERAL_MAIL_FROM", "post@localhost")

# Nothing personal is logged: no addresses of requests, no names; faults are told by where they are in the code.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "confederal.web.manners.Impersonal"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": "ERROR"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "axes.W003",  # we have one sign-in backend, beside the one that locks out
    "security.W005",  # see SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",  # see SECURE_HSTS_PRELOAD
]
