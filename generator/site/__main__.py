"""``python -I -m generator.site EXPORT OUT``: the builder as a program that is given an export and nothing else."""

from __future__ import annotations

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
    """Build; the summary goes to standard output as JSON, problems to standard error as text and, as JSON, to standard output."""
    out: Path | None = None
    try:
        if len(arguments) != 2:
            raise UsageError.of("B187")
        out = Path(arguments[1])
        done = build(Path(arguments[0]), out, time.perf_counter)
    except KaoheError as error:
        if out is not None and not isinstance(error, UsageError) and out.is_dir():
            remove_output(out)
        print(problems_text(error.problems, "zh"), file=sys.stderr)
        print(json.dumps({"problems": [problem_json(problem) for problem in error.problems]}, ensure_ascii=False))
        return error.exit_code
    print(
        json.dumps(
            {
                "versions": {name: version(name) for name in PACKAGES},
                "pages": done.pages,
                "files": done.files,
                "seconds": done.seconds,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
