"""Settings of the portal, read from the environment."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cs_portal import env
from cs_portal.secret_key import kept_key, weakness

BASE_DIR = Path(__file__).resolve().parent.parent
env.load(env.file("PORTAL_ENV_FILE", BASE_DIR / ".env"))
DATA_DIR = env.folder("PORTAL_DATA_DIR", BASE_DIR / "var")

# --- Where the portal is, and who can reach it ------------------------------------------------

LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]
PORTAL_BASE_URL = env.url(
    "PORTAL_BASE_URL", "http://localhost:8000", ["http", "https"], "https://portal.example.com"
)
BASE_HOST = urlsplit(PORTAL_BASE_URL).hostname
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", sorted({*LOCAL_NAMES, BASE_HOST}))
HTTPS = PORTAL_BASE_URL.startswith("https:")

# Debug pages keep every statement in memory, which long commands cannot afford: off unless asked.
_debug = env.flag("DEBUG", None)
DEBUG = bool(_debug)
# Unless something says production, this is one person's own machine.
_reached_by = {BASE_HOST, *ALLOWED_HOSTS}
PRODUCTION = _debug is False or not _reached_by <= {*LOCAL_NAMES, "::1"}

SECRET_KEY = env.secret("SECRET_KEY")
if PRODUCTION and (flaw := weakness(SECRET_KEY)):
    raise ImproperlyConfigured(
        f"SECRET_KEY {flaw}; outside your own machine it takes 50 random characters "
        '(python3 -c "import secrets; print(secrets.token_urlsafe(50))").'
    )
SECRET_KEY = SECRET_KEY or kept_key(DATA_DIR / "secret_key")

# --- Apps -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "cs_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_q",
    "anymail",
    "django_filters",
    "csp",
    "accounts",
    "lifecycle",
    "campaigns",
    "cs_portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cs_portal.policies.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "cs_portal.urls"
WSGI_APPLICATION = "cs_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------

_default = env.database("DATABASE_URL", DATA_DIR / "portal.sqlite3", BASE_DIR)
_default["CONN_MAX_AGE"] = 60  # queueing is seven to nine times faster on a kept connection
if _default["ENGINE"].endswith("sqlite3"):
    _default.setdefault("OPTIONS", {}).update(
        # A deferred transaction that turns to writing fails at once, whatever the timeout says.
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-32000; PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY;",
    )
else:
    # No driver pool: the cluster forks, and its children would share the pooled connections.
    _default["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _default}

Q_BROKER_URL = env.url("Q_BROKER_URL", "", ["redis", "rediss"], "redis://localhost:6379/0")

# Other processes must see what is cached (the cluster tells its state there): never LocMem.
if Q_BROKER_URL:
    _shared = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": Q_BROKER_URL}
else:
    _shared = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
CACHES = {"default": _shared, "shared": _shared}

# --- The task cluster -------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "cs_portal",  # salts the queue's signatures: a change loses what is queued
    "label": "Background jobs",
    "workers": env.number("PORTAL_WORKERS", 2, 1, 32),
    "queue_limit": 2,  # what waits in memory waits against `retry` and delays a stop
    "bulk": 1,
    "timeout": 120,  # every task ends by itself after about a minute
    "retry": 900,  # far above timeout * (waiting + 1), or a running task is started again
    # A task that fails is not repeated: the ledger counts attempts, the next heartbeat goes on.
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,  # missed heartbeats are worth nothing; what is due is in our tables
    "save_limit": 250,  # every task reads all kept results, so keep few
    "save_limit_per": "func",  # a rare job's result is not pushed out by the heartbeat's
    "recycle": 500,
    "max_rss": 400_000,  # kB; a day of a large book needs up to 300 MB
    "poll": 1,  # seconds between looks at an empty queue
    "guard_cycle": 1,
    "cache": "shared",
    "time_zone": "UTC",
}
if Q_BROKER_URL:
    Q_CLUSTER["redis"] = Q_BROKER_URL  # faster, but a killed worker's task is lost: heartbeat again
else:
    Q_CLUSTER["orm"] = "default"  # same alias as the data: queueing belongs to the transaction

# --- Mail -------------------------------------------------------------------------------------

PORTAL_SENDING = env.choice("PORTAL_SENDING", "log", ["off", "log", "on"])
# To more contacts than this a campaign goes out only when a second person has looked at it.
PORTAL_UNDO_MINUTES = env.number("PORTAL_UNDO_MINUTES", 10, 1, 1440)
PORTAL_AUDIENCE_JUMP = env.number("PORTAL_AUDIENCE_JUMP", 3, 0, 1000)
PORTAL_AUDIENCE_JUMP_FROM = env.number("PORTAL_AUDIENCE_JUMP_FROM", 25, 1, 1_000_000)
PORTAL_APPROVAL_ABOVE = env.number("PORTAL_APPROVAL_ABOVE", 50, 0, 1_000_000)
EMAIL_BACKEND = env.dotted("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, 1, 65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", False)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured("EMAIL_USE_TLS and EMAIL_USE_SSL are both on; set only one of them.")
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, 1, 60)  # seconds; below a task's time box
ANYMAIL = {
    "REQUESTS_TIMEOUT": EMAIL_TIMEOUT,
    # Without a secret anybody could report a bounce: one that nobody knows refuses them all.
    "WEBHOOK_SECRET": f"nobody:{secrets.token_urlsafe()}",
    **env.prefixed("ANYMAIL_"),
}

# --- Alerts that leave for a chat -------------------------------------------------------------

PORTAL_ALERT_WEBHOOK_PRIVATE = env.flag("PORTAL_ALERT_WEBHOOK_PRIVATE", False)
PORTAL_ALERT_WEBHOOK = env.secret_url(
    "PORTAL_ALERT_WEBHOOK",
    ["https", "http"] if PORTAL_ALERT_WEBHOOK_PRIVATE else ["https"],
    "https://hooks.slack.com/services/T000/B000/secret",
)
PORTAL_ALERT_WEBHOOK_SEVERITY = env.choice(
    "PORTAL_ALERT_WEBHOOK_SEVERITY", "serious", ["grave", "serious", "notice"]
)

# --- Calendars that hosts subscribe to ---------------------------------------------------------

PORTAL_CALENDARS_PRIVATE = env.flag("PORTAL_CALENDARS_PRIVATE", False)

# --- The vendor, as customers see it ----------------------------------------------------------

_email = r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+"
PORTAL_VENDOR_NAME = env.text("PORTAL_VENDOR_NAME", "Sourcegraph")
PORTAL_PRODUCTS = {
    "code_search": env.text("PORTAL_PRODUCT_CODE_SEARCH", "Code Search"),
    "cody": env.text("PORTAL_PRODUCT_CODY", "Cody"),
}
PORTAL_SENDER_NAME = env.text("PORTAL_SENDER_NAME", "Sourcegraph Technical Success")
PORTAL_SENDER_EMAIL = env.matching(
    "PORTAL_SENDER_EMAIL", "success@portal.example", _email, "an address such as team@example.com"
)
PORTAL_INBOUND_ADDRESS = env.matching(
    "PORTAL_INBOUND_ADDRESS",
    "",
    r"[A-Za-z0-9._-]{1,25}@[^@\s<>,;+]+\.[^@\s<>,;+]+",
    "an address such as help@in.example.com, of at most 25 letters before the @ and without a +",
)
DEFAULT_FROM_EMAIL = f'"{PORTAL_SENDER_NAME}" <{PORTAL_SENDER_EMAIL}>'
PORTAL_BRAND_COLOR = env.matching(
    "PORTAL_BRAND_COLOR", "#5b4bdb", r"#[0-9a-fA-F]{6}", "a colour such as #5b4bdb"
)
PORTAL_BRAND_LOGO = env.picture("PORTAL_BRAND_LOGO", most_bytes=100_000, most_points=1200)
PORTAL_POSTAL_ADDRESS = env.text("PORTAL_POSTAL_ADDRESS", "")
PORTAL_DOCS_URL = env.url(
    "PORTAL_DOCS_URL", "https://sourcegraph.com/docs", ["https", "http"], "https://docs.example.com"
)

# --- People and time --------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # the theme's login page names no next page
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
_pbkdf2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
PASSWORD_HASHERS = [env.dotted("PORTAL_PASSWORD_HASHER", _pbkdf2)]

USE_TZ = True
TIME_ZONE = env.time_zone("PORTAL_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en-us"
USE_I18N = False

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.folder("PORTAL_STATIC_DIR", DATA_DIR / "static")
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "static"] if folder.is_dir()]
MEDIA_ROOT = DATA_DIR / "media"
# On one's own machine files are served from where they lie, with nothing to collect first.
WHITENOISE_USE_FINDERS = not PRODUCTION
if PRODUCTION:
    _static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
else:
    _static = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}

# --- Security ---------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/?$"]  # asked for by machines that do not follow redirects
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # tokens in our links must not travel on
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]
PORTAL_TRUST_PROXY = env.flag("PORTAL_TRUST_PROXY", False)
if PORTAL_TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Logs -------------------------------------------------------------------------------------

_level = env.choice("PORTAL_LOG_LEVEL", "info", ["debug", "info", "warning", "error"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"},
    },
    "filters": {"tokens": {"()": "cs_portal.redaction.TokenFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["tokens"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": _level.upper(),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django-q": {"handlers": [], "level": "INFO", "propagate": True},
    },
}

# --- The admin's look -------------------------------------------------------------------------

FORMAT_MODULE_PATH = "cs_portal.formats"

UNFOLD = {
    "SITE_TITLE": "CS Portal",
    "SITE_HEADER": "CS Portal",
    "SITE_SUBHEADER": f"{PORTAL_VENDOR_NAME} Technical Success",
    "SITE_SYMBOL": "handshake",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "cs_portal.panels.icon"},
    ],
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "STYLES": ["cs_portal.panels.style_sheet"],
    "SCRIPTS": ["cs_portal.panels.script"],
    "DASHBOARD_CALLBACK": "cs_portal.today.context",
    "SIDEBAR": {"show_search": True, "navigation": "cs_portal.navigation.sidebar"},
    "COLORS": {
        "primary": {
            "50": "oklch(96.8% .014 285)",
            "100": "oklch(93.6% .030 285)",
            "200": "oklch(88.2% .060 284)",
            "300": "oklch(79.6% .105 283)",
            "400": "oklch(69.0% .160 281)",
            "500": "oklch(60.0% .205 279)",
            "600": "oklch(51.8% .220 278)",
            "700": "oklch(46.0% .200 278)",
            "800": "oklch(40.0% .170 278)",
            "900": "oklch(34.5% .130 279)",
            "950": "oklch(25.5% .095 280)",
        },
    },
}
