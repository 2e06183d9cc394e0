"""The signals that end a program, turned into an exception: terminals and files are put right."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that end a program, on this system."""


class Stopped(SystemExit):
    """A signal ends the program; the code is 128 + its number.

    A kind of SystemExit, since that is what an event loop lets through.
    """


def handled_signals() -> tuple[int, ...]:
    """Return the signals that end this program.

    One that is ignored stays so: a program started with nohup outlives its terminal.
    """
    return tuple(n for n in STOPPING if signal.getsignal(n) is not signal.SIG_IGN)


@contextmanager
def ending_on_interrupt() -> Iterator[None]:
    """Let Ctrl-C end the program at once, where nothing is left to be put right.

    Python's own way waits for whoever reads standard input, which no signal wakes.
    """
    previous = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Raise Stopped where a signal would end the program without a word."""

    def stop(number: int, _frame: object) -> None:
        raise Stopped(128 + number)

    previous = {number: signal.signal(number, stop) for number in handled_signals()}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
