"""The laws of docs/architecture.md, read from the source itself."""

import ast
import subprocess
import sys
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.utils.module_loading import import_string

from tests.purity import PURE, WITHOUT_DJANGO
from tests.source import APPS, CODE, ROOT, Module, dotted, elements, modules, root

# Law and place, and why it may be so. What is no longer needed here fails a test of its own.
EXEMPTIONS = {
    ("field", "accounts.User.date_joined"): "Django's own, and no rule reads it",
    ("keyword", "cs_portal/health.py"): "checks are called alike, from one list",
    ("keyword", "cs_portal/pulse.py"): "seconds of the machine's own clock, which no rule knows",
    ("size", "cs_portal/settings.py"): "all settings stay in one file",
    ("consent", "cs_portal/demo/removal.py"): "takes the whole demo book away, opt-outs too",
    ("clock", "accounts/doors.py"): "what doors of the command line share: their today",
    ("clock", "campaigns/apps.py"): "the receiver of providers' events is a door",
    ("clock", "campaigns/public/page.py"): "the door that every public page is behind",
    ("clock", "cs_portal/today.py"): "the front page of the admin is a view",
    ("decisions", "cs_portal/demo/removal.py"): "takes the whole demo book away, ledgers too",
    ("handing over", "campaigns/booking/calendars/fetch.py"): "reads, and hands nothing over",
    ("handing over", "cs_portal/demo/life.py"): "quietens the log while the demo's past is lived",
    ("receivers", "cs_portal/signs.py"): "the queue's own signs of life, no business rule",
}

CLOCKS = {
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
}
DECISIONS = {
    "AccountState", "Alert", "AlertEntry", "HealthChange", "StageChange", "StageOverride",
}  # fmt: skip
CONSENT = {"Suppression", "ConsentEvent"}
WRITES = {
    "bulk_create", "bulk_update", "create", "delete", "get_or_create", "save", "update",
    "update_or_create",
}  # fmt: skip


def unlawful(law: str, found: dict[str, object]) -> dict[str, object]:
    """Breaches that no exemption covers, by place."""
    return {place: what for place, what in found.items() if (law, place) not in EXEMPTIONS}


def by_place(found_in, where=()) -> dict[str, object]:
    """What was found in each module, leaving out modules with nothing."""
    found = {module.path: found_in(module) for module in where or modules()}
    return {path: what for path, what in found.items() if what}


# 1 Direction


@pytest.mark.parametrize(
    ("app", "others"),
    [
        ("accounts", ("lifecycle", "campaigns", "cs_portal")),
        ("lifecycle", ("campaigns", "cs_portal")),
        ("campaigns", ("cs_portal",)),
    ],
)
def test_imports_go_one_way(app, others):
    assert by_place(lambda module: module.imports_from(*others), modules(app)) == {}


def test_nobody_imports_the_tests():
    assert by_place(lambda module: module.imports_from("tests", "benchmarks")) == {}


# 2 Purity


def test_modules_named_pure_by_the_architecture_are_pure():
    names = {"facts", "policy", "stages", "health", "cadence", "eligibility", "windows"}
    assert names <= {name.rpartition(".")[2] for name in PURE}


def test_pure_modules_import_only_the_standard_library_and_each_other():
    def impure(module: Module) -> set[str]:
        parts = [pure.split(".") for pure in PURE]
        known = {".".join(part[:size]) for part in parts for size in range(1, len(part) + 1)}
        return {
            name
            for name in module.imports
            if name.partition(".")[0] not in sys.stdlib_module_names
            and name not in known
            and name.rpartition(".")[0] not in PURE
        }

    pure = [module for module in modules() if module.name in PURE]
    assert len(pure) == len(PURE)
    assert by_place(impure, pure) == {}


def test_modules_without_django_can_be_used_without_it():
    code = "import sys; from importlib import import_module\n"
    code += f"for name in {WITHOUT_DJANGO!r}: import_module(name)\n"
    code += "print(sorted(name for name in sys.modules if name.partition('.')[0] == 'django'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


# 3 Clock


def clock_readings(module: Module) -> list[str]:
    """Mentions of a clock; localdate(now) and the like only reckon with a moment given."""
    reckoned = {
        id(node.func)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and node.args and "local" in dotted(node.func)
    }
    return [
        f"{dotted(node)} in line {node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and ".".join(dotted(node).split(".")[-2:]) in CLOCKS
        and id(node) not in reckoned
    ]


def test_clock_is_read_at_doors_only():
    below = [module for module in modules() if not module.is_door]
    assert unlawful("clock", by_place(clock_readings, below)) == {}


def test_now_is_a_keyword_argument_below_doors():
    def positional(module: Module) -> list[str]:
        return [
            function.name
            for function in module.functions
            if not function.name.startswith("_")
            and any(argument.arg == "now" for argument in function.args.args)
        ]

    below = [module for module in modules() if not module.is_door]
    assert unlawful("keyword", by_place(positional, below)) == {}


def test_no_field_fills_itself_from_the_clock():
    filled = {
        str(field): model
        for model in own_models()
        for field in model._meta.local_fields
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or getattr(field.default, "__module__", "") == "django.utils.timezone"
    }
    assert unlawful("field", filled) == {}


# 4 One way out, one writer


def test_mail_is_handed_over_by_one_door():
    ways = ("smtplib", "django.core.mail", "anymail.backends", "requests", "urllib3")
    ways += ("http.client", "urllib.request", "campaigns.carriers")
    below = ("campaigns/send.py", "campaigns/sending/", "campaigns/carriers/")
    others = [module for module in modules() if not module.path.startswith(below)]

    def hands_over(module: Module) -> set[str]:
        # The message itself is data that a carrier takes, and no way out.
        return {name for name in module.imports_from(*ways) if ".message" not in name} - {
            "campaigns.carriers"
        }

    assert unlawful("handing over", by_place(hands_over, others)) == {}


def writes(module: Module, tables: set[str]) -> list[str]:
    """Writing calls on these models, on what they are queried into, and new rows of them."""
    found = []
    for scope in [module.tree, *module.functions]:
        names = set(tables)
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and root(node.value) in names:
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            if isinstance(node, ast.For) and names & {root(n) for n in elements(node.iter)}:
                names.add(root(node.target))
        for node in ast.walk(scope):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                found += [node.lineno] if root(node.func) in names else []
            elif dotted(node.func) in tables:
                found.append(node.lineno)
    return [f"line {number}" for number in sorted(set(found))]


@pytest.mark.parametrize(
    ("law", "tables", "writer"),
    [
        ("decisions", DECISIONS, "lifecycle/record/"),
        ("consent", CONSENT, "accounts/consent.py"),
    ],
)
def test_ledger_has_one_writer(law, tables, writer):
    found = by_place(lambda module: writes(module, tables))
    assert [found.pop(place) for place in list(found) if place.startswith(writer)]
    assert unlawful(law, found) == {}


# 5 Plan, then apply


def test_no_question_for_a_dry_run_below_a_door():
    def asks(module: Module) -> list[int]:
        tests = [n.test for n in ast.walk(module.tree) if isinstance(n, ast.If | ast.IfExp)]
        return [
            node.lineno
            for test in tests
            for node in ast.walk(test)
            if isinstance(node, ast.Name | ast.Attribute) and "dry_run" in dotted(node)
        ]

    below = [module for module in modules() if not module.is_door]
    assert unlawful("dry run", by_place(asks, below)) == {}


# 7 Size and opening sentence


def test_every_module_opens_with_a_sentence():
    def opening(module: Module) -> str | None:
        if not module.text.strip():
            return None
        first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
        return None if first.endswith(".") else first or "no docstring"

    assert by_place(opening, modules(*CODE, "tests", "benchmarks")) == {}


@pytest.mark.parametrize(("folders", "most"), [(CODE, 300), (("tests", "benchmarks"), 400)])
def test_modules_are_short(folders, most):
    long = by_place(lambda m: m.lines if m.lines > most else 0, modules(*folders))
    assert unlawful("size", long) == {}


def test_functions_are_short():
    def long(module: Module) -> list[str]:
        sizes = {f.name: f.end_lineno - f.lineno + 1 for f in module.functions}
        return [f"{name}: {size}" for name, size in sizes.items() if size > 40]

    assert unlawful("function", by_place(long)) == {}


# 8 Names and signals


def test_no_module_has_a_name_that_says_nothing():
    forbidden = {"utils", "util", "helpers", "common", "services", "managers", "misc", "tools"}
    parts = {
        module.path: forbidden & set(module.name.split("."))
        for module in modules(*CODE, "tests", "benchmarks")
    }
    assert {path: names for path, names in parts.items() if names} == {}


def test_one_receiver_listens_and_only_to_mail_providers():
    def receivers(module: Module) -> set[str]:
        """What it connects to or is decorated to receive."""
        signals = {
            alias.asname or alias.name
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom) and "signals" in f"{node.module}"
            for alias in node.names
        }
        calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
        connected = {root(c.func) for c in calls if dotted(c.func).endswith(".connect")}
        decorated = {
            dotted(argument)
            for call in calls
            if dotted(call.func).rpartition(".")[2] == "receiver"
            for argument in call.args
        }
        return (connected & signals) | decorated

    assert unlawful("receivers", by_place(receivers)) == {
        "campaigns/apps.py": {"inbound", "tracking"}
    }


def test_private_names_stay_in_their_module():
    def borrowed(module: Module) -> list[str]:
        return [
            f"{node.module}.{alias.name}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in CODE
            for alias in node.names
            if alias.name.startswith("_")
        ]

    assert unlawful("private", by_place(borrowed)) == {}


def test_apps_hold_what_the_architecture_gives_them():
    installed = {config.name for config in apps.get_app_configs()}
    assert {*APPS, "cs_portal"} <= installed
    assert not list(apps.get_app_config("cs_portal").get_models())


# Beside the laws: what is easily forgotten


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_have_names_of_their_own():
    unnamed = [m.path for m in modules(*APPS, migrations=True) if "_auto_" in m.path]
    assert unnamed == []


def test_every_model_has_a_page_in_the_admin():
    shown = set(admin.site._registry)
    shown |= {inline.model for page in admin.site._registry.values() for inline in page.inlines}
    assert {model.__name__ for model in own_models()} - {m.__name__ for m in shown} == set()


def test_every_scheduled_path_can_be_imported():
    schedule = import_module("cs_portal.schedule")
    paths = [job.task for job in schedule.JOBS]
    assert paths
    assert all(callable(import_string(path)) for path in paths)


def test_every_exemption_is_still_needed():
    below = [module for module in modules() if not module.is_door]
    needed = {("clock", path) for path in by_place(clock_readings, below)}
    needed |= {("decisions", path) for path in by_place(lambda m: writes(m, DECISIONS))}
    needed |= {("consent", path) for path in by_place(lambda m: writes(m, CONSENT))}
    kept = {key for key in EXEMPTIONS if key[0] in ("clock", "decisions", "consent")}
    assert kept - needed == set()
    assert all((ROOT / place).exists() for _, place in EXEMPTIONS if "/" in place)
