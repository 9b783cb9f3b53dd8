"""What tests of every app may ask for: databases, the command line, a mail server, a browser."""

import contextlib
import fcntl
import importlib
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import psycopg
import pytest
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.utils import ConnectionHandler
from psycopg import sql
from pytest_django.plugin import blocking_manager_key

from tests.postgres import Server, Unavailable, run_tool
from tests.smtp_sink import Sink

ROOT = Path(__file__).resolve().parent.parent

# The browser driver keeps an event loop in the test's thread; Django would refuse to query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# How fast an example is says more about the machine than about the code.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

STARTER_MIGRATIONS = (
    "accounts.migrations.0003_programmes",
    "accounts.migrations.0005_role_groups",
    "accounts.migrations.0012_feature_catalogue",
    "accounts.migrations.0013_knowledge_roles",
    "campaigns.migrations.0002_starter_programme",
    "campaigns.migrations.0016_topics",
    "accounts.migrations.0016_starter_pools",
    "accounts.migrations.0019_starter_trainings",
    "accounts.migrations.0023_lift_suppressions",
    "accounts.migrations.0023_lift_suppressions",
    "campaigns.migrations.0026_recap_roles",
    "campaigns.migrations.0008_team_mail_roles",
    "campaigns.migrations.0012_single_mail_roles",
    "lifecycle.migrations.0004_work_roles",
    "campaigns.migrations.0006_draft_roles",
    "lifecycle.migrations.0018_opportunity_roles",
    "lifecycle.migrations.0024_opportunities_by_hand_roles",
    "campaigns.migrations.0010_segment_roles",
    "campaigns.migrations.0015_starter_meeting_types",
    "campaigns.migrations.0018_response_roles",
    "campaigns.migrations.0020_beta_roles",
    "campaigns.migrations.0028_proposal_roles",
    "lifecycle.migrations.0021_shared_page_roles",
    "campaigns.migrations.0030_watch_roles",
    "campaigns.migrations.0030_watch_roles",
    "campaigns.migrations.0030_watch_roles",
    "lifecycle.migrations.0005_work_pages",
    "lifecycle.migrations.0006_starter_playbooks",
    "lifecycle.migrations.0008_alert_routes",
    "lifecycle.migrations.0010_renewal_roles",
    "lifecycle.migrations.0012_team_as_it_is",
    "lifecycle.migrations.0014_review_roles",
    "lifecycle.migrations.0016_plan_roles_and_rhythm",
    "campaigns.migrations.0023_survey_and_help_roles",
    "campaigns.migrations.0024_starter_surveys",
    "campaigns.migrations.0037_sending_place_roles",
)

Portal = Callable[..., subprocess.CompletedProcess[str]]


@cache
def chromium() -> str | None:
    """The first Chromium that starts; some distributions install a stub that does not."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path and not subprocess.run([path, "--version"], capture_output=True).returncode:
            return path
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_browser = pytest.mark.skip(reason="no Chromium on this machine (apt-get install chromium)")
    for item in items:
        if item.get_closest_marker("browser") and not chromium():
            item.add_marker(no_browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with transactions of its own empties every table; give back what migrations put in."""
    yield
    marker = item.get_closest_marker("django_db")
    # After the last test there is no database any more.
    if nextitem and marker and marker.kwargs.get("transaction"):
        from django.apps import apps

        with item.config.stash[blocking_manager_key].unblock():
            for module in STARTER_MIGRATIONS:
                importlib.import_module(module).forwards(apps, None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The distribution's Chromium; as root it runs only without its sandbox."""
    args = [] if os.getuid() else ["--no-sandbox"]
    return {**browser_type_launch_args, "executable_path": chromium(), "args": args}


def portal_environment(folder: Path, **variables: str) -> dict[str, str]:
    """A whole environment for a child: nothing of the shell's but the way to its programs."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONUNBUFFERED": "1",
        "PORTAL_ENV_FILE": os.devnull,
        "PORTAL_DATA_DIR": str(folder),
        **variables,
    }


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """Run `manage.py` as a user would: portal("run_day", "--on", day, DATABASE_URL=url)."""

    def run(
        *arguments: str, timeout: float = 300, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
            cwd=ROOT,
            env=portal_environment(tmp_path / "var", **variables),
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    return run


@pytest.fixture
def portal_process(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `manage.py` and go on; what runs at the end is killed with its children."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **variables: str) -> subprocess.Popen[str]:
        with (tmp_path / f"process-{len(started)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
                cwd=ROOT,
                env=portal_environment(tmp_path / "var", **variables),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()


def migrate(url: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=portal_environment(folder, DATABASE_URL=url),
        check=True,
    )


@contextlib.contextmanager
def once_per_run(
    config: pytest.Config, tmp_path_factory: pytest.TempPathFactory, name: str
) -> Iterator[tuple[Path, bool]]:
    """A file that the first of the run's workers makes, while the others wait for it."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(config, "workerinput"):
        folder = folder.parent
    file = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield file, file.exists()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server that may create databases: TEST_POSTGRES_URL, or a private one."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    server = Server()
    try:
        url = server.__enter__()
    except Unavailable as reason:
        pytest.skip(str(reason))
    yield url
    server.__exit__()


@pytest.fixture(scope="session")
def _postgres_template(
    request: pytest.FixtureRequest, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    name = f"portal_template_{uuid.uuid4().hex[:8]}"
    url = _named(postgres_url, name)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with once_per_run(request.config, tmp_path_factory, "template.dump") as (file, made):
            if made:
                run_tool("pg_restore", f"--dbname={url}", file)
            else:
                migrate(url, file.parent / "var")
                with contextlib.suppress(Unavailable):  # a server elsewhere, no tools here
                    run_tool("pg_dump", "--format=custom", f"--file={file}", url)
        yield name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def fresh_postgres(postgres_url: str, _postgres_template: str) -> Iterator[str]:
    """The DATABASE_URL of an empty, migrated PostgreSQL database of this test's own."""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    mine, template = sql.Identifier(name), sql.Identifier(_postgres_template)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(mine, template))
        yield _named(postgres_url, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(mine))


def _named(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


@pytest.fixture(scope="session")
def _sqlite_template(request: pytest.FixtureRequest, tmp_path_factory) -> Path:
    with once_per_run(request.config, tmp_path_factory, "template.sqlite3") as (file, made):
        if not made:
            new = file.with_name("new.sqlite3")
            migrate(f"sqlite:///{new}", file.parent / "var")
            with sqlite3.connect(new) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            new.rename(file)
    return file


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None
) -> None:
    """SQLite's tables in memory are a copy of the template: migrating takes half a minute."""
    from django.db import connection

    if connection.vendor == "sqlite":
        template = request.getfixturevalue("_sqlite_template")
        connection.creation.create_test_db = partial(_copy, connection, template)


def _copy(connection, template: Path, *_, **__) -> str:
    """What Django's own gives: the name of the database that tests are connected to from now."""
    name = connection.creation._get_test_db_name()
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(f"file:{template}?mode=ro", uri=True)) as source:
        source.backup(connection.connection)
    return name


@pytest.fixture
def fresh_sqlite(_sqlite_template: Path, tmp_path: Path) -> str:
    """The DATABASE_URL of an empty, migrated SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'portal.sqlite3')}"


@pytest.fixture
def postgres_connection(fresh_postgres: str) -> Iterator[DatabaseWrapper]:
    """Django's connection to it, for code whose `connection` a test exchanges."""
    parts = urlsplit(fresh_postgres)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname,
        "PORT": parts.port,
    }
    found = ConnectionHandler({"default": database})["default"]
    yield found
    found.close()


@pytest.fixture(params=["sqlite", "postgres"])
def fresh_database(request: pytest.FixtureRequest) -> str:
    """Both kinds, one after the other."""
    return request.getfixturevalue(f"fresh_{request.param}")


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    """A real SMTP server on 127.0.0.1 that keeps count; see tests/smtp_sink.py."""
    with Sink() as sink:
        yield sink


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a web process keeps in its memory for a while is another test's book."""
    for name in ("campaigns.booking.recent", "campaigns.public.looks"):
        if kept := sys.modules.get(name):
            kept.forget()
