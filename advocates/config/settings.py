"""Django's settings, all of them derived from the environment by `env`."""

from pathlib import Path

from advocates.config import env, languages
from advocates.core.languages import INTERFACE_LANGUAGES

PACKAGE = Path(__file__).resolve().parent.parent

PORT = env.integer("PORT", 8000, 1, 65535)
DATA_DIR = env.data_dir(PACKAGE.parent / "var")
SITE = env.site_url(PORT)
SITE_URL = SITE.geturl()
IS_HTTPS = SITE.scheme == "https"
SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = False
PROFILE = env.text("PROFILE", str(PACKAGE / "profiles" / "cml.toml"))
# Installations that change the software must offer their source (AGPL section 13); empty draws no link.
SOURCE_URL = env.text("SOURCE_URL")

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [SITE.hostname or "", *(LOOPBACK if not IS_HTTPS else [])]
# How many proxies in front of us may be believed about the visitor's address.
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0, 0, 9)
WEB_PROCESSES = env.integer("WEB_PROCESSES", 1, 1, 64)

INSTALLED_APPS = [
    "advocates.operations",
    "advocates.search",
    "advocates.dashboard",
    "advocates.publishing",
    "advocates.wiki",
    "advocates.forum",
    "advocates.moderation",
    "advocates.files",
    "advocates.spaces",
    "advocates.organisations",
    "advocates.notifications",
    "advocates.syndication",
    "advocates.accounts",
    "advocates.core",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    # The widgets' templates; ours stand in templates/ and come first.
    "django.forms",
]

MIDDLEWARE = [
    "advocates.core.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "advocates.core.viewer.attach_viewer",
    "advocates.accounts.sessions.keep_sessions",
    "advocates.core.i18n.choose_language",
    "advocates.accounts.zones.in_own_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "advocates.spaces.drafts.carrying.KeepText",
    "advocates.core.access.Fences",
    "advocates.core.refused.AnswerRefusals",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "advocates.config.urls"
WSGI_APPLICATION = "advocates.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "advocates.core.context.site",
            ],
            # In place of Django's: they remember what never changes.
            "libraries": {"i18n": "advocates.core.templatetags.fixed"},
            "builtins": ["advocates.core.templatetags.fixed"],
        },
    }
]
FORM_RENDERER = "advocates.core.forms.FormRenderer"

DATABASES = {"default": env.database(DATA_DIR)}
# A thread that waits for another program's answer leaves the processor to the others: with two, a members' page on
# PostgreSQL took half as much of the processor again as with eight.
WEB_THREADS = env.integer("WEB_THREADS", 2 if "sqlite" in DATABASES["default"]["ENGINE"] else 8, 1, 64)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False
CACHES = {"default": env.cache()}
STORAGE_URL = env.only("STORAGE_URL", {"folder": "folder:// (the data folder)"})
SEARCH_URL = env.only("SEARCH_URL", {"database": "database://"})
# None: into a folder.
EMAIL_SERVER = env.email()
EMAIL_FROM = env.address("EMAIL_FROM", f"no-reply@{SITE.hostname}")
# Empty: mail that cannot be delivered is reported to EMAIL_FROM, and nobody here reads it.
BOUNCE_ADDRESS = env.address("BOUNCE_ADDRESS", "")
# Answers to our mails come in at `reply+key@…` of this address; empty: nobody can answer by mail.
REPLY_ADDRESS = env.address("REPLY_ADDRESS", "")
# The name under which our own mail server says (RFC 8601) whose mail it found genuine; empty: it is not asked.
TRUSTED_AUTHSERV_ID = env.text("TRUSTED_AUTHSERV_ID").lower()
# Where `serve` takes mail in by LMTP, on 127.0.0.1; 0: nowhere.
MAIL_IN_PORT = env.integer("MAIL_IN_PORT", 0, 0, 65535)
# None: no mail provider calls us.
MAIL_HOOK = env.mail_hook(
    {
        "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
        "postal": "POSTAL_WEBHOOK_KEY",
        "postmark": "",
        "sparkpost": "",
    }
)
ANYMAIL = MAIL_HOOK["library"] if MAIL_HOOK else {}
# Empty: mail is not signed.
DKIM_SELECTOR = env.label("DKIM_SELECTOR")
EMAIL_BACKEND = "advocates.core.outbox.OutboxBackend"
MEDIA_ROOT = DATA_DIR / "media"
# Large uploads wait here while they come in, and not in a folder of everybody's.
FILE_UPLOAD_TEMP_DIR = DATA_DIR
MEDIA_URL = "/media/"
TASKS = {"default": {"BACKEND": "advocates.core.jobs.JobsBackend"}}

# Accounts
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["advocates.accounts.backends.PersonBackend"]
PASSWORD_HASHERS = [
    "advocates.accounts.hashers.FrugalArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "advocates.accounts.passwords.MaximumLength"},
    {"NAME": "advocates.accounts.passwords.NotTheSitesName"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
ACCOUNT_ADAPTER = "advocates.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme
# Our own limits count: they fall back to the database and answer with Retry-After.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "advocates.accounts.forms.SignInForm",
    "reset_password": "advocates.accounts.forms.ResetForm",
    "reset_password_from_key": "advocates.accounts.forms.ResetFromKeyForm",
    "change_password": "advocates.accounts.forms.PasswordChangeForm",
    "set_password": "advocates.accounts.forms.PasswordSetForm",
    "reauthenticate": "advocates.accounts.forms.ConfirmPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 3600
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "advocates.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "advocates.accounts.factor_forms.CodeForm",
    "reauthenticate": "advocates.accounts.factor_forms.ConfirmCodeForm",
    "activate_totp": "advocates.accounts.factor_forms.AppForm",
    "add_webauthn": "advocates.accounts.factor_forms.PasskeyForm",
    "login_webauthn": "advocates.accounts.factor_forms.PasskeySignInForm",
    "authenticate_webauthn": "advocates.accounts.factor_forms.PasskeySecondForm",
    "reauthenticate_webauthn": "advocates.accounts.factor_forms.PasskeyConfirmForm",
    "edit_webauthn": "advocates.accounts.factor_forms.PasskeyNameForm",
}
MFA_RATE_LIMITS = False
# Nobody signs up here, so an address that waits for confirmation is no stranger's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Codes that can be read again are codes that somebody else can read on an open screen.
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
USERSESSIONS_TRACK_ACTIVITY = False

# Cookies: none for a visitor but the CSRF cookie on a page that shows a form.
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "advocates.accounts.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "advocates.core.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Languages and time
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# Languages in which editors write although the interface is not translated: each with the interface beside it.
CONTENT_LANGUAGES = languages.content_languages(dict(INTERFACE_LANGUAGES), LANGUAGE_CODE)
# What Django and Wagtail know; nobody is offered an interface in the later ones.
LANGUAGES = [*INTERFACE_LANGUAGES, *((code, languages.own_name(code)) for code in CONTENT_LANGUAGES)]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["advocates.config.formats"]

# Wagtail
WAGTAIL_SITE_NAME = "Advocates"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILADMIN_COMMENTS_ENABLED = True
# Plain substring search in the back office: the full-text one answers a quotation mark with an error on SQLite and
# finds no CJK word. Nothing is indexed then; the site's own search reads the pages by itself.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database.fallback", "AUTO_UPDATE": False}
}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 30_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "advocates.publishing.picture_forms.PictureForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "odt", "docx", "xlsx", "ods"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[object] = []

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS = [PACKAGE / "static"]
# The address is unique by a constraint on its lower case, which the check does not see.
# W003: the library `i18n` is replaced on purpose (TEMPLATES).
SILENCED_SYSTEM_CHECKS = ["auth.W004", "templates.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "time={asctime} level={levelname} logger={name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "advocates": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
