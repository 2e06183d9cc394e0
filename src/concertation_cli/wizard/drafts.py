"""Drafts: interviews under way, kept in the user's state folder until they are finished.

One file for each interview, readable by its owner alone. A running interview holds a lock
on its file (where the system has such locks), so that another never takes it. Nothing is ever
removed from the folder but what bears the name of a draft.
"""

import contextlib
import errno
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from concertation_cli.knowledge.answers import (
    answer_keys,
    nested,
    read_known_answer_notes,
    read_known_answers,
    read_situation,
)
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import Pack
from concertation_cli.knowledge.strict_yaml import Node, TreeError, parse, read_bytes
from concertation_cli.output import whole_file
from concertation_cli.wizard.steps import TEXTS, Manner, Progress

FORMAT = 2
OLDEST_FORMAT = 1
KEPT_DAYS = 30
_SUFFIX = ".json"
_NAME = r"[0-9]{8}-[0-9]{6}-[0-9a-f]+\.json"
_UNFINISHED = ".draft-"
"""What opens the name of a draft that is being written."""
_MAX_DRAFTS = 200
_SECONDS_A_DAY = 86_400


class SavedDraft(NamedTuple):
    """A draft that can be taken up again.

    Attributes:
        saved: When, as `2026-11-23 14:05`, local time.
        dropped: How many of its answers this pack no longer knows.
        older: Whether an earlier version of the program wrote it.
    """

    path: Path
    saved: str
    progress: Progress
    dropped: int
    older: bool


def folder() -> Path:
    """Return the folder where drafts lie; nothing is created.

    Raises:
        OSError: The system says nowhere: no folder of one's own is known.
    """
    from platformdirs import user_state_path  # only the wizard needs it

    try:
        path = user_state_path("concertation", appauthor=False)
    except RuntimeError:
        path = Path()
    if not path.is_absolute():  # never in the folder where the person happens to be
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    return path / "drafts"


class Draft:
    """The file of one interview: a new one, or one that is taken up again.

    Raises:
        OSError: There is nowhere to keep one; or the one to take up is gone, or another
            interview holds it.
    """

    def __init__(self, pack: Pack, path: Path | None = None) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        self.path = path or folder() / f"{stamp}-{os.urandom(4).hex()}{_SUFFIX}"
        self._pack = pack
        self._locked: int | None = None
        if path is not None:
            self._locked = _lock_there(path)

    def keep(self, progress: Progress) -> None:
        """Write the interview down, whole or not at all.

        Raises:
            OSError: It could not be written.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        locked = None
        try:
            with whole_file(self.path, _UNFINISHED) as file:
                locked = _lock(os.dup(file.fileno()))
                text = json.dumps(_document(self._pack, progress), ensure_ascii=False)
                file.write(text.encode())
        except BaseException:
            if locked is not None:
                os.close(locked)
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


def resumed(pack: Pack, saved: SavedDraft) -> tuple[Draft, SavedDraft]:
    """Return a draft that is taken up again, and what it holds now that nobody else writes it.

    Raises:
        OSError: It is gone, or another interview holds it.
    """
    draft = Draft(pack, saved.path)
    return draft, _read(pack, saved.path, saved.path.stat().st_mtime) or saved


def _lock_there(path: Path) -> int | None:
    """Lock the file that now lies at a path.

    Raises:
        OSError: It is gone, or another holds it.
    """
    locked = _lock(os.open(path, os.O_RDWR))
    if locked is not None and not _lies_at(path, locked):
        # Whoever held it until now has put another in its place, or removed it.
        os.close(locked)
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    return locked


def _lies_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _lock(handle: int) -> int | None:
    """Lock an open file until it is closed; where there are no such locks, close it.

    Raises:
        OSError: Another holds the lock; the file is closed.
    """
    try:
        import fcntl  # not on every system

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except (ImportError, OSError):  # nor on every disk
        os.close(handle)
        return None
    return handle


def _is_held(path: Path) -> bool:
    """Whether a running interview holds this draft."""
    try:
        locked = _lock(os.open(path, os.O_RDONLY))
    except BlockingIOError:
        return True
    except OSError:
        return False
    if locked is not None:
        os.close(locked)
    return False


def find(pack: Pack) -> tuple[SavedDraft, ...]:
    """Return the drafts of this pack that nobody is working on, the latest first.

    Those left for thirty days are removed, and what a program that was killed left half
    written.
    """
    _remove(_unfinished())
    now = time.time()
    kept = [(path, _dated(path, modified, now)) for path, modified in _free()]
    _remove(path for path, modified in kept if now - modified > KEPT_DAYS * _SECONDS_A_DAY)
    drafts = [
        (modified, draft)
        for path, modified in kept[-_MAX_DRAFTS:]
        if path.exists() and (draft := _read(pack, path, modified)) is not None
    ]
    return tuple(draft for _, draft in sorted(drafts, key=lambda pair: (-pair[0], pair[1].path)))


def _dated(path: Path, modified: float, now: float) -> float:
    """Return when a draft was written; if the clock was put back since, it is dated now."""
    if modified <= now + _SECONDS_A_DAY:
        return modified
    with contextlib.suppress(OSError):
        os.utime(path, (now, now))
    return now


def unreadable() -> int:
    """Return the number of drafts that cannot be read: damaged, or of a later version."""
    return sum(_parts(path) is None for path, _ in _free() if _is_ours(path))


def forget_drafts() -> int:
    """Remove every draft that nobody is working on; return how many there were."""
    _remove(_unfinished())
    return _remove(path for path, _ in _free())


def _remove(paths: Iterable[Path]) -> int:
    """Remove those that bear a name that drafts are given; return how many."""
    count = 0
    for path in paths:
        if _is_ours(path):
            with contextlib.suppress(OSError):
                path.unlink()
                count += 1
    return count


def _is_ours(path: Path) -> bool:
    return path.name.startswith(_UNFINISHED) or bool(re.fullmatch(_NAME, path.name))


def _unfinished() -> list[Path]:
    """Return the files that programs no longer there left half written."""
    with contextlib.suppress(OSError):
        return [path for path in folder().glob(f"{_UNFINISHED}*") if not _is_held(path)]
    return []


def _free() -> Iterator[tuple[Path, float]]:
    """Yield the drafts that nobody is working on, and when each was written."""
    try:
        paths = sorted(folder().glob(f"*{_SUFFIX}"))
    except OSError:
        return
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_file() and not _is_held(path):
                yield path, path.stat().st_mtime


def _document(pack: Pack, progress: Progress) -> dict[str, object]:
    situation = progress.situation
    return {
        "format": FORMAT,
        "pack": pack.id,
        "manner": progress.manner,
        "asked": progress.asked,
        "situation": {
            "title": situation.title,
            "notes": situation.notes,
            "answers": nested(situation.answers, pack.questions),
            "answer_notes": dict(situation.answer_notes),
        },
    }


def _parts(path: Path) -> dict[str, Node] | None:
    """Return the parts of a draft; None if it is none, or of another version's form."""
    try:
        parts = parse(read_bytes(str(path)), json_only=True).value
    except TreeError:
        return None
    readable = range(OLDEST_FORMAT, FORMAT + 1)
    return parts if isinstance(parts, dict) and _value(parts, "format") in readable else None


def _read(pack: Pack, path: Path, modified: float) -> SavedDraft | None:
    """Return a draft, less the answers that the pack no longer knows; None if it is none."""
    parts = _parts(path)
    if parts is None or _value(parts, "pack") != pack.id:
        return None
    kept = parts.get("situation", Node({}))
    held = kept.value if isinstance(kept.value, dict) else {}
    answers, gone = read_known_answers(held.get("answers", Node({})), pack.questions)
    own = {key: child for key, child in held.items() if key != "answer_notes"}
    texts = read_situation(Node({**own, "answers": Node({})}), (), Findings(""))
    beside, lost = read_known_answer_notes(held.get("answer_notes", Node(None)), pack.questions)
    notes = "\n".join(text for text in (texts.notes, *lost) if text)
    asked = _asked(pack, parts.get("asked", Node([])))
    manner = _value(parts, "manner")
    return SavedDraft(
        path,
        time.strftime("%Y-%m-%d %H:%M", time.localtime(modified)),
        Progress(
            texts._replace(notes=notes, answers=answers, answer_notes=beside),
            tuple(step for step in asked if step not in {lost.key for lost in gone}),
            next((m for m in Manner if m == manner), Manner.FULL),
        ),
        len(gone),
        _value(parts, "format") != FORMAT,
    )


def _value(parts: dict[str, Node], key: str) -> object:
    return parts.get(key, Node(None)).value


def _asked(pack: Pack, node: Node) -> tuple[str, ...]:
    steps = {key for question in pack.questions for key in answer_keys(question)} | set(TEXTS)
    asked = [child.value for child in node.value] if isinstance(node.value, list) else []
    return tuple(dict.fromkeys(step for step in asked if isinstance(step, str) and step in steps))
