"""Drafts: interviews under way, kept in the user's state folder until they are finished.

One file for each interview, readable by its owner alone. A running interview holds a lock
on its file (where the system has such locks), so that another never takes it.
"""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from concertation_cli.knowledge.pack import Pack
from concertation_cli.knowledge.shapes import Findings
from concertation_cli.knowledge.situation import (
    answer_keys,
    nested,
    read_known_answers,
    read_situation,
)
from concertation_cli.knowledge.trees import Node, TreeError, parse
from concertation_cli.wizard.course import TEXTS, Manner, Progress

FORMAT = 1
KEPT_DAYS = 30
_SUFFIX = ".json"
_MAX_BYTES = 1_000_000
_MAX_DRAFTS = 200
_SECONDS_A_DAY = 86_400


class Found(NamedTuple):
    """A draft that can be taken up again.

    Attributes:
        saved: When, as `2026-11-23 14:05`, local time.
        dropped: How many of its answers this pack no longer knows.
    """

    path: Path
    saved: str
    progress: Progress
    dropped: int


def folder() -> Path:
    """Return where drafts lie; nothing is created."""
    from platformdirs import user_state_path  # noqa: PLC0415  # only the wizard needs it

    return user_state_path("concertation", appauthor=False) / "drafts"


class Draft:
    """The file of one interview: a new one, or one that is taken up again.

    Raises:
        OSError: The one to take up is gone, or another interview holds it.
    """

    def __init__(self, pack: Pack, path: Path | None = None) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        self.path = path or folder() / f"{stamp}-{os.getpid()}{_SUFFIX}"
        self._pack = pack
        self._locked: int | None = None
        if path is not None:
            self._locked = _lock(os.open(path, os.O_RDWR))

    def keep(self, progress: Progress) -> None:
        """Write the interview down, whole or not at all.

        Raises:
            OSError: It could not be written.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=".draft-")
        locked = None
        try:
            with os.fdopen(os.dup(handle), "w", encoding="utf-8") as file:
                json.dump(_plain(self._pack, progress), file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            locked = _lock(handle)
            Path(temporary).replace(self.path)
        except BaseException:
            if locked is not None:
                os.close(locked)
            Path(temporary).unlink(missing_ok=True)
            raise
        self._release()
        self._locked = locked

    def drop(self) -> None:
        """Remove the file: the interview is finished."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self._release()

    def _release(self) -> None:
        if self._locked is not None:
            os.close(self._locked)
            self._locked = None


def _lock(handle: int) -> int | None:
    """Lock an open file until it is closed; where there are no such locks, close it.

    Raises:
        OSError: Another holds the lock; the file is closed.
    """
    try:
        import fcntl  # noqa: PLC0415  # not on every system
    except ImportError:
        os.close(handle)
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _is_held(path: Path) -> bool:
    """Whether a running interview holds this draft."""
    try:
        import fcntl  # noqa: PLC0415

        handle = os.open(path, os.O_RDONLY)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def find(pack: Pack) -> tuple[Found, ...]:
    """Return the drafts of this pack that nobody is working on, the latest first.

    Those left for thirty days are removed.
    """
    found = []
    for path, modified in _free():
        if time.time() - modified > KEPT_DAYS * _SECONDS_A_DAY:
            with contextlib.suppress(OSError):
                path.unlink()
            continue
        draft = _read(pack, path, modified)
        if draft is not None:
            found.append((modified, draft))
    return tuple(draft for _, draft in sorted(found, key=lambda pair: (-pair[0], pair[1].path)))


def forget() -> int:
    """Remove every draft that nobody is working on; return how many there were."""
    count = 0
    for path, _ in _free():
        with contextlib.suppress(OSError):
            path.unlink()
            count += 1
    return count


def _free() -> Iterator[tuple[Path, float]]:
    """Yield the drafts that nobody is working on, and when each was written."""
    try:
        paths = sorted(folder().glob(f"*{_SUFFIX}"))[-_MAX_DRAFTS:]
    except OSError:
        return
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_file() and not _is_held(path):
                yield path, path.stat().st_mtime


def _plain(pack: Pack, progress: Progress) -> dict[str, object]:
    situation = progress.situation
    return {
        "format": FORMAT,
        "pack": pack.id,
        "manner": progress.manner,
        "offered": progress.offered,
        "asked": progress.asked,
        "situation": {
            "title": situation.title,
            "notes": situation.notes,
            "answers": nested(situation.answers, pack.questions),
        },
    }


def _read(pack: Pack, path: Path, modified: float) -> Found | None:
    """Return a draft, less the answers that the pack no longer knows; None if it is none."""
    try:
        with path.open("rb") as file:
            node = parse(file.read(_MAX_BYTES), json_only=True)
    except (OSError, TreeError):
        return None
    parts = node.value
    if not isinstance(parts, dict) or _value(parts, "pack") != pack.id:
        return None
    if _value(parts, "format") != FORMAT:
        return None
    kept = parts.get("situation", Node({}))
    held = kept.value if isinstance(kept.value, dict) else {}
    answers, gone = read_known_answers(held.get("answers", Node({})), pack.questions)
    texts = read_situation(Node({**held, "answers": Node({})}), (), Findings(""))
    asked = _asked(pack, parts.get("asked", Node([])))
    manner = _value(parts, "manner")
    return Found(
        path,
        time.strftime("%Y-%m-%d %H:%M", time.localtime(modified)),
        Progress(
            texts._replace(answers=answers),
            tuple(step for step in asked if step not in {lost.key for lost in gone}),
            next((m for m in Manner if m == manner), Manner.FULL),
            offered=_value(parts, "offered") is True,
        ),
        len(gone),
    )


def _value(parts: dict[str, Node], key: str) -> object:
    return parts.get(key, Node(None)).value


def _asked(pack: Pack, node: Node) -> tuple[str, ...]:
    known = {key for question in pack.questions for key in answer_keys(question)} | set(TEXTS)
    steps = [child.value for child in node.value] if isinstance(node.value, list) else []
    return tuple(dict.fromkeys(step for step in steps if isinstance(step, str) and step in known))
