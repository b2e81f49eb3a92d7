"""The example site: SQLite and the local Google by default, everything else by environment."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR.parent / "demo"))

DEBUG = os.environ.get("DEBUG", "1") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "only for trying things out" if DEBUG else "")
INTERNAL_IPS = ["127.0.0.1", "::1"] if DEBUG else []  # the pages show developers a bit more
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("CSRF_TRUSTED_ORIGINS", "").split()

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "dj_google_calendar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

CSRF_FAILURE_VIEW = "dj_google_calendar.answers.csrf_failure"  # JSON for scripts of this app

ROOT_URLCONF = "example.urls"
WSGI_APPLICATION = "example.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "site.sqlite3",
    "OPTIONS": {
        # readers never wait, and a writer waits for its turn instead of failing
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    },
}


def postgresql(url: str) -> dict[str, object]:
    """Read postgresql://user:password@host:port/name; ``?host=`` names a socket's folder."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        "PORT": parts.port or "",
        # a new connection for each notification would cost more than all the rest of it
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # not behind a pooler that gives each transaction another connection
        "OPTIONS": {"prepare_threshold": 3},
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # who is told that there is work waits for a broker that is away no longer than this
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
    "interval_start": 0,
    # longer than any pull of this app; then another worker gets the message
    "visibility_timeout": 900,
}
CELERY_IMPORTS = ["dj_google_calendar.task_backends.celery"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # what no message has brought: polls, renewals of channels, all that a broker has lost
    "tick": {
        "task": "dj_google_calendar.run_task",
        "args": ("dj_google_calendar.tasks.tick_task", (), {}),
        "schedule": float(os.environ.get("TICK_SECONDS", "60")),
        "options": {"expires": 60},
    }
}

CELERY_BACKEND = "dj_google_calendar.task_backends.celery.CeleryBackend"
DATABASE_BACKEND = "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": CELERY_BACKEND if CELERY_BROKER_URL else DATABASE_BACKEND}}

USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "google_calendar:home"
LOGOUT_REDIRECT_URL = "google_calendar:connect"
SESSION_COOKIE_HTTPONLY = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"

if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# GOOGLE_CALENDAR is left out: each of its keys is read from GOOGLE_CALENDAR_<KEY> in the
# environment, e.g. GOOGLE_CALENDAR_CLIENT_SECRETS=client_secret.json.
