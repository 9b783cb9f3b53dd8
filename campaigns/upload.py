"""A programme's folder that comes as a zip: laid out for reading, within bounds."""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lifecycle.shelf import FolderError

MOST_BYTES, MOST_FILES = 5_000_000, 1_000
_KINDS = (".yaml", ".md")


@contextmanager
def opened(upload: BinaryIO) -> Iterator[Path]:
    """The folder, for as long as it is read; raises FolderError for what is no such zip."""
    with tempfile.TemporaryDirectory(prefix="programme-") as place:
        try:
            with zipfile.ZipFile(upload) as packed:
                _lay_out(packed, Path(place))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as broken:
            raise FolderError(f"This is no zip that can be read: {broken}.") from None
        yield Path(place)


def _lay_out(packed: zipfile.ZipFile, place: Path) -> None:
    """Only files of the kinds that a programme has, by their own names, whatever else is in it."""
    files = [one for one in packed.infolist() if one.filename.endswith(_KINDS)]
    files = [one for one in files if not one.filename.startswith("__MACOSX/")]
    if len(files) > MOST_FILES or sum(one.file_size for one in files) > MOST_BYTES:
        raise FolderError(f"More than {MOST_FILES} files or {MOST_BYTES // 1_000_000} MB unpacked.")
    paths = [PurePosixPath(one.filename) for one in files]
    for path in paths:
        if path.is_absolute() or ".." in path.parts or "\\" in str(path):
            raise FolderError(f"{path}: names a place outside of the folder.")
    above = _one_folder_above(paths)
    left = MOST_BYTES
    for one, path in zip(files, paths, strict=True):
        file = place.joinpath(*path.parts[above:])
        file.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(one) as source:
            text = source.read(left + 1)  # what the list says of its size may be untrue
        left -= len(text)
        if left < 0:
            raise FolderError(f"More than {MOST_BYTES // 1_000_000} MB unpacked.")
        file.write_bytes(text)


def _one_folder_above(paths: list[PurePosixPath]) -> int:
    """1 where everything lies in one folder that was packed with it, as most programs do."""
    first = {path.parts[0] for path in paths}
    deep = all(len(path.parts) > 2 for path in paths)
    return 1 if len(first) == 1 and deep else 0
