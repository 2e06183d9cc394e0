"""How long the installed program takes to ask its first question.

By hand, from the root of a checkout: python benchmarks/first_question.py [ROUNDS]

Builds the wheel and installs it alone in a temporary environment, beside a hello-world in the
same Typer. In one interleaved loop, on a pseudo-terminal, times: `import questionary` alone,
the hello-world alone, a hello-world that imports questionary, and `recommend` until its first
question shows, with menus and in plain lines. Prints ratios of medians.
"""

import fcntl
import os
import pty
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from installed import install

TARGET = 1.2
FIRST = " · 1 ".encode()
"""What stands in the line that announces the first question."""
IMPORT = "import questionary; print('done')"
IMPORTED, HELLO, TOGETHER = "import questionary", "hello-world", "both in one"
MENUS, PLAIN = "first question, menus", "first question, plain"
BOTH = "import questionary, hello_typer, sys; sys.argv[1:] = ['hello3']; hello_typer.main()"


def until(command: list[str], mark: bytes, folder: Path) -> float:
    """Return the seconds from the start of a command until it shows `mark` on a terminal."""
    environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": str(folder)}
    begun = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, environment)  # noqa: S606  # the command under test
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    shown = b""
    while mark not in shown:
        shown += os.read(terminal, 65536)
    seconds = time.perf_counter() - begun
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    return seconds


def medians(scripts: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Return the median time until each shows what it should, in seconds."""
    python, program = str(scripts / "python"), str(scripts / "concertation")
    commands = {
        IMPORTED: ([python, "-c", IMPORT], b"done"),
        HELLO: ([str(scripts / "hello"), "hello3"], b"hello"),
        TOGETHER: ([python, "-c", BOTH], b"hello"),
        MENUS: ([program, "recommend"], FIRST),
        PLAIN: ([program, "recommend", "--accessible"], FIRST),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for what, (command, mark) in commands.items():
            times[what].append(until(command, mark, folder))
    return {what: statistics.median(each) for what, each in times.items()}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = medians(install(folder), folder, rounds)
    apart = found[IMPORTED] + found[HELLO]
    print(f"{'':<24}{'ms':>6}{'to both apart':>16}{'to both in one':>16}")
    for what, median in found.items():
        told = f"{median / apart:>16.2f}{median / found[TOGETHER]:>16.2f}"
        print(f"{what:<24}{median * 1000:>6.0f}{told}")
    print(f"target: {TARGET} to both apart")


if __name__ == "__main__":
    main()
