"""How many problems of one file a check between records says: more of them help nobody and take their time."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.problem import Place, Problem

MAX_PROBLEMS = 200


def few(problems: Iterator[Problem], path: str) -> Iterator[Problem]:
    """The first ``MAX_PROBLEMS`` of ``problems``, all of the file ``path``, then X199 if there are more.

    What stands behind is not even made, so a check must hand over an iterator that makes them one by one.
    """
    for count, problem in enumerate(problems):
        if count == MAX_PROBLEMS:
            yield Problem("X199", Place(path), {"limit": str(MAX_PROBLEMS)})
            return
        yield problem
