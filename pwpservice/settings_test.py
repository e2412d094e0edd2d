"""The few differences for tests: quick hashes, plain static names, mail in memory."""

import os

os.environ.setdefault("PRACTICE_SERVICE", "1")
os.environ.setdefault("SECRET_KEY", "tests-only-" + "k3y" * 20)

from pwpservice.settings import *  # noqa: E402, F403
from pwpservice.settings import DATABASES, TEMPLATES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# No collected files are needed: each is found as it is asked for.
WHITENOISE_AUTOREFRESH = True
AXES_ENABLED = False
# A misspelt name is an error in our own templates, on every page any test draws.
TEMPLATES[0]["OPTIONS"]["environment"] = "tests.strict_templates.environment"  # type: ignore[index]
