"""The settings work with nothing set, refuse nonsense in one line, and are safe in production."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from cs_portal import env
from tests.conftest import ROOT, Portal

KEY = "".join(map(chr, range(48, 110)))
PRODUCTION = {
    "SECRET_KEY": KEY,
    "DEBUG": "off",
    "PORTAL_BASE_URL": "https://portal.example.com",
    "ALLOWED_HOSTS": "portal.example.com",
}
SHOW = """
import json
from django.conf import settings as s
print(json.dumps({name: getattr(s, name, None) for name in NAMES}, default=str))
"""


def show(portal: Portal, *names: str, **variables: str) -> dict:
    done = portal("shell", "--no-imports", "-c", SHOW.replace("NAMES", repr(names)), **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_set_is_a_local_portal_that_sends_nothing(portal: Portal) -> None:
    got = show(portal, "PRODUCTION", "DEBUG", "PORTAL_SENDING", "TIME_ZONE", "SECRET_KEY")
    assert got | {"SECRET_KEY": ""} == {
        "PRODUCTION": False,
        "DEBUG": False,
        "PORTAL_SENDING": "log",
        "TIME_ZONE": "UTC",
        "SECRET_KEY": "",
    }
    assert len(got["SECRET_KEY"]) >= 50
    assert show(portal, "SECRET_KEY")["SECRET_KEY"] == got["SECRET_KEY"], "kept between starts"


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'; it takes on or off"),
        ({"PORTAL_SENDING": "yes"}, "PORTAL_SENDING is 'yes'; it takes off or log or on"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL is 'mysql://a/b'; it takes sqlite:///"),
        (
            {"PORTAL_ALERT_WEBHOOK": "http://hooks.example.com/x"},
            "PORTAL_ALERT_WEBHOOK is a value that is not shown; it takes an address such as https:",
        ),
        ({"PORTAL_ALERT_WEBHOOK_SEVERITY": "loud"}, "PORTAL_ALERT_WEBHOOK_SEVERITY is 'loud'"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'; it takes a whole number"),
        ({"PORTAL_TIME_ZONE": "Berlin"}, "PORTAL_TIME_ZONE is 'Berlin'; it takes an IANA"),
        (
            {"Q_BROKER_URL": "amqp://x"},
            "Q_BROKER_URL is 'amqp://x'; it takes an address such as redis:",
        ),
        ({"PORTAL_BASE_URL": "portal"}, "PORTAL_BASE_URL is 'portal'; it takes an address"),
        (
            {"EMAIL_BACKEND": "post mark"},
            "EMAIL_BACKEND is 'post mark'; it takes the dotted path of a class",
        ),
        ({"EMAIL_USE_TLS": "on", "EMAIL_USE_SSL": "on"}, "EMAIL_USE_TLS and EMAIL_USE_SSL"),
        ({"DEBUG": "off"}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": "portal.example.com"}, "SECRET_KEY is not set"),
        ({"PORTAL_BASE_URL": "https://portal.example.com"}, "SECRET_KEY is not set"),
        (PRODUCTION | {"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        (PRODUCTION | {"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        (PRODUCTION | {"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY is a development key"),
    ],
)
def test_wrong_value_is_refused_in_one_line(
    variables: dict[str, str], line: str, portal: Portal
) -> None:
    done = portal("check", **variables)
    assert done.returncode != 0
    assert done.stderr.startswith(f"manage.py: {line}"), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_check_deploy_is_clean_in_production(portal: Portal) -> None:
    done = portal("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.slow
def test_collectstatic_finds_every_file_that_styles_name(portal: Portal, tmp_path: Path) -> None:
    done = portal("collectstatic", "--no-input", "--verbosity", "0", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var" / "static" / "staticfiles.json").exists()


def test_production_keeps_cookies_to_https(portal: Portal) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert set(show(portal, *names, **PRODUCTION).values()) == {True}
    assert set(show(portal, *names).values()) == {False}


def test_sqlite_begins_transactions_for_writing_and_waits(portal: Portal) -> None:
    options = show(portal, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in options["init_command"]


def test_postgres_by_url_checks_connections_and_uses_no_pool(portal: Portal) -> None:
    database = show(portal, "DATABASES", DATABASE_URL="postgres://u:p@db:5433/portal")
    default = database["DATABASES"]["default"]
    assert default["ENGINE"] == "django.db.backends.postgresql"
    assert (default["HOST"], default["PORT"], default["NAME"]) == ("db", 5433, "portal")
    assert default["CONN_HEALTH_CHECKS"] is True
    assert "pool" not in default.get("OPTIONS", {})


@pytest.mark.parametrize("url", ["", "redis://localhost:6379/3"])
def test_queue_and_shared_cache_follow_the_broker(url: str, portal: Portal) -> None:
    got = show(portal, "Q_CLUSTER", "CACHES", Q_BROKER_URL=url)
    cluster, cache = got["Q_CLUSTER"], got["CACHES"][got["Q_CLUSTER"]["cache"]]
    assert (cluster.get("orm"), cluster.get("redis")) == ((None, url) if url else ("default", None))
    assert ("Redis" if url else "FileBased") in cache["BACKEND"]


def test_retry_is_longer_than_a_task_can_wait_and_run() -> None:
    cluster = settings.Q_CLUSTER
    waiting = cluster["queue_limit"] / cluster["workers"] + 2
    assert cluster["retry"] > cluster["timeout"] * waiting


def test_every_anymail_variable_arrives(portal: Portal) -> None:
    got = show(portal, "ANYMAIL", ANYMAIL_POSTMARK_SERVER_TOKEN="t", ANYMAIL_WEBHOOK_SECRET="a:b")
    assert got["ANYMAIL"]["POSTMARK_SERVER_TOKEN"] == "t"
    assert got["ANYMAIL"]["WEBHOOK_SECRET"] == "a:b"
    assert got["ANYMAIL"]["REQUESTS_TIMEOUT"] == 10


def test_webhooks_are_refused_until_they_have_a_secret(client: Client) -> None:
    event = {"RecordType": "SpamComplaint", "Email": "a@example.com"}
    answer = client.post("/anymail/postmark/tracking/", event, "application/json")
    assert answer.status_code in (400, 403)


def test_policy_is_strict_outside_the_admin_and_no_wider_than_needed_inside(
    client: Client,
) -> None:
    public = client.get("/no-such-page")["Content-Security-Policy"]
    assert "unsafe" not in public
    assert "default-src 'self'" in public
    admin = client.get("/admin/login/?next=/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in f"{admin};"
    assert "style-src 'self' 'unsafe-inline';" in f"{admin};"
    assert "http" not in admin


@pytest.mark.parametrize("document", [".env.example", "docs/configuration.md"])
def test_every_variable_is_documented(document: str) -> None:
    told = set(re.findall(r"\b[A-Z][A-Z_]{3,}\b", (ROOT / document).read_text()))
    assert set(env.read) <= told


def test_documents_name_no_variable_that_is_not_read() -> None:
    example = (ROOT / ".env.example").read_text()
    told = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert {name for name in told if not name.startswith("ANYMAIL_")} <= set(env.read)
