"""Writing results: to standard output and to files."""

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from io import BufferedWriter
from pathlib import Path

from concertation_cli.errors import OutputError, Problem, UsageError
from concertation_cli.signals import stopping_on_signals

Write = Callable[[bytes], object]
_PREFIX = ".concertation-"
_REASONS = {
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EROFS: "permission",
    errno.ENOENT: "no-folder",
    errno.ENOTDIR: "no-folder",
    errno.EISDIR: "is-folder",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "too-large",
    errno.ENAMETOOLONG: "long-name",
}


class PipeClosedError(Exception):
    """The reader of standard output left early; there is nobody to tell."""


def failure_reason(error: OSError) -> str:
    """Return the reason of the system's refusal, as a key of the words: ``reason.<key>``."""
    return _REASONS.get(error.errno or 0, "other")


def check_stdout() -> None:
    """Refuse, before any work is done, a standard output that is closed.

    Raises:
        OutputError: It is.
    """
    if sys.stdout is None:
        raise OutputError(Problem("", "stdout-failed", {"reason": "closed"}))


def write_stdout(data: bytes) -> None:
    """Write a result to standard output, whole.

    Raises:
        PipeClosedError: The reader is gone.
        OutputError: It could not be written.
    """
    check_stdout()
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        abandon_stdout()
        raise PipeClosedError from None
    except OSError as error:
        abandon_stdout()
        problem = Problem("", "stdout-failed", {"reason": failure_reason(error)})
        raise OutputError(problem) from None


def abandon_stdout() -> None:
    """Send what is still buffered nowhere, or Python would try to write it again at exit."""
    if sys.stdout is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def encode(text: str) -> bytes:
    """Return text as standard output writes it; what it cannot write becomes ``?``."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace")


def check_target(path: str, *, force: bool) -> None:
    """Refuse, before any work is done, a file that we may not write.

    Raises:
        UsageError: It exists and `force` is not set, is a folder, or is no name.
        OutputError: Its folder is missing or cannot be written in.
    """
    if not path or "\0" in path:
        raise UsageError(Problem("--output", "no-file-name"))
    if path == "-":
        raise UsageError(Problem("--output", "dash-is-no-file"))
    # The functions of os.path answer no where those of pathlib raise: names too long, loops.
    if os.path.isdir(path):  # noqa: PTH112
        raise UsageError(Problem(path, "file-is-folder"))
    if os.path.lexists(path) and not force:
        raise UsageError(Problem(path, "file-exists"))
    reason = _refused(path)
    if reason:
        raise OutputError(Problem(path, "cannot-write", {"reason": reason}))


def _refused(path: str) -> str:
    """Return the reason why no file can be written at this path, which is no folder; or ""."""
    target = os.path.realpath(path)
    folder = os.path.dirname(target)  # noqa: PTH120
    names_folder = not os.path.basename(path)  # noqa: PTH119  # it ends with a slash
    if names_folder or not os.path.isdir(folder):  # noqa: PTH112
        return "no-folder"
    # A link to what is not there yet makes it.
    there = os.path.exists(target)  # noqa: PTH110
    if not os.access(folder, os.W_OK) or (there and not os.access(target, os.W_OK)):
        return "permission"
    return ""


def write_file(path: str, data: bytes, *, force: bool) -> None:
    """Write a file whole or not at all.

    Raises:
        UsageError: It exists and `force` is not set.
        OutputError: It could not be written.
    """
    with replacing(path, force=force) as write:
        write(data)


@contextlib.contextmanager
def replacing(path: str, *, force: bool) -> Iterator[Write]:
    """Give what writes a file in parts, which is there whole at the end or not at all.

    A signal that ends the program leaves nothing of it either.

    Raises:
        UsageError: It exists and `force` is not set, or is a folder.
        OutputError: It cannot be written.
    """
    check_target(path, force=force)
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # a device or a pipe: written in place
            with target.open("wb") as file:
                yield file.write
            return

        def ready(written: Path) -> None:
            _keep_mode(target, written)
            check_target(path, force=force)  # it may have come meanwhile

        with stopping_on_signals(), whole_file(target, _PREFIX, ready) as file:
            yield file.write
    except OSError as error:
        values = {"reason": failure_reason(error)}
        raise OutputError(Problem(path, "cannot-write", values)) from None


@contextlib.contextmanager
def whole_file(
    target: Path, prefix: str, ready: Callable[[Path], object] | None = None
) -> Iterator[BufferedWriter]:
    """Give a new file to write, for its owner alone, that is put at `target` once it is whole.

    Where anything fails, what was there stays, and nothing is left of the new one.

    Args:
        target: Where to put it.
        prefix: What the name of the file opens with while it is written, beside the target.
        ready: Given the file that is written and closed, before it is put in place.

    Raises:
        OSError: It cannot be written.
    """
    # Named before it is made: there is no moment at which a signal would leave it there.
    unfinished = target.parent / f"{prefix}{os.urandom(8).hex()}"
    try:
        with open(unfinished, "wb", opener=_made) as file:  # that of pathlib has no opener
            yield file
            file.flush()
            os.fsync(file.fileno())
        if ready:
            ready(unfinished)
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _made(path: str, flags: int) -> int:
    """Open a file that must not be there yet, for its owner alone."""
    return os.open(path, flags | os.O_EXCL, 0o600)


def _keep_mode(target: Path, written: Path) -> None:
    """Give the new file the permissions of the one it replaces, or the usual ones."""
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    written.chmod(mode)
