"""One file of settings, read from the environment; refuses to start when a secret is missing."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from pwpservice import env, logs
from pwpservice.databases import postgres
from pwpservice.messaging import choice

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.text("STEP2_STATE_DIR", str(BASE_DIR / "var")))

# The practice service: invented people only, demo sign-ins allowed, banner on every page.
PRACTICE_SERVICE = env.flag("PRACTICE_SERVICE")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.required("SECRET_KEY")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS")
if not PRACTICE_SERVICE:
    if DEBUG:
        raise ImproperlyConfigured(
            "DEBUG is on. It shows clinical data in error pages: never in production."
        )
    if len(SECRET_KEY) < 50 or "insecure" in SECRET_KEY or len(set(SECRET_KEY)) < 10:
        raise ImproperlyConfigured(
            "SECRET_KEY is a default or too short: generate 50 random characters."
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this service, without *.")
elif not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")

# What is ours comes before Django's own, so that our templates win.
INSTALLED_APPS = [
    "audit",
    "jobs",
    "staff",
    "policy",
    "referrals",
    "outcomes",
    "caseload",
    "supervision",
    "portal",
    "reporting",
    "pwpservice",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_htmx",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pwpservice.middleware.private_pages",
    "pwpservice.middleware.refuse_unreadable_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "audit.middleware.fill_context",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.middleware.idle_lock",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pwpservice.urls"
WSGI_APPLICATION = "pwpservice.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "pwpservice.templating.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "pwpservice.context.page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Migrations run as the owner of the tables; web, worker and beat as a role that may not change them
# (safety S-P6).
_migrating = env.flag("STEP2_MIGRATING")
_database_url = env.required("DATABASE_URL")
DATABASES = {
    "default": postgres(
        (env.text("MIGRATION_DATABASE_URL") or _database_url) if _migrating else _database_url,
        application=f"step2-{env.text('STEP2_ROLE', 'manage')}",
    )
}
if _migrating:
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=5000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("CACHE_URL", "redis://127.0.0.1:6379/2"),
    }
}

# Sessions are clinical infrastructure: in PostgreSQL, so Redis may vanish (safety S-D1).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Messages name people ("Signed 10:59. Session 5, ..."): in the session row, never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pwpservice.errors.csrf_failure"
COOKIE_SECURE = env.flag("COOKIE_SECURE", default=not PRACTICE_SERVICE)
if not COOKIE_SECURE and not PRACTICE_SERVICE:
    raise ImproperlyConfigured("COOKIE_SECURE=0 is for the practice service only.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COOKIE_SECURE
if COOKIE_SECURE:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

AUTH_USER_MODEL = "staff.StaffMember"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "staff.backends.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "staff.sign_in.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# For so long a password given again holds for what S-S1 names (staff/confirming.py);
# signing in is not enough.
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.whole_number("STEP_UP_SECONDS", 300)
# allauth counts in the cache, and Redis may be away: axes counts in PostgreSQL instead.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# How many proxies of our own stand in front, each of which adds whom it saw to X-Forwarded-For. Too
# few, and everybody shares one address; too many, and anybody may invent one.
PROXIES = env.whole_number("PROXIES", 0 if PRACTICE_SERVICE else 1)
AXES_CLIENT_IP_CALLABLE = "staff.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "staff.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
# Words of the patients' pages in other languages, as the service has had them translated.
LOCALE_PATHS = [env.text("LOCALE_DIR", str(STATE_DIR / "locale"))]
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(STATE_DIR / "static"))
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "pwpservice.uploads.NamelessFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0")

# Notices to staff go by this mail server; production refuses to start without one, and the practice
# service has files instead.
EMAIL_HOST = env.text("STAFF_SMTP_HOST")
EMAIL_PORT = env.whole_number("STAFF_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("STAFF_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("STAFF_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("STAFF_SMTP_TLS", default=True)
# Shorter than the lease of an outbox row.
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = str(STATE_DIR / "mail")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "step2@localhost" if PRACTICE_SERVICE else "")
EMAIL_BACKEND = choice.staff_mail(
    {
        "STAFF_SMTP_HOST": EMAIL_HOST,
        "STAFF_SMTP_USER": EMAIL_HOST_USER,
        "STAFF_SMTP_PASSWORD": EMAIL_HOST_PASSWORD,
        "DEFAULT_FROM_EMAIL": DEFAULT_FROM_EMAIL,
    },
    is_practice=PRACTICE_SERVICE,
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    # The API stands outside the sign-in middleware: it denies unless a view says who may.
    "DEFAULT_PERMISSION_CLASSES": ["staff.api.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}

# Who answers when something below must make the summary true again (architecture 2): the one
# callback.
REFERRAL_CHANGED = "caseload.flagging.made_true"
# Who answers what the session page asks about answers that came by link.
ANSWERS_BY_LINK = {
    "so_far": "portal.session_answers.so_far",
    "end": "portal.actions.closing.close_for_contact",
}
# What the outbox hands each kind of row to that stays in this house.
OUTBOX_HANDLERS: dict[str, str] = {}
# What goes to a gateway outside: sent with no transaction open, then confirmed.
OUTBOX_SENDERS = {
    "patient_message": "portal.sending.send_message",
    "staff_notice": "caseload.notices.send",
}
SERVICE_NAME = env.text("SERVICE_NAME", "Northbrook Talking Therapies")
# Who makes the national return: codes of organisations (ODS). Without them none is written.
PROVIDER_ODS = env.text("PROVIDER_ODS", "ZZP01" if PRACTICE_SERVICE else "")
SUBMITTER_ODS = env.text("SUBMITTER_ODS", PROVIDER_ODS)
# Where patients reach the pages that their messages name.
PUBLIC_ADDRESS = choice.public_address(env.text("PUBLIC_ADDRESS"), is_practice=PRACTICE_SERVICE)
# By whom messages to patients leave: local (practice), notify, or smtp for emails.
MESSAGE_PROVIDERS = choice.providers(
    {"TEXT": env.text("TEXT_PROVIDER"), "EMAIL": env.text("EMAIL_PROVIDER")},
    is_practice=PRACTICE_SERVICE,
)
NOTIFY_ADDRESS = env.text("NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk").rstrip("/")
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY")
NOTIFY_TEXT_TEMPLATE = env.text("NOTIFY_TEXT_TEMPLATE")
NOTIFY_EMAIL_TEMPLATE = env.text("NOTIFY_EMAIL_TEMPLATE")
# What the provider shows when it tells us of a delivery or a reply.
NOTIFY_CALLBACK_TOKEN = env.text("NOTIFY_CALLBACK_TOKEN")
PATIENT_EMAIL_FROM = env.text("PATIENT_EMAIL_FROM", DEFAULT_FROM_EMAIL)
PATIENT_SMTP_HOST = env.text("PATIENT_SMTP_HOST")
PATIENT_SMTP_PORT = env.whole_number("PATIENT_SMTP_PORT", 587)
PATIENT_SMTP_USER = env.text("PATIENT_SMTP_USER")
PATIENT_SMTP_PASSWORD = env.text("PATIENT_SMTP_PASSWORD")
PATIENT_SMTP_TLS = env.flag("PATIENT_SMTP_TLS", default=True)
choice.refuse_half_a_setting(
    MESSAGE_PROVIDERS,
    {
        "NOTIFY_ADDRESS": NOTIFY_ADDRESS,
        "NOTIFY_API_KEY": NOTIFY_API_KEY,
        "NOTIFY_CALLBACK_TOKEN": NOTIFY_CALLBACK_TOKEN,
        "NOTIFY_TEXT_TEMPLATE": NOTIFY_TEXT_TEMPLATE,
        "NOTIFY_EMAIL_TEMPLATE": NOTIFY_EMAIL_TEMPLATE,
        "PATIENT_SMTP_HOST": PATIENT_SMTP_HOST,
    },
)
# Where sealed copies for when the system is down are put, and the words that open them; off unless
# a folder is named.
OFFLINE_COPIES_DIR = env.text("OFFLINE_COPIES_DIR")
OFFLINE_COPIES_WORDS = env.text("OFFLINE_COPIES_WORDS")
if OFFLINE_COPIES_DIR and len(OFFLINE_COPIES_WORDS) < 20:
    raise ImproperlyConfigured(
        "OFFLINE_COPIES_DIR needs OFFLINE_COPIES_WORDS: at least 20 characters, as they alone keep"
        " the copies closed."
    )
HEARTBEAT_SECONDS = env.whole_number("STEP2_HEARTBEAT_SECONDS", 60)
RUN_TOKEN = env.text("STEP2_RUN_TOKEN")

logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "pwpservice.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    # What is ours, and each request by its path, which holds references only.
    "loggers": {
        "django_structlog": {"level": env.text("LOG_LEVEL", "INFO")},
        "django.server": {"level": "WARNING"},
    },
}
