"""The practice platform as a server of its own: `practice_server.py FOLDER HANDLE…` prints its port and tokens as JSON.

A process of its own, so that connectors are tested over a real socket, without a Django in the tests' process, and so
that it can be killed. Started again on the same folder it goes on with what it had, and with the same tokens.
"""

import json
import sys
from pathlib import Path

import django
import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

urlpatterns: list = []


def main(folder: Path, handles: list[str]) -> None:
    settings.configure(
        SECRET_KEY="only for tests " * 4,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.staticfiles", "countersign.practice"],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        STATIC_URL="static/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "practice.sqlite3"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 30,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
                },
            }
        },
    )
    django.setup()
    urlpatterns.append(path("practice/", include("countersign.practice.urls")))
    tokens = folder / "tokens.json"
    if not tokens.exists():
        call_command("migrate", verbosity=0)
        from countersign.practice.services import open_account

        tokens.write_text(json.dumps({handle: open_account(handle, f"{handle} (practice)") for handle in handles}))
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    print(json.dumps({"port": server.effective_port, "tokens": json.loads(tokens.read_text())}), flush=True)
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
