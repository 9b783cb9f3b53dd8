"""The portal's own modules as syntax trees, for tests that hold the house to its laws."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("accounts", "lifecycle", "campaigns")
CODE = (*APPS, "cs_portal")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """`path` is relative to the checkout: campaigns/admin/touch.py."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def is_door(self) -> bool:
        """Where the clock may be read: tasks, commands, views, admin."""
        parts = self.path.removesuffix(".py").split("/")
        return parts[-1] == "tasks" or bool({"admin", "commands", "views"} & set(parts))

    @property
    def imports(self) -> set[str]:
        """Full names of what is imported, `from a import b` being a.b and a."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path} imports relatively"
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def imports_from(self, *packages: str) -> set[str]:
        """Those of its imports that are one of the packages or lie in one."""
        return {
            name
            for name in self.imports
            if any(name == package or name.startswith(f"{package}.") for package in packages)
        }


@cache
def modules(*folders: str, migrations: bool = False) -> tuple[Module, ...]:
    """Every module of the folders, of the whole portal when none is named."""
    found = []
    for folder in folders or CODE:
        for file in sorted((ROOT / folder).rglob("*.py")):
            path = file.relative_to(ROOT).as_posix()
            if ("/migrations/" in path) == migrations:
                found.append(Module(path, file.read_text(encoding="utf-8")))
    return tuple(found)


def dotted(node: ast.expr) -> str:
    """timezone.now for that expression; empty for anything but names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def root(node: ast.expr) -> str:
    """The name that a chain of attributes, calls and subscripts begins with."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return ""
    return node.id


def elements(node: ast.expr) -> list[ast.expr]:
    """The parts of a written-out tuple or list, else the expression itself."""
    return list(node.elts) if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
