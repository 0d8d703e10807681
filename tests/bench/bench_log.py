"""The log at 100,000 entries, next to Go's ``sumdb/tlog`` on the same files in the same run.

    python -m tests.bench.bench_log [ENTRIES]

``rebuild``: all hashes and tiles from the entries in memory. ``check``: reading every file of the folder, opening the
checkpoint, the same rebuild, and comparing every tile. ``append`` (one entry, its tiles and checkpoint; ours signs it,
too), ``inclusion`` and ``consistency`` (one proof each): means over many.
Ours is pure Python, Go's is compiled; the ratio says how many times as long ours takes.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from generator.core.problem import Problem
from generator.ledger import log, tiles
from generator.ledger.log_keys import LogKeys
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import Signer
from tests.conftest import GO_LIBRARIES, build_go, find
from tests.shared import Shared

ORIGIN = "log.example/bench"
SIGNER = Signer(ORIGIN, hashlib.sha256(b"bench").digest())
REPEATS = 200
Made = TypeVar("Made")
GOALS = {"rebuild": 1.0, "append": 0.01, "inclusion": 0.01, "consistency": 0.01}
"""Seconds at 100,000 entries; a log is small beside what is published with it."""


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 100_000
    entries = [b'{"index":%d,"kind":"report","statement":"%064d"}' % (i, i) for i in range(count)]
    with tempfile.TemporaryDirectory(prefix="kaohe-bench-") as temporary:
        folder = Path(temporary) / "log"
        for path, data in log.append([], entries, SIGNER, ORIGIN, []).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        ours = measure(entries, folder)
        theirs = measure_go(folder, Path(temporary))
    print(f"{count} entries; seconds")
    for name, seconds in ours.items():
        compared = f"  Go {theirs[name]:12.6f}  ratio {seconds / theirs[name]:7.1f}" if theirs else "  Go is not here"
        goal = f"  goal {GOALS[name]:g}" if name in GOALS else ""
        print(f"  {name:12} {seconds:12.6f}{compared}{goal}")
    print(json.dumps({"entries": count, "seconds": ours, "go": theirs, "goals": GOALS}))
    return 0 if all(ours[name] <= goal for name, goal in GOALS.items()) else 1


def measure(entries: list[bytes], folder: Path) -> dict[str, float]:
    """Seconds of each kind of work with our log."""
    count = len(entries)

    def rebuild() -> Tree:
        tree = Tree(leaf_hash(entry) for entry in entries)
        tiles.tiles_for(entries, [count], tree)
        return tree

    def check() -> list[Problem]:
        return log.check_log(log.read_log(folder), LogKeys.only(SIGNER.verifier))

    found: dict[str, float] = {}
    found["rebuild"], tree = timed(rebuild)
    found["check"], problems = timed(check)
    assert problems == [], problems[:3]
    root, source = tree.root(), random.Random(1)
    took = 0.0
    for _ in range(REPEATS):
        start = time.perf_counter()
        log.append(entries, [b"one more"], SIGNER, ORIGIN, [count], tree)
        took += time.perf_counter() - start
        for height, level in enumerate(tree.levels):
            # The next one is appended to the same tree again.
            del level[count >> height :]
    assert tree.root() == root
    found["append"] = took / REPEATS
    found["inclusion"] = mean(lambda: tree.inclusion_proof(source.randrange(count)))
    found["consistency"] = mean(lambda: tree.consistency_proof(source.randrange(1, count)))
    return found


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def mean(work: Callable[[], object]) -> float:
    return timed(lambda: [work() for _ in range(REPEATS)])[0] / REPEATS


def measure_go(folder: Path, workshop: Path) -> dict[str, float] | None:
    """The same with Go's packages; None where they are not installed."""
    if find("go") is None or not (GO_LIBRARIES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return None
    driver = build_go("go_bench", Shared(workshop / "shared"))
    command = [str(driver), str(folder), SIGNER.verifier.text(), str(REPEATS)]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
