"""Work that several ask for and that rests on one cycle alone: done once for each cycle as it was read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from generator.intake.repository import Cycle

P = ParamSpec("P")
T = TypeVar("T")


def once_per_cycle(work: Callable[Concatenate[Cycle, P], T]) -> Callable[Concatenate[Cycle, P], T]:
    """``work``, which answers for a cycle a second time what it answered first; its other arguments are hashable.

    A cycle and its records never change; one with other records is another one. Nobody may change what is answered.
    What raises is tried again.
    """

    @wraps(work)
    def answered(cycle: Cycle, /, *arguments: P.args, **options: P.kwargs) -> T:
        question = (work, arguments, tuple(sorted(options.items())))
        if question not in cycle.worked_out:
            cycle.worked_out[question] = work(cycle, *arguments, **options)
        found: T = cycle.worked_out[question]
        return found

    return answered
