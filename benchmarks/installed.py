"""What the benchmarks time: our wheel alone, a hello-world beside it, and known programs."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

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
PEERS = {
    "pipx": ["pipx", "--version"],
    "cookiecutter": ["cookiecutter", "--version"],
    "httpie": ["http", "--version"],
    "commitizen": ["cz", "version"],
    "yamllint": ["yamllint", "-d", "relaxed", str(ROOT / "data")],
}
"""By package, the least that it can be asked; of yamllint, to read the files that `check` reads."""


def environment(folder: Path, *packages: str) -> Path:
    """Install packages alone in a new environment; return the folder of its scripts."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "-q", *packages], check=True)
    return scripts


def install(folder: Path) -> Path:
    """Install the wheel and a hello-world with as many commands; return their scripts' folder."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(pip, check=True)
    wheel = next(folder.glob("concertation-*.whl"))
    scripts = environment(folder / "venv", str(wheel))
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


def install_peers(folder: Path) -> dict[str, list[str]]:
    """Install each known program alone; return by name the command that starts it."""
    commands = {}
    for package, (name, *arguments) in PEERS.items():
        script = environment(folder / f"venv-{package}", package) / name
        commands[package] = [str(script), *arguments]
    return commands
