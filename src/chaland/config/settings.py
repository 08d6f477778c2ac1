"""Settings, read from the environment; docs/operations.md explains each one."""

import os
import secrets
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

import dj_database_url
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from chaland.config.mail_server import mail_settings

SOURCE = Path(__file__).resolve().parents[1]
CHECKOUT = SOURCE.parents[1]
BUILD = Path(os.environ.get("CHALAND_BUILD", CHECKOUT / "build"))
HOME = Path(os.environ.get("CHALAND_HOME", CHECKOUT / "var"))
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return the secret of this installation, made once and kept in its data folder."""
    if given := os.environ.get("CHALAND_SECRET_KEY"):
        return given
    path = HOME / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
# Keys used before, newest first: links in mails stay good for as long as they stand here.
SECRET_KEY_FALLBACKS = os.environ.get("CHALAND_SECRET_KEY_FALLBACKS", "").split()
DEBUG = os.environ.get("CHALAND_DEBUG") == "1"
HTTPS = os.environ.get("CHALAND_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("CHALAND_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "chaland.journal",
    "chaland.warehouse",
    "chaland.stores",
    "chaland.accounts",
    "chaland.customers",
    "chaland.messages",
    "chaland.sales",
    "chaland.interactions",
    "chaland.privacy",
    "chaland.loyalty",
    "chaland.segments",
    "chaland.insight",
    "chaland.signups",
    "chaland.campaigns",
    "chaland.api",
    "chaland.web.common",
    "chaland.web.desk",
    "chaland.web.public",
    "chaland.web.till",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "chaland.api.signed_calls.signed_calls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chaland.web.common.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "chaland.web.common.middleware.session_limits",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "chaland.config.urls"
WSGI_APPLICATION = "chaland.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chaland.web.common.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "chaland.web.common.templatetags.chaland",
            ],
        },
    },
]

# A database path is quoted because dj-database-url reads it as a URL.
DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{quote(str(HOME / 'chaland.sqlite3'))}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a deferred transaction that reads before it writes fails under concurrency.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            # Zeros take the place of what is deleted: an erased customer is not left in the file's free room.
            "PRAGMA secure_delete=ON;"
            # 24 MB for each thread of the server; mapped files would count once per thread. See ADR 0009.
            "PRAGMA cache_size=-24576;PRAGMA temp_store=MEMORY;"
            # The log is copied into the file every 40 MB: ten times fewer receipts wait for it than at 4 MB.
            "PRAGMA wal_autocheckpoint=10000;"
        ),
    }
# Who was erased, by keyed hashes: kept apart from the database, so that a restored backup is put right again.
ERASURES = os.environ.get("CHALAND_ERASURES", str(HOME / "erasures.jsonl"))
# The columnar copy: a folder, or an address such as s3://bucket/prefix with its options in the usual AWS_… variables.
LAKE = os.environ.get("CHALAND_LAKE", str(HOME / "lake"))
# Small files keep the rewriting of a few rows short; they are read together.
LAKE_FILE_BYTES = int(os.environ.get("CHALAND_LAKE_FILE_MB") or 2) * 1024 * 1024
# What DuckDB may take before it goes on on disk.
LAKE_MEMORY = os.environ.get("CHALAND_LAKE_MEMORY", "2GB")
LAKE_OPTIONS = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
# Who answers questions about many customers: DuckDB within the process, or a Spark cluster such as spark://host:7077,
# with settings of Spark's own as "name=value name=value".
ENGINE = os.environ.get("CHALAND_ENGINE") or "duckdb"
SPARK_OPTIONS = dict(pair.split("=", 1) for pair in os.environ.get("CHALAND_SPARK_OPTIONS", "").split() if "=" in pair)
# Where customers reach the product: links in mails begin so.
PUBLIC_URL = os.environ.get("CHALAND_URL", "http://127.0.0.1:8000").rstrip("/")
# The mail server; without one, mails wait. Timeout in seconds, of each step of an exchange.
EMAIL_URL = os.environ.get("EMAIL_URL", "")
MAIL_TRANSPORT = "chaland.gateways.smtp.transport.Smtp"
MAIL_PROVIDER = ""
MAIL_FROM = os.environ.get("CHALAND_MAIL_FROM", f"noreply@{urlsplit(PUBLIC_URL).hostname or 'localhost'}")
EMAIL_TIMEOUT = 30
# The number that text messages tell people to send STOP to; without one they answer the message itself.
SMS_STOP = os.environ.get("CHALAND_SMS_STOP", "")
globals().update(mail_settings(EMAIL_URL))
# The mailbox that mails come back to, such as imaps://user:password@mail.example.com/INBOX.
BOUNCES_URL = os.environ.get("CHALAND_BOUNCES_URL", "")
MAILBOX = "chaland.gateways.mailbox.imap.Imap"
# Stands in the addresses to which providers tell what became of messages; by default made of the secret key.
NEWS_READER = "chaland.gateways.anymail.news.read"
NEWS_SECRET = os.environ.get("CHALAND_NEWS_SECRET", "")
# The gateway of text messages; without one, they wait.
SMS_URL = os.environ.get("CHALAND_SMS_URL", "")
SMS_GATEWAY = "chaland.gateways.sms.chosen.chosen"
# The mailer whose lists follow customers, such as brevo://KEY.
MAILER_URL = os.environ.get("CHALAND_MAILER_URL", "")
LIST_SERVICE = "chaland.gateways.brevo.lists.Brevo"
# Who is asked what a domain publishes: host:port …, else the name servers of the machine.
NAME_SERVER = "chaland.gateways.dns.resolver.Resolver"
PAGE_FINDER = "chaland.gateways.pages.heads.is_there_at"
NAME_SERVERS = [
    (host, int(port or 53))
    for one in os.environ.get("CHALAND_NAME_SERVERS", "").split()
    for host, _, port in [one.rpartition(":") if one.count(":") == 1 else (one, "", "")]
]
# Under which names the keys that sign our mails are published, besides the usual ones.
DKIM_SELECTORS = os.environ.get("CHALAND_DKIM_SELECTORS", "").split()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"
AXES_USERNAME_FORM_FIELD = "username"  # the field of the form, not the column
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "chaland.web.common.access.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# Seconds. Idle and absolute limits of a session; source: OWASP ASVS 5.0, 7.3.
SESSION_IDLE_SECONDS = int(os.environ.get("CHALAND_SESSION_IDLE", str(3 * 3600)))
SESSION_COOKIE_AGE = int(os.environ.get("CHALAND_SESSION_AGE", str(12 * 3600)))
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-chaland" if HTTPS else "chaland"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-chaland-csrf" if HTTPS else "chaland-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "chaland.web.common.errors.csrf_refused"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
}
# Receipts a second that the token of one till may send, in each server process; 0 for no limit.
API_TILL_RATE = int(os.environ.get("CHALAND_API_TILL_RATE", "200"))
# Sign-up forms that one address on the network may send in ten minutes, in each server process.
SIGNUP_RATE = int(os.environ.get("CHALAND_SIGNUP_RATE", "60"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A rule of 200 conditions, or of lists of 1,000 values, is many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "chaland-language"
LOCALE_PATHS = [BUILD / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BUILD / "static"] if (BUILD / "static").is_dir() else []
STATIC_ROOT = BUILD / "collected"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
COMMUNES_FILE = BUILD / "geo" / "communes.json"
LAND_FILE = BUILD / "geo" / "land.json"

# What a shop is told no to, such as a voucher that served already, is an answer and no trouble of the server's.
REFUSALS = (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "trouble": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) not in REFUSALS,
        }
    },
    "loggers": {"django.request": {"filters": ["trouble"]}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
