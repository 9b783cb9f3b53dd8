"""The environment of the packages that the portal is measured beside, made on first use."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
WANTED = HERE / "peers.txt"
FOLDER = HERE.parent / "var" / "peers"


def interpreter() -> Path | None:
    """Its Python, or None when the packages cannot be had here."""
    python = FOLDER / "bin" / "python"
    made_for = FOLDER / "made_for"
    digest = hashlib.sha256(WANTED.read_bytes()).hexdigest()
    if made_for.is_file() and made_for.read_text() == digest:
        return python
    print(f"Making {FOLDER} ...", file=sys.stderr)
    venv.create(FOLDER, with_pip=True, clear=True)
    done = subprocess.run([python, "-m", "pip", "install", "-q", "-r", WANTED], stdout=sys.stderr)
    if done.returncode:
        return None
    made_for.write_text(digest)
    return python
