"""Feed hostile inputs to what reads files and text, and tell what breaks a promise.

    python fuzz/run.py [--seconds N | --runs N] [--seed N] [--plain] [TARGET…]

Each target runs in a process of its own: guided by coverage where atheris is installed, by a
plain random mutator elsewhere or with --plain. One line tells what was tried; an input that
breaks a promise is saved, and the exit code is then 1. Promises: no exception but ours, nothing
that acts on a terminal in what is told, at most 2 seconds of processor time for one input, at
most 500 MB of memory.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

MAX_SECONDS = 2.0
"""Most processor time for one input."""
MAX_MEMORY = 500
"""Most memory of a target's process, in MB."""
MAX_INPUT = 1 << 16
STARTING = 120
"""Seconds in which a target has started, before its own begin to count, and ended after them."""
NO_END = "the target did not end as it should"
HERE = Path(__file__).parent
SAVED = HERE / "findings"


class TooLongError(BaseException):
    """An input takes too long. No handler of errors may take it for one of its own."""


class Tried(NamedTuple):
    """What one target was put through.

    Attributes:
        seconds: By the clock, all in.
        memory: Greatest, in MB.
        slowest: Most processor time for one input.
        findings: Where the inputs that break a promise are, and which one.
    """

    inputs: int
    seconds: float
    memory: int
    slowest: float
    findings: dict[str, str]


# -- one target, in a process of its own ---------------------------------------------------


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what runs when it has taken so much processor time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def memory() -> int:
    """Return the greatest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Tester:
    """Tries inputs until there were enough, then reports and ends the process."""

    def __init__(self, name: str, report: Path, runs: int, seconds: float) -> None:
        import targets  # the instrumentation of atheris must come first

        self._name = name
        self._target = targets.TARGETS[name]
        self._attempt = targets.attempt
        self.seeds = list(self._target.seeds())
        self._report = report
        self._runs, self._ends = runs, time.monotonic() + seconds
        self._started = time.monotonic()
        self._inputs, self._slowest = 0, 0.0
        self._findings: dict[str, str] = {}

    def broken(self, data: bytes) -> str:
        """Return which promise an input breaks; empty for none."""
        began = time.process_time()
        try:
            with limited(2 * MAX_SECONDS):
                self._attempt(self._target, data)
        except TooLongError:
            pass
        except Exception as error:  # noqa: BLE001  # that is what is sought
            told = traceback.format_exception_only(error)[-1].strip()
            frames = traceback.extract_tb(error.__traceback__)
            ours = [f for f in frames if "concertation_cli" in f.filename] or frames
            return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}: {told:.2000}"
        taken = time.process_time() - began
        self._slowest = max(self._slowest, taken)
        if memory() > MAX_MEMORY:
            return f"memory: over {MAX_MEMORY} MB"
        return f"time: over {MAX_SECONDS} s" if taken > MAX_SECONDS else ""

    def one(self, data: bytes) -> None:
        """Try one input; keep it where it breaks a promise that no other one broke."""
        self._inputs += 1
        broken = self.broken(data)
        if broken and broken not in self._findings.values():
            SAVED.mkdir(exist_ok=True)
            path = SAVED / f"{self._name}-{len(self._findings) + 1}-{os.getpid()}"
            path.write_bytes(data)
            self._findings[str(path)] = broken
        enough = self._inputs >= self._runs or time.monotonic() >= self._ends
        if enough or memory() > MAX_MEMORY:
            self.end()

    def end(self) -> None:
        """Report, and end the process: libFuzzer would not."""
        took = time.monotonic() - self._started
        tried = Tried(self._inputs, took, memory(), self._slowest, self._findings)
        self._report.write_text(json.dumps(tried._asdict()), encoding="utf-8")
        os._exit(0)


def mutated(draw: random.Random, seeds: list[bytes]) -> bytes:
    """Return a seed with a few changes: bytes changed, dropped, repeated, or of another seed."""
    data = bytearray(draw.choice(seeds))
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        start = draw.randrange(len(data) + 1)
        end = min(len(data), start + draw.choice((1, 2, 8, 64, 512)))
        other = draw.choice(seeds)
        begins = draw.randrange(len(other) + 1)
        data[start:end] = draw.choice((
            draw.randbytes(end - start),
            b"",
            data[start:end] * draw.choice((2, 50, 1000)),
            other[begins : begins + 64],
            draw.choice((b"\0", b"\x1b]0;", b"\n", b"\r\n", b'"', b"{", b"[", b"- ", b"1e999")),
        ))  # fmt: skip
    return bytes(data[:MAX_INPUT])


def drive_plain(tester: Tester, seed: int) -> None:
    """Try mutated seeds without end: the tester ends the process."""
    draw = random.Random(seed)  # the same inputs each time
    for data in tester.seeds:
        tester.one(data)
    while True:
        tester.one(mutated(draw, tester.seeds))


def drive_guided(make: Callable[[], Tester], seed: int, folder: str) -> None:
    """Try what coverage suggests, without end."""
    atheris: Any = importlib.import_module("atheris")  # not everywhere, and without types

    with atheris.instrument_imports(include=["concertation_cli"]):
        tester = make()
    for number, data in enumerate(tester.seeds):
        (Path(folder) / str(number)).write_bytes(data)
    # Time and memory are ours to judge.
    flags = [f"-seed={seed}", f"-max_len={MAX_INPUT}", "-rss_limit_mb=0", "-timeout=86400"]
    atheris.Setup([sys.argv[0], *flags, f"-artifact_prefix={folder}/", folder], tester.one)
    atheris.Fuzz()


def child(args: argparse.Namespace) -> None:
    """Put one target through its inputs."""
    name = args.targets[0]

    def make() -> Tester:
        return Tester(name, Path(args.report), args.runs, args.seconds)

    if args.plain:
        drive_plain(make(), args.seed)
    else:
        with tempfile.TemporaryDirectory() as folder:
            drive_guided(make, args.seed, folder)


# -- all targets -------------------------------------------------------------------------


def put_through(name: str, args: argparse.Namespace, seconds: float) -> Tried:
    """Run a target in a process of its own, and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="concertation-fuzz-", dir=_in_memory()) as scratch:
        report = Path(scratch) / "report.json"
        told = [
            f"--report={report}", f"--seconds={seconds}", f"--runs={args.runs}",
            f"--seed={args.seed}", name,
        ]  # fmt: skip
        plain = ["--plain"] if args.plain else []
        command = [sys.executable, __file__, "--child", *plain, *told]
        environment = {**os.environ, "FUZZ_SCRATCH": scratch}
        with (Path(scratch) / "said").open("w+b") as said:
            running = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
            try:
                running.wait(3 * seconds + STARTING if args.seconds else None)
            except subprocess.TimeoutExpired:  # in code that no signal interrupts
                running.kill()
                running.wait()
            if report.exists():
                return Tried(**json.loads(report.read_text(encoding="utf-8")))
            said.seek(0)
            return Tried(0, 0, 0, 0, {NO_END: said.read()[-2000:].decode(errors="replace")})


def _in_memory() -> str | None:
    return "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108


def confirmed(name: str, path: str, broken: str) -> bool:
    """Whether an input breaks a promise of time or memory alone and without instrumentation.

    A machine under load, or the counting of coverage, makes slow what is not.
    """
    if not broken.startswith(("time:", "memory:")):
        return True
    command = [sys.executable, __file__, "--again", path, name]
    return subprocess.run(command, check=False, capture_output=True).returncode != 0


def again(args: argparse.Namespace) -> int:
    """Try one saved input, and tell what it breaks."""
    tester = Tester(args.targets[0], Path(os.devnull), 1, 1)
    broken = tester.broken(Path(args.again).read_bytes())
    print(broken or "nothing is broken")
    return int(bool(broken))


def has_atheris() -> bool:
    """Whether inputs can be guided by coverage."""
    return importlib.util.find_spec("atheris") is not None


def options() -> Any:  # argparse's own
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=0, help="for all targets together")
    parser.add_argument("--runs", type=int, default=0, help="inputs for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--again", metavar="FILE", help="try one saved input")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--report", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Put the targets through their inputs; 1 where a promise is broken."""
    args = options()
    if args.again:
        return again(args)
    if args.child:
        child(args)
    import targets

    names = args.targets or list(targets.TARGETS)
    if not args.plain and not has_atheris():
        print("atheris is not installed: random inputs, not guided by coverage")
        args.plain = True
    if not args.runs and not args.seconds:
        args.seconds = 60.0
    seconds = args.seconds / len(names) if args.seconds else 1e9
    args.runs = args.runs or sys.maxsize
    failed = False
    for name in names:
        tried = put_through(name, args, seconds)
        found = {p: b for p, b in tried.findings.items() if confirmed(name, p, b)}
        failed = failed or bool(found)
        rate = tried.inputs / (tried.seconds or 1)
        print(
            f"{name:11} {tried.inputs:7} inputs {rate:6.0f}/s {tried.memory:4} MB "
            f"slowest {tried.slowest:5.2f} s  findings: {len(found)}",
            flush=True,
        )
        for path, broken in found.items():
            way = path if path == NO_END else f"python {sys.argv[0]} --again {path} {name}"
            print(f"  {broken}\n    {way}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main())
