"""A function in a process of its own that is killed, or runs out of disk, at a chosen write.

The places are counted by the interpreter's audit events (a file opened for writing, a rename, a folder made, something
removed) and, where there are none, by wrappers: after a file was opened, and before it is brought to the disk. Between
two of these places nothing of what is on the disk changes but the content of a file that nobody has synced yet; that
one is torn in half by ``Fault.TEAR``, as after a loss of power.
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import random
import resource
import signal
import stat
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, NoReturn

from generator.core.errors import KaoheError

LONG = os.environ.get("KAOHE_LONG") == "1"
SEED = 20260101
PATIENCE = 120.0

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(
    {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime"}
)
_GROWS = frozenset({"open", "os.mkdir", "os.link", "os.symlink", "sync"})
"""What a full disk refuses; removing and renaming it allows."""


class Fault(Enum):
    """What happens at the chosen place."""

    KILL = "killed"
    TEAR = "killed, and what was not synced is half there"
    STOP = "stopped until somebody lets it go on"
    FULL = "no room from here on"


class Place(NamedTuple):
    """A write: an audit event, ``opened`` (a file is there and empty) or ``sync``, and the paths that it is about."""

    kind: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: ``error`` names the exception, ``codes`` those of its problems; ``places`` were passed."""

    killed: bool
    error: str
    codes: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def finished(self) -> bool:
        """Whether the function returned."""
        return not self.killed and not self.error


class Running:
    """A function in a process of its own; ``wait`` for its end, ``until_stopped`` for ``Fault.STOP``."""

    def __init__(self, call: Callable[[], object], place: int, fault: Fault = Fault.KILL) -> None:
        reader, writer = os.pipe()
        self.child = os.fork()
        if self.child == 0:
            os.close(reader)
            _run(call, place, fault, writer)
        os.close(writer)
        self._reader = reader

    def until_stopped(self) -> None:
        """Return once it has come to the chosen place."""
        _, status = os.waitpid(self.child, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "it ended before it came to the chosen place"

    def go_on(self) -> None:
        """Let it go on."""
        os.kill(self.child, signal.SIGCONT)

    def wait(self) -> Outcome:
        """How it ended; nothing of it runs any more."""
        with os.fdopen(self._reader, "rb") as pipe:
            said = pipe.read().decode()
        _, status = os.waitpid(self.child, 0)
        with suppress(ProcessLookupError):
            # What it had started itself must not write any more either.
            os.killpg(self.child, signal.SIGKILL)
        lines = [json.loads(line) for line in said.splitlines()]
        places = tuple(Place(line[0], tuple(line[1:])) for line in lines if isinstance(line, list))
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL, status
            return Outcome(True, "", (), places)
        (end,) = [line for line in lines if isinstance(line, dict)]
        return Outcome(False, end["error"], tuple(end["codes"]), places)


def run(call: Callable[[], object], place: int = sys.maxsize, fault: Fault = Fault.KILL) -> Outcome:
    """``call`` with ``fault`` at the write numbered ``place`` (from 0), or undisturbed."""
    return Running(call, place, fault).wait()


def run_with_room(call: Callable[[], object], size: int) -> Outcome:
    """``call`` where no file can grow beyond ``size`` bytes: the system itself refuses the write."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        call()

    return run(limited)


def places(call: Callable[[], object]) -> list[Place]:
    """The writes of an undisturbed run, in order. Fails where it does not finish."""
    outcome = run(call)
    assert outcome.finished, outcome
    assert outcome.places
    return list(outcome.places)


def chosen(found: Sequence[Place], number: int, fault: Fault = Fault.KILL) -> list[int]:
    """The places to try: all with KAOHE_LONG=1, else ``number`` of them, always the same, both ends among them."""
    every = [at for at, place in enumerate(found) if fault is not Fault.TEAR or place.kind == "sync"]
    if LONG or len(every) <= number:
        return every
    return sorted({every[0], every[-1], *random.Random(SEED).sample(every, number)})


def _run(call: Callable[[], object], place: int, fault: Fault, writer: int) -> NoReturn:
    """The child: never returns to the tests."""
    status = 1
    try:
        os.setpgid(0, 0)
        _silence()
        _watch(place, fault, writer)
        end = {"error": "", "codes": []}
        try:
            call()
        except KaoheError as error:
            end = {"error": type(error).__name__, "codes": [problem.code for problem in error.problems]}
        except OSError as error:
            end = {"error": "OSError", "codes": [errno.errorcode.get(error.errno or 0, "?")]}
        except BaseException as error:
            end = {"error": f"{type(error).__name__}: {error}", "codes": []}
        _say(writer, end)
        status = 0
    finally:
        os._exit(status)


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)


def _say(writer: int, what: object) -> None:
    os.write(writer, json.dumps(what).encode() + b"\n")


def _watch(place: int, fault: Fault, writer: int) -> None:
    """Count the writes from now on; at ``place`` the fault."""
    count = 0
    busy = False

    def passed(kind: str, name: object, *rest: object, descriptor: int | None = None) -> None:
        nonlocal count, busy
        if busy:
            return
        busy = True
        try:
            _say(writer, [kind, _path(name), *(_path(more) for more in rest)])
            here, count = count, count + 1
            if fault is Fault.FULL:
                if here >= place and kind in _GROWS:
                    _tear(descriptor)
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(name))
            elif here == place:
                if fault is Fault.TEAR:
                    _tear(descriptor)
                if fault is Fault.STOP:
                    os.kill(os.getpid(), signal.SIGSTOP)
                else:
                    os.kill(os.getpid(), signal.SIGKILL)
                    time.sleep(PATIENCE)
        finally:
            busy = False

    def audited(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            # Opening a descriptor opens nothing new.
            if not isinstance(path, int) and _is_write(mode, flags):
                passed("open", path)
        elif event == "os.rename":
            passed(event, *arguments[:2])
        elif event in _CHANGES:
            passed(event, arguments[0])
        elif event == "ctypes.dlsym":
            passed("call", arguments[1])

    sys.addaudithook(audited)
    _wrap(passed)


def _wrap(passed: Callable[..., None]) -> None:
    """Count what the interpreter does not report: a file is there and empty, a file is whole and not synced.

    Nothing here loses power, so a sync is only counted: it would take most of the time.
    """
    real_open, real_io_open = os.open, io.open

    def opened(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        descriptor = real_open(path, flags, *rest, **more)
        if _is_write(None, flags):
            passed("opened", path)
        return descriptor

    def io_opened(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        made = real_io_open(file, mode, *rest, **more)
        if not isinstance(file, int) and _is_write(mode, 0):
            passed("opened", file)
        return made

    def fsync(descriptor: Any) -> None:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        passed("sync", f"/proc/self/fd/{number}", descriptor=number)

    def sync() -> None:
        passed("sync", "/")

    for module, name, wrapper in (
        (os, "open", opened),
        (os, "fsync", fsync),
        (os, "sync", sync),
        (io, "open", io_opened),
        (builtins, "open", io_opened),
    ):
        setattr(module, name, wrapper)


def _is_write(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & _WRITES)


def _tear(descriptor: int | None) -> None:
    """Half of what was written to a file is not on the disk yet."""
    if descriptor is not None and stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)


def _path(name: object) -> str:
    text = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else str(name)
    if text.startswith("/proc/self/fd/"):
        with suppress(OSError):
            text = os.readlink(text)
    return text
