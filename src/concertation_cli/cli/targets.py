"""The files that a command is to write, checked before anything is asked or read."""

from pathlib import Path

from concertation_cli.cli.formats import format_of_file
from concertation_cli.errors import Problem, UsageError
from concertation_cli.output import check_target
from concertation_cli.render.formats.pages import PAGES


def check_targets(save: str | None, output: str | None, *, force: bool) -> None:
    """Refuse files that could not be written at the end.

    Args:
        save: The file to keep a situation in, if there is one.
        output: The file to write the result to, if there is one.
        force: Whether files that exist may be overwritten.

    Raises:
        UsageError: They are one, `save` has the ending of a page, or one exists.
        OutputError: One cannot be written.
    """
    if save is not None and output is not None and Path(save).resolve() == Path(output).resolve():
        raise UsageError(Problem(output, "same-file"))
    if save is not None and format_of_file(save) in PAGES:
        raise UsageError(Problem(save, "save-ending"))
    for target in (save, output):
        if target is not None:
            check_target(target, force=force)
