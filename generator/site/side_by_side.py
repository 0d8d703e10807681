"""Work on many independent pages in several processes: the same result as in one, sooner.

The processes are forked, so that they share what was read; each returns the digests of the files that it wrote.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
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


def side_by_side(work: Work[T], items: Sequence[T], processes: int | None = None) -> dict[str, str]:
    """``work`` on all ``items``, in up to ``processes`` processes; what it returned, merged.

    Raises FindingsError with the problems of every process that failed.
    """
    number = processes or min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
    if number == 1 or len(items) < FEWEST:
        return work(items)
    # Functions cannot be handed over, so the forked processes find them here.
    _pending[:] = [partial(work, items[i::number]) for i in range(number)]
    try:
        with multiprocessing.get_context("fork").Pool(number) as pool:
            done = pool.map(_run, range(number), chunksize=1)
    finally:
        _pending.clear()
    if problems := [problem for _, found in done for problem in found]:
        raise FindingsError(problems)
    return {path: digest for digests, _ in done for path, digest in digests.items()}


def _run(index: int) -> tuple[dict[str, str], list[Problem]]:
    try:
        return _pending[index](), []
    except KaoheError as error:
        return {}, error.problems
