"""The program as a process of its own: started, surrounded, interrupted."""

import contextlib
import os
import subprocess
import sys
import time

from tests.support.terminal import environment

CLOSE = ("aim=take-part", "gap=ties", "portrait=cohorte")


KEPT = ("PATH", "PYTHONPATH", "HOME", "SYSTEMROOT")


def spawn(*argv, input=None, env=None, **options):  # subprocess's own name
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    options.setdefault("stdout", subprocess.PIPE)
    if input is None:
        options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(
        [sys.executable, "-m", "concertation_cli", *argv],
        env={**kept, "CONCERTATION_LANG": "en", **(env or {})},
        stderr=subprocess.PIPE,
        input=input,
        check=False,
        timeout=60,
        **options,
    )


def put_program(folder):
    """Put the program in the folder `bin` of this one."""
    (folder / "bin").mkdir()
    starter = folder / "bin" / "concertation"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m concertation_cli "$@"\n', "utf-8")
    starter.chmod(0o755)


def surroundings(home, **changes):
    """Return an environment whose `concertation` is that of this folder."""
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return environment(home, **{"PATH": path, "TERM": "dumb", "CONCERTATION_LANG": "en", **changes})


@contextlib.contextmanager
def writing(toy_folder, folder, *before):
    """Give a batch that has begun its file and waits for more rows."""
    command = [*before, sys.executable, "-m", "concertation_cli", "batch", "-", "--data"]
    command += [str(toy_folder), "--output", str(folder / "out.csv"), "--lang", "en"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        child.stdin.write(b"lack\nTies\n")
        child.stdin.flush()
        limit = time.monotonic() + 20
        while not list(folder.iterdir()) and time.monotonic() < limit:
            time.sleep(0.01)
        yield child
