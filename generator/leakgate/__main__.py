"""``python -m generator.leakgate DIR``: request on standard input, report on standard output.

Exit codes: 0 clean, 3 leak found, 4 could not check. Whatever goes wrong, nothing of the request is printed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from generator.core.errors import NotCheckedError
from generator.core.problem import Problem
from generator.core.render import problem_json
from generator.leakgate.request import MAX_REQUEST, Request
from generator.leakgate.scan import Report, inspect

VERSION = "kaohe/leakgate-report/v1"


def main(arguments: list[str], request: bytes) -> tuple[dict[str, Any], int]:
    """The report on the folder that ``arguments`` name, and the exit code."""
    try:
        if len(arguments) != 1:
            raise NotCheckedError(NotCheckedError.of("K406").problems)
        report = inspect(Path(arguments[0]), Request.parse(request))
    except NotCheckedError as error:
        report = Report(error.problems)
    except Exception as error:
        report = Report(NotCheckedError.of("K407", kind=type(error).__name__).problems)
    return {
        "version": VERSION,
        "result": report.result,
        "findings": _as_json(report.problems),
        "summary": report.summary,
    }, report.exit_code


def _as_json(problems: list[Problem]) -> list[dict[str, Any]]:
    try:
        return [problem_json(problem) for problem in problems]
    except Exception:
        # A broken message catalogue must not turn a leak into a crash: code and place say enough.
        return [{"code": problem.code, "path": problem.place.path, "params": problem.params} for problem in problems]


if __name__ == "__main__":
    answer, status = main(sys.argv[1:], sys.stdin.buffer.read(MAX_REQUEST + 1))
    sys.stdout.buffer.write(
        json.dumps(answer, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"
    )
    sys.stdout.flush()
    sys.exit(status)
