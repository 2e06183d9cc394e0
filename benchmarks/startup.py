"""How long the installed program takes to start, next to a hello-world in the same Typer.

By hand, from the root of a checkout: python benchmarks/startup.py [ROUNDS]

Times all in one interleaved loop and prints ratios of medians: they travel from one machine to
another, milliseconds do not. `benchmarks/run` has known programs in the same loop.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from installed import ROOT, install

SITUATION = str(ROOT / "examples" / "jardins-collectifs.yaml")
HELLO = "hello-world"
OURS = {
    "--version": ["--version"],
    "list --json": ["list", "--json"],
    "show cohorte --json": ["show", "cohorte", "--json"],
    "recommend FILE --json": ["recommend", SITUATION, "--json"],
    "recommend FILE": ["recommend", SITUATION],
    "--help": ["--help"],
    "show [Tab]": [],
    "check": ["check"],
}
COMPLETING = {
    "show [Tab]": {
        "_CONCERTATION_COMPLETE": "complete_bash",
        "COMP_WORDS": "concertation show ",
    }
}
"""What a shell's completion asks with, when somebody types `concertation show` and Tab."""
TARGETS = {
    "show cohorte --json": 1.2,
    "recommend FILE --json": 1.5,
    "--help": 2.0,
    "show [Tab]": 2.0,
}


def medians(
    scripts: Path, away: Path, rounds: int, peers: Mapping[str, list[str]]
) -> dict[str, float]:
    """Return the median wall time of each command, in seconds."""
    program = str(scripts / "concertation")
    commands = {
        HELLO: [str(scripts / "hello"), "hello3"],
        **{name: [program, *arguments] for name, arguments in OURS.items()},
        **peers,
    }
    environment = {**os.environ, "CONCERTATION_LANG": "fr"}
    environment.pop("PYTHONPATH", None)
    times: dict[str, list[float]] = {name: [] for name in commands}
    draw = random.Random(2024)
    for number in range(rounds + 2):
        # What follows a long program finds caches and clocks as it left them: no turn is the same.
        for name in draw.sample(list(commands), len(commands)):
            command = commands[name]
            asking = {**environment, **COMPLETING.get(name, {})}
            begun = time.perf_counter()
            subprocess.run(command, check=True, cwd=away, env=asking, stdout=subprocess.DEVNULL)
            if number > 1:  # the first rounds write the bytecode and warm the disk
                times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = medians(install(folder), folder, rounds, {})
    print(f"median of {rounds} interleaved rounds, as ratios to the hello-world\n")
    for command, median in found.items():
        target = f"   target {TARGETS[command]}" if command in TARGETS else ""
        print(f"  {command:<28}{median / found[HELLO]:6.2f}{target}")


if __name__ == "__main__":
    main()
