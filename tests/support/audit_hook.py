"""Runs commands in this process under an audit hook; tells all that they did to the system.

Reads a list of runs as JSON on standard input, and writes what was seen of each. A hook
cannot be taken away again, which is why this is a process of its own.

Given a file and the words of a command line, it runs that one on the standard streams
themselves, allowed to write nothing, and tells in the file what was seen.
"""

import contextlib
import io
import json
import os
import socket
import sys
from pathlib import Path

NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "ssl.")
PROGRAMS = ("subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork",
            "pty.", "webbrowser.", "os.startfile", "os.kill")  # fmt: skip
FOREIGN = ("ctypes.", "pickle.", "shelve.", "code.__new__", "sys.settrace", "sys.setprofile")
MADE = ("compile", "exec", "marshal.load")
CHANGED = {"os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.chmod": 1,
           "os.chown": 1, "os.link": 2, "os.symlink": 2, "os.truncate": 1, "os.utime": 1,
           "os.mkfifo": 1, "os.setxattr": 1, "shutil.rmtree": 1, "tempfile.mkstemp": 1}  # fmt: skip
"""The events that change files, and how many of their arguments are paths."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PAGES = "jinja2/environment.py"
"""Makes code of the templates of pages, which are the program's own."""
_MENUS = "prompt_toolkit/application/application.py"
"""Asks the C library of Python itself what it does at Ctrl-C, and loads nothing."""
MARK = "zzmarkzz"
"""What all that is given to the commands holds, and no code may."""


class Watch:
    """What was seen since the last run began, and where a run may write."""

    def __init__(self):
        self.seen = []
        self.allowed = []
        self.on = False

    def __call__(self, event, arguments):
        if not self.on:
            return
        self.on = False  # what is done here is not what is watched
        try:
            told = self._told(event, arguments)
        finally:
            self.on = True
        if told:
            self.seen.append(told)

    def _told(self, event, arguments):
        if event == "socket.__new__" and arguments[1] == socket.AF_UNIX:
            return ""  # how an event loop wakes itself: no address, no network
        if event.startswith((*NETWORK, *PROGRAMS)):
            return event
        if event.startswith(FOREIGN):
            menus = _called_by(_MENUS) and event == "ctypes.dlsym"
            return "" if menus or _called_by("<frozen importlib") else event
        if event.startswith(MADE):
            return "" if _is_installed(event, arguments) else f"{event} {arguments!r:.200}"
        if event == "open":
            path, _, flags = arguments
            reading = not flags & _WRITING
            return "" if reading or self._is_allowed(path) else f"open {path}"
        paths = arguments[: CHANGED.get(event, 0)]
        return "" if all(map(self._is_allowed, paths)) else f"{event} {paths}"

    def _is_allowed(self, path):
        if isinstance(path, int):  # a descriptor that was opened under these eyes
            return True
        named = Path(os.fsdecode(path))
        whole = Path(os.path.realpath(named.parent)) / named.name
        return whole == Path(os.devnull) or any(
            whole == place
            or (kind == "file" and _is_temporary(whole, place))
            or (kind == "folder" and (place in whole.parents or whole in place.parents))
            for kind, place in self.allowed
        )


def _is_installed(event, arguments):
    """Whether code comes from an import, or from a template of the program's own."""
    if event == "compile" and MARK in str(arguments[0]):
        return False
    return _called_by("<frozen importlib", _PAGES)


def _called_by(*files):
    """Whether code of one of these files is at work."""
    frame = sys._getframe(1)  # noqa: SLF001
    while frame is not None:
        if any(name in frame.f_code.co_filename for name in files):
            return True
        frame = frame.f_back
    return False


def _is_temporary(path, target):
    return path.parent == target.parent and path.name.startswith(".concertation-")


def keys_into(keys):
    """Return a context in which these keys are pressed in menus."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    stack = contextlib.ExitStack()
    pipe = stack.enter_context(create_pipe_input())
    pipe.send_text(keys)
    stack.enter_context(create_app_session(input=pipe, output=DummyOutput()))
    return stack


def run(watch, wanted):
    """Run one command as asked; return how it ended and what it did."""
    from concertation_cli import terminal
    from concertation_cli.__main__ import main

    terminal.can_ask = lambda: "keys" in wanted or "lines" in wanted
    os.environ.update(wanted.get("env", {}))
    watch.seen = []
    watch.allowed = [(kind, Path(os.path.realpath(path))) for kind, path in wanted["may"]]
    act = acting(wanted["code"]) if "code" in wanted else lambda: main(wanted["argv"])
    standard = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    given = io.BytesIO(wanted.get("lines", "").encode())
    sys.stdin = io.TextIOWrapper(given, "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", write_through=True)
    try:
        with keys_into(wanted["keys"]) if "keys" in wanted else contextlib.nullcontext():
            watch.on = True
            code = act()
            watch.on = False
        told, size = err.getvalue().decode(), len(out.getvalue())
    finally:
        sys.stdin, sys.stdout, sys.stderr = standard
        for name in wanted.get("env", {}):
            del os.environ[name]
    return {"code": code, "out": size, "err": told, "seen": watch.seen}


def acting(code):
    """Return a function that does what a line of code says: the control of the watch."""
    namespace = {}
    exec(f"def act():\n    {code}", namespace)  # noqa: S102  # our own
    act = namespace["act"]

    def acted():
        with contextlib.suppress(Exception):
            act()

    return acted


def serve(watch, report, argv):
    """Run one command on the standard streams; write how it ended and what it did."""
    from concertation_cli.__main__ import main

    watch.on = True
    code = main(argv)
    watch.on = False
    Path(report).write_text(json.dumps({"code": code, "seen": watch.seen}), "utf-8")


if __name__ == "__main__":
    watch = Watch()
    sys.addaudithook(watch)
    if sys.argv[1:]:
        serve(watch, sys.argv[1], sys.argv[2:])
        sys.exit()
    results = [run(watch, wanted) for wanted in json.load(sys.stdin)]
    json.dump(results, sys.stdout)
