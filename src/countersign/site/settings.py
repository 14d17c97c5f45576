"""Django settings. What an administrator may change comes from the environment; see docs/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from countersign.site import places

SITE = Path(__file__).resolve().parent
DATA = places.data_folder()

DEBUG = False
SECRET_KEY = places.secret("session_key", DATA)
OAUTH_KEY = places.secret("oauth_key", DATA)
ALLOWED_HOSTS = [h for h in os.environ.get("COUNTERSIGN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if h]
BASE_URL = os.environ.get("COUNTERSIGN_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
PRIVATE_HOSTS = [h.strip() for h in os.environ.get("COUNTERSIGN_PRIVATE_HOSTS", "").split(",") if h.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # allauth's page of security keys asks for it.
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "countersign.gate",
    "countersign.evidence",
    "countersign.people",
    "countersign.directive",
    "countersign.accounts",
    "countersign.findings",
    "countersign.posts",
    "countersign.desk",
    "countersign.practice",
    "countersign.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "countersign.people.web.identity.IdentityMiddleware",
    "countersign.people.signin.SecondFactor",
]

ROOT_URLCONF = "countersign.site.urls"
WSGI_APPLICATION = "countersign.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "countersign.site.context.frame",
            ],
        },
    }
]

DATABASES = {"default": places.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One clock in the house: a demonstration moves both.
PRACTICE_CLOCK = "countersign.gate.clock.now"

FIRST_PACK = os.environ.get("COUNTERSIGN_PACK", "idoc_01_02_400")

AUTH_USER_MODEL = "people.SignIn"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
MFA_PASSKEY_LOGIN_ENABLED = True
# The roster vouches for work addresses; nobody has to prove one before a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Passkeys on http are for the machine itself only; every other address needs https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith("http://localhost")
ACCOUNT_ADAPTER = "countersign.people.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]

EMAIL_HOST = os.environ.get("COUNTERSIGN_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("COUNTERSIGN_MAIL_PORT") or {"tls": 465, "none": 25}.get(places.mail_security(), 587))
EMAIL_HOST_USER = os.environ.get("COUNTERSIGN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("COUNTERSIGN_MAIL_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = places.mail_security() == "starttls", places.mail_security() == "tls"
EMAIL_TIMEOUT = 20
# Without a server nothing may leave, not even a sign-in library's own mail: notices wait in the outbox.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("COUNTERSIGN_MAIL_FROM") or f"countersign@{urlsplit(BASE_URL).hostname}"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [SITE / "locale"]
FORMAT_MODULE_PATH = "countersign.site.locale"
TIME_ZONE = os.environ.get("COUNTERSIGN_TIME_ZONE", "America/Chicago")
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [SITE / "static"]
WHITENOISE_USE_FINDERS = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": {
        "BACKEND": "countersign.evidence.store.SyncedFiles",
        "OPTIONS": {"location": DATA / "evidence"},
    },
}

SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PACKS = Path(__file__).resolve().parent.parent / "packs"
