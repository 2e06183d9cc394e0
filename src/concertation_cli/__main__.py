"""The entry point."""

import gc
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Nothing that start-up makes is garbage: looking for some is a tenth of its time.
    gc.disable()
    from concertation_cli.cli.main import run  # typer is most of the start-up

    try:
        return run(arguments)
    finally:
        if argv is None:  # the process ends here: what is left need not be looked through
            gc.freeze()
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
