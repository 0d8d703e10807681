"""A ``kaohe`` for transcripts of many commands that does not load the program anew for each of them.

A server loads it once and forks for each call; the stub in a reader's PATH hands over its arguments, folder,
environment and streams, and ends with the exit code. What runs is the same command line in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TextIO

from generator.cli.commands import MODULES
from generator.cli.main import entry

ROOT = Path(__file__).resolve().parents[2]
_LENGTH = 8

_STUB = """#!{python} -ISu
import json, os, socket, sys
call = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [len(call).to_bytes({length}, "big")], [0, 1, 2])
    server.sendall(call)
    sys.exit(server.recv(1)[0])
"""


@contextlib.contextmanager
def quick_kaohe(folder: Path) -> Iterator[None]:
    """Put the stub into ``folder`` as ``kaohe``; it works until the context ends."""
    with tempfile.TemporaryDirectory() as place:
        # A path short enough for the address of a socket, wherever the tests run.
        address = f"{place}/s"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(address)
            listening.listen()
            stub = folder / "kaohe"
            text = _STUB.format(python=sys.executable, address=address, length=_LENGTH)
            stub.unlink(missing_ok=True)
            stub.write_text(text, encoding="utf-8")
            stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
            command = [sys.executable, "-m", "tests.docs.quick_kaohe"]
            settings = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
            with subprocess.Popen(command, cwd=ROOT, env=settings, stdin=listening.fileno()) as server:
                try:
                    # From here on only the server listens: if it ends, calls are refused and do not wait for ever.
                    listening.close()
                    yield
                finally:
                    server.terminate()


def _serve() -> NoReturn:
    """Answer calls on the socket that is standard input, each in a process of its own."""
    for module in set(MODULES.values()):
        import_module(f"generator.cli.{module}")

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=0) as listening:
        while True:
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(connection, entry)
            connection.close()


def _answer(connection: socket.socket, entry: Callable[[], None]) -> NoReturn:
    """Run one call in a child, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    first, streams, _, _ = socket.recv_fds(connection, _LENGTH, 3)
    rest = int.from_bytes(first, "big")
    call = b""
    while len(call) < rest:
        call += connection.recv(rest - len(call))
    child = os.fork()
    if child == 0:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        sys.stdin, sys.stdout, sys.stderr = (_stream(number) for number in range(3))
        arguments, folder, environment = json.loads(call)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["kaohe", *arguments]
        entry()
        sys.exit(0)
    _, status = os.waitpid(child, 0)
    connection.sendall(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
    os._exit(0)


def _stream(number: int) -> TextIO:
    """One of the caller's streams; those of the server remember what kind of file theirs was."""
    return open(number, "w" if number else "r", encoding="utf-8", buffering=1, closefd=False)


if __name__ == "__main__":
    _serve()
