"""Runs every bench of this folder, one after another: ``make bench`` or ``python -m tests.bench.run [NAME ...]``.

Each bench prints what it measured and a ratio against something measured in the same run. None of them passes or
fails: machines differ, ratios less so.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent


def main(names: Sequence[str]) -> int:
    """Run the benches called ``names``, or all; the first failure's status, else 0."""
    benches = sorted(path.stem for path in HERE.glob("bench_*.py"))
    wanted = [f"bench_{name.removeprefix('bench_')}" for name in names] or benches
    if unknown := set(wanted) - set(benches):
        sys.stderr.write(f"no such bench: {', '.join(sorted(unknown))}\n")
        return 2
    for bench in wanted:
        sys.stdout.write(f"\n== {bench.removeprefix('bench_')}\n")
        sys.stdout.flush()
        status = subprocess.run([sys.executable, "-m", f"tests.bench.{bench}"], check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
