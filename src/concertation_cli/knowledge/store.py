"""Where packs are found: the folder asked for, the one compiled in the package, or data/."""

from pathlib import Path

from concertation_cli import resources
from concertation_cli.errors import PackError, Problem
from concertation_cli.knowledge.compiled import load_compiled
from concertation_cli.knowledge.records import Pack

_PACKAGE = Path(__file__).parent.parent
_COMPILED = _PACKAGE / "pack.json"


def load(folder: str | None = None) -> Pack:
    """Return the pack of a folder, or ours.

    Raises:
        PackError: The pack is missing or invalid.
    """
    if folder is None and _COMPILED.is_file():
        return load_compiled(_COMPILED.read_bytes())
    if folder is None and resources.is_archived():
        return load_compiled(resources.read(_COMPILED.name))
    from concertation_cli.knowledge.folder import load_folder  # reads YAML

    return load_folder(pack_folder(folder))


def pack_folder(folder: str | None) -> Path:
    """Return the folder of a pack's YAML: the one asked for, or that of our own.

    Raises:
        PackError: Our own is nowhere.
    """
    return data_folder() if folder is None else Path(folder)


def data_folder() -> Path:
    """Return the folder of our own pack's YAML: in the package, or at the checkout's top.

    Raises:
        PackError: Neither is there.
    """
    if resources.is_archived():
        return resources.taken_out("data")
    checkout = _PACKAGE.parent.parent
    for folder, mark in (
        (_PACKAGE / "data", _PACKAGE / "data" / "pack.yaml"),
        (checkout / "data", checkout / "pyproject.toml"),
    ):
        if mark.is_file() and (folder / "pack.yaml").is_file():
            return folder
    raise PackError(Problem(str(_PACKAGE / "data"), "pack-not-folder"))
