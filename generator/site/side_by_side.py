"""Work on many independent pages in several processes: the same result as in one, sooner.

The processes are forked, so that they share what was read; each returns the digests of the files that it wrote.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from generator.core.errors import FindingsError, KaoheError
from generator.core.problem import Problem

T = TypeVar("T")
Work = Callable[[Sequence[T]], dict[str, str]]

FEWEST = 64
"""Below this many items a second process costs more than it saves."""

MOST_PROCESSES = 4

_pending: list[Callable[[], dict[str, str]]] = []


@contextmanager
def side_by_side(
    work: Work[T], items: Sequence[T], processes: int | None = None
) -> Iterator[Callable[[], dict[str, str]]]:
    """Start ``work`` on all ``items`` in up to ``processes`` processes; the caller goes on with something else.

    What is yielded waits and gives what ``work`` returned, merged; it raises FindingsError with the problems of every
    process that failed.
    """
    number = processes or min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
    if number == 1 or len(items) < FEWEST:
        yield lambda: work(items)
        return
    # Functions cannot be handed over, so the forked processes find them here.
    _pending[:] = [partial(work, items[i::number]) for i in range(number)]
    try:
        with multiprocessing.get_context("fork").Pool(number) as pool:
            running = pool.map_async(_run, range(number), chunksize=1)
            yield lambda: _merged(running.get())
    finally:
        _pending.clear()


def _merged(done: Sequence[tuple[dict[str, str], list[Problem]]]) -> dict[str, str]:
    if problems := [problem for _, found in done for problem in found]:
        raise FindingsError(problems)
    return {path: digest for digests, _ in done for path, digest in digests.items()}


def _run(index: int) -> tuple[dict[str, str], list[Problem]]:
    try:
        return _pending[index](), []
    except KaoheError as error:
        return {}, error.problems
