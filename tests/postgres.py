"""A private PostgreSQL server for tests, on a free port of 127.0.0.1, gone when they end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

# Durable as in production: the tests that kill processes must not be helped by lax settings.
CONFIG = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 60
shared_buffers = 64MB
"""


class Unavailable(Exception):
    """Why there is no server to be had."""


def binaries() -> Path:
    """The folder of initdb and pg_ctl, the newest version first."""
    found = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
    ]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    found = [folder for folder in found if (folder / "initdb").exists()]
    if not found:
        raise Unavailable("PostgreSQL is not installed (apt-get install postgresql)")
    return max(
        found, key=lambda folder: [int(n) for n in folder.parent.name.split(".") if n.isdigit()]
    )


def account() -> dict:
    """PostgreSQL refuses to run as root: the account to run it as instead."""
    if os.getuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Unavailable("PostgreSQL cannot run as root and there is no account for it")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_tool(name: str, *arguments: str | Path) -> None:
    """One of the programs that come with the server."""
    command = [str(binaries() / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr}")


class Server:
    """Started by `with Server() as url:`, `settings` being further lines of postgresql.conf."""

    def __init__(self, settings: str = "") -> None:
        self.settings = settings

    def __enter__(self) -> str:
        self.bin = binaries()
        self.account = account()
        # Not below pytest's own folders, which another account may not enter.
        self.folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
        if self.account:
            os.chown(self.folder, self.account["user"], self.account["group"])
        port = free_port()
        data = self.folder / "data"
        self._run(
            "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(CONFIG.format(port=port, folder=self.folder) + self.settings)
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "start")
        return f"postgres://portal@127.0.0.1:{port}/postgres"

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        command = [self.bin / program, *map(str, arguments)]
        # Into a file: the server keeps what it inherits open, and a pipe would never end.
        with (self.folder / f"{program}.out").open("a") as out:
            done = subprocess.run(command, cwd="/", stdout=out, stderr=out, **self.account)
        if done.returncode:
            raise Unavailable(
                f"{program} failed: {(self.folder / f'{program}.out').read_text()[-300:]}"
            )
