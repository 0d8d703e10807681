"""``python -I -m generator.site EXPORT OUT``: the builder as a program that is given an export and nothing else."""

from __future__ import annotations

import gc
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from generator.core.errors import KaoheError, UsageError
from generator.core.render import problem_json, problems_text
from generator.site.build import build, remove_output

PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "Jinja2")


def main(arguments: list[str]) -> int:
    """Build. Standard output gets one JSON object, the summary or the problems; standard error the problems as text."""
    out: Path | None = None
    try:
        if len(arguments) != 2:
            raise UsageError.of("B187")
        out = Path(arguments[1])
        done = build(Path(arguments[0]), out, time.perf_counter)
    except KaoheError as error:
        if out is not None and not isinstance(error, UsageError) and out.is_dir():
            remove_output(out)
        sys.stderr.write(problems_text(error.problems, "zh") + "\n")
        _answer({"problems": [problem_json(problem) for problem in error.problems]})
        return error.exit_code
    _answer(
        {
            "versions": {name: version(name) for name in PACKAGES},
            "pages": done.pages,
            "files": done.files,
            "seconds": done.seconds,
        }
    )
    return 0


def _answer(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    # One build and gone: nothing here makes garbage that only the collector could free, and looking for it
    # costs a quarter of the time and, in forked processes, copies of every page of memory that it looks at.
    gc.disable()
    sys.exit(main(sys.argv[1:]))
