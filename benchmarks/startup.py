"""How long the installed program takes to start, next to a hello-world in the same Typer.

By hand, from the root of a checkout: python benchmarks/startup.py [ROUNDS]

Builds the wheel, installs it alone in a temporary environment beside a hello-world with as many
commands, started by the same kind of script, and times all of them in one interleaved loop.
Prints ratios of medians: they travel from one machine to another, milliseconds do not.
"""

import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITUATION = ROOT / "examples" / "jardins-collectifs.yaml"
TARGETS = {"show cohorte --json": 1.25, "recommend FILE.yaml --json": 1.8}

HELLO = """
from typing import Annotated
import typer

app = typer.Typer()
Name = Annotated[str, typer.Argument(help="A name.")]
Maybe = Annotated[str | None, typer.Option(help="A word.")]
"""
COMMAND = '''
@app.command()
def hello{number}(
    name: Name = "you", first: Maybe = None, second: Maybe = None, third: Maybe = None,
    loud: Annotated[bool, typer.Option("--loud", help="Louder.")] = False,
    times: Annotated[int, typer.Option(help="How often.")] = 1,
) -> None:
    """Say hello."""
    print("hello", name)
'''
MAIN = """
def main():
    app()
"""
COMMANDS = 14


def install(folder: Path) -> Path:
    """Install the wheel and the hello-world; return the folder of their scripts."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(pip, check=True)
    wheel = next(folder.glob("concertation-*.whl"))
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / "bin"
    subprocess.run([scripts / "python", "-m", "pip", "install", "-q", wheel], check=True)
    site = next((folder / "venv" / "lib").glob("python3*/site-packages"))
    hello = HELLO + "".join(COMMAND.format(number=n) for n in range(COMMANDS)) + MAIN
    (site / "hello_typer.py").write_text(hello, encoding="utf-8")
    script = (scripts / "concertation").read_text(encoding="utf-8")
    same_start = script.replace("concertation_cli.__main__", "hello_typer")
    if same_start == script:
        sys.exit("the script of `concertation` does not start as expected")
    (scripts / "hello").write_text(same_start, encoding="utf-8")
    (scripts / "hello").chmod(0o755)
    return scripts


def measure(scripts: Path, away: Path, rounds: int) -> dict[str, list[float]]:
    """Return the wall time of each command, round by round."""
    program = str(scripts / "concertation")
    commands = {
        "hello-world": [str(scripts / "hello"), "hello3"],
        "bare python -c pass": [str(scripts / "python"), "-c", "pass"],
        "--version": [program, "--version"],
        "list --json": [program, "list", "--json"],
        "show cohorte --json": [program, "show", "cohorte", "--json"],
        "recommend FILE.yaml --json": [program, "recommend", str(SITUATION), "--json"],
        "recommend FILE.yaml": [program, "recommend", str(SITUATION)],
    }
    environment = {**os.environ, "CONCERTATION_LANG": "fr"}
    environment.pop("PYTHONPATH", None)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 2):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(
                command, check=True, cwd=away, env=environment, stdout=subprocess.DEVNULL
            )
            if number > 1:  # the first rounds write the bytecode and warm the disk
                times[name].append(time.perf_counter() - begun)
    return times


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = measure(install(folder), folder, rounds)
    medians = {command: statistics.median(found) for command, found in times.items()}
    today = dt.datetime.now(tz=dt.UTC).date()
    cores = os.cpu_count()
    print(f"{today}, Python {platform.python_version()}, {platform.machine()}, {cores} cores,")
    print(f"median of {rounds} interleaved rounds, as ratios to the hello-world\n")
    for command, median in medians.items():
        ratio = median / medians["hello-world"]
        target = f"   target {TARGETS[command]}" if command in TARGETS else ""
        print(f"  {command:<28}{ratio:6.2f}{target}")


if __name__ == "__main__":
    main()
