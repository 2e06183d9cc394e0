"""The entry point. Answers `--version` without loading the command line."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    from concertation_cli.cli import run  # noqa: PLC0415  # typer is most of the start-up

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
