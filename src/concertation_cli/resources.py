"""The files that come with the program, read the same from its folder and from one archive.

Python runs a zip archive as it is (`concertation.pyz`): there, no file of the package has a path
that the system can open, and what loaded this module reads it instead.
"""

from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
_LOADER: Any = __spec__.loader


def is_archived() -> bool:
    """Whether the package is in an archive, where it has no folder."""
    return not _PACKAGE.is_dir()


def read(name: str) -> bytes:
    """Return what a file of the package holds, by its path there."""
    data: bytes = _LOADER.get_data(str(_PACKAGE / name))
    return data


def names(folder: str) -> list[str]:
    """Return the names of the files in a folder of the package."""
    if not is_archived():
        return [path.name for path in (_PACKAGE / folder).iterdir()]
    import zipfile  # an installation has its folder

    place = f"{_PACKAGE.name}/{folder}/"
    with zipfile.ZipFile(_LOADER.archive) as archive:
        return [name.removeprefix(place) for name in archive.namelist() if name.startswith(place)]


@cache
def taken_out(folder: str) -> Path:
    """Return a folder of the archive, copied where only its owner reads it, until the end."""
    import atexit  # an installation has its folder
    import tempfile
    import zipfile

    copy = tempfile.TemporaryDirectory(prefix="concertation-")
    atexit.register(copy.cleanup)
    place = f"{_PACKAGE.name}/{folder}/"
    with zipfile.ZipFile(_LOADER.archive) as archive:
        archive.extractall(copy.name, [n for n in archive.namelist() if n.startswith(place)])
    return Path(copy.name, place)
