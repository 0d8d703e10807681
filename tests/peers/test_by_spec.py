"""A check of the procedure written from docs/spec alone passes the example and finds what was tampered with."""

from __future__ import annotations

import ast
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.peers.by_spec.ledger import files_of
from tests.peers.by_spec.procedure import findings

ROOT = Path(__file__).resolve().parents[2]
LEDGER, SPEC = ROOT / "records/ledger", ROOT / "docs/spec"
PAGE = (SPEC / "31-statements.md").read_text("utf-8")
BY_SPEC = Path(__file__).parent / "by_spec"
PERIODS = ["notice_lead", "comments", "posting", "outside"]

Tamper = Callable[[random.Random, Any], None]


def test_the_example_holds() -> None:
    """Run as an auditor would, by a Python that has nothing of ours installed."""
    command = [sys.executable, "-S", "-m", "tests.peers.by_spec", str(LEDGER), str(SPEC)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"2025 {name} kept" for name in PERIODS]


def test_an_old_ledger_without_a_plan_holds() -> None:
    assert findings(files_of(ROOT / "tests/frozen/2026/ledger"), PAGE) == ([], [])


def test_it_stands_on_the_specification_alone() -> None:
    for file in BY_SPEC.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("tests.peers.by_spec") or name.partition(".")[0] in sys.stdlib_module_names


def other_order(rng: random.Random, body: Any) -> None:
    rng.shuffle(body["checked"])


def one_less(rng: random.Random, body: Any) -> None:
    body["strata"].pop(rng.randrange(len(body["strata"])))


def other_digits(rng: random.Random, body: Any) -> None:
    body["seed"]["digits"] = str(rng.randrange(10**6, 10**7))


def changed_unknown(rng: random.Random, body: Any) -> None:
    body["changed"].append(rng.choice(["nobody", "finance"]))


def higher_total(rng: random.Random, body: Any) -> None:
    total = body["result"]["total"]
    total["shown"] = f"{float(total['shown']) + rng.choice([0.01, 0.5, 3]):.2f}"


def other_before(rng: random.Random, body: Any) -> None:
    body["figures"][0]["before"] = str(rng.randrange(9, 30))


def approved_by_oneself(rng: random.Random, body: Any) -> None:
    body["approved_by"] = [rng.choice(body["approved_by"])] * 2


def forgotten_statement(rng: random.Random, body: Any) -> None:
    body["statements"].pop(rng.randrange(len(body["statements"])))


def no_quorum(rng: random.Random, body: Any) -> None:
    body["present"] = rng.randrange(body["members"] // 2 + 1)


def best_grade(rng: random.Random, body: Any) -> None:
    body["grade"] = "excellent"


def gate_forgotten(rng: random.Random, body: Any) -> None:
    body["findings"].pop(rng.randrange(len(body["findings"])))


def delivered_to_fewer(rng: random.Random, body: Any) -> None:
    body["notified"]["delivered"] -= rng.randrange(1, 5)


def posted_too_short(rng: random.Random, body: Any) -> None:
    body["to"] = f"2026-02-{rng.randrange(11, 14)}"


def reward_for_the_last(rng: random.Random, body: Any) -> None:
    rng.choice([use for use in body["units"] if use["measure"] in {"reward", "commendation"}])["unit"] = "environment"


def rewritten_progress(rng: random.Random, body: Any) -> None:
    rng.choice(body["progress"][:-1])["date"] = "2026-03-04"


def word_left_open(rng: random.Random, body: Any) -> None:
    body["word"] = None


def another_year(rng: random.Random, body: Any) -> None:
    body["in_force"]["last_day"] = f"2028-{rng.randrange(1, 13):02}-01"


def unit_without_goal(rng: random.Random, body: Any) -> None:
    unit = rng.choice(body["goals"])["unit"]
    body["goals"] = [goal for goal in body["goals"] if goal["unit"] != unit]


def backdated_change(rng: random.Random, body: Any) -> None:
    changed = rng.choice([goal for goal in body["goals"] if goal["changes"]])
    changed["changes"][0]["date"] = f"2025-0{rng.randrange(1, 3)}-20"


def lowered_target(rng: random.Random, body: Any) -> None:
    rng.choice(body["goals"])["target"] = str(rng.randrange(1, 5))


def late_without_words(rng: random.Random, body: Any) -> None:
    rng.choice(body["submissions"])["received"] = None


TAMPERED: list[tuple[str, str, Tamper]] = [
    ("1/plan/2025", "three years", another_year),
    ("1/interpretation/widely", "vague words", word_left_open),
    ("2/goals/2025", "goals", unit_without_goal),
    ("4/goals/2025", "goals", backdated_change),
    ("4/goals/2025", "goals", lowered_target),
    ("4/materials/2025", "submissions", late_without_words),
    ("4/population/2025", "population", one_less),
    ("5/review/2025", "sample", other_order),
    ("5/review/2025", "sample", other_digits),
    ("5/gates/2025", "gates", gate_forgotten),
    ("8/report/2025", "changed", changed_unknown),
    ("9/deliberation/2025", "quorum", no_quorum),
    ("9/unit-decision/environment", "gates", best_grade),
    ("10/notice/2025", "posting", posted_too_short),
    ("11/unit-correction/community", "correction", higher_total),
    ("11/unit-correction/community", "correction", other_before),
    ("11/unit-correction/community", "roles", approved_by_oneself),
    ("12/effective/2025", "notified", delivered_to_fewer),
    ("14/application/2025", "use", reward_for_the_last),
    ("16/closure/2025", "closure", forgotten_statement),
    ("21/rectification/environment", "revisions", rewritten_progress),
]
"""A record by statement, type and name; what must be found; and what is done to its body."""


@pytest.fixture(scope="module")
def published() -> dict[str, bytes]:
    """The example's ledger. Not to be changed."""
    return files_of(LEDGER)


def labels(files: dict[str, bytes]) -> set[str]:
    return {label for label, _ in findings(files, PAGE)[0]}


@pytest.mark.parametrize(("record", "label", "tamper"), TAMPERED, ids=lambda value: getattr(value, "__name__", None))
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_tampered_with_is_found(
    published: dict[str, bytes], record: str, label: str, tamper: Tamper, seed: int
) -> None:
    """Whoever tampers can also make every digest anew: the finding must be about the content."""
    index, _, name = record.partition("/")
    path = f"statements/{index}/records/{name}.json"
    content = json.loads(published[path])
    tamper(random.Random(seed), content["body"])
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert {label, "digest"} <= labels(published | {path: written})


@pytest.mark.parametrize("seed", range(10))
def test_a_changed_byte_is_found(published: dict[str, bytes], seed: int) -> None:
    rng = random.Random(seed)
    path = rng.choice(sorted(path for path in published if "/records/" in path))
    data = published[path]
    at = rng.choice([place for place, byte in enumerate(data) if chr(byte).isdigit()])
    assert "digest" in labels(published | {path: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]})


def test_an_act_that_comes_before_its_time_is_found(published: dict[str, bytes]) -> None:
    """The notice published before the decision."""
    places = {"statements/9/": "statements/10/", "statements/10/": "statements/9/"}
    moved = {
        next((new + path.removeprefix(old) for old, new in places.items() if path.startswith(old)), path): data
        for path, data in published.items()
    }
    assert {"order", "builds_on", "dates", "closure", "log"} <= labels(moved)


def test_without_witnesses_periods_are_only_claimed(published: dict[str, bytes]) -> None:
    alone = {
        path: b"".join(line for line in data.splitlines(keepends=True) if b"auditor" not in line)
        for path, data in published.items()
        if path.startswith("checkpoints/")
    }
    wrong, periods = findings(published | alone, PAGE)
    assert [(name, status) for _, name, status in periods] == [(name, "claimed") for name in PERIODS]
    assert {label for label, _ in wrong} == {"seed"}


def with_records(files: dict[str, bytes], index: int, records: dict[str, Any]) -> dict[str, bytes]:
    """The same with other records in a statement, which its list of digests names."""
    folder = f"statements/{index}/"
    kept = {path: data for path, data in files.items() if not path.startswith(folder + "records/")}
    written = {
        f"records/{path}.json": json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        for path, record in sorted(records.items())
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in written.items())
    return kept | {folder + path: data for path, data in written.items()} | {folder + "SHA256SUMS": sums.encode()}


@pytest.mark.parametrize(("event", "found"), [("moved", set()), ("announced", {"population"})])
def test_the_population_names_the_event_as_amended(published: dict[str, bytes], event: str, found: set[str]) -> None:
    """A draw that was moved to another event before the materials were published (16, "Amendments")."""
    moved = {"zh": "另一期摇号", "en": "another draw"}
    population = json.loads(published["statements/4/records/population/2025.json"])
    draw = {"event": moved, "drawn": population["body"]["drawn"]}
    body = {"id": "draw", "date": "2025-06-10", "draw": draw, "joined": [], "left": [], "schedule": []}
    record = population | {"type": "amendment", "name": "draw", "body": body}
    files = with_records(published, 3, {"amendment/draw": record})
    if event == "moved":
        population["body"]["event"] = moved
    materials = json.loads(published["statements/4/records/materials/2025.json"])
    files = with_records(files, 4, {"materials/2025": materials, "population/2025": population})
    assert labels(files) & {"population", "seed"} == found


@pytest.mark.parametrize(
    ("total", "before", "revision", "found"),
    [
        ("79.31", "6", 2, set()),
        ("79.33", "6", 2, {"correction"}),
        ("79.31", "8", 2, {"correction"}),
        ("79.31", "6", 1, {"revisions"}),
    ],
)
def test_a_second_correction_goes_on_from_the_first(
    published: dict[str, bytes], total: str, before: str, revision: int, found: set[str]
) -> None:
    """In the place of the appeals: six days were seven (16, "One correction after the other")."""
    path = "statements/11/records/unit-correction/community.json"
    record = json.loads(published[path]) | {"revision": revision}
    record["body"] |= {
        "reason": "data_error",
        "figures": [{"indicator": "satisfaction.efficiency", "before": before, "after": "7"}],
        "result": {"total": {"shown": total, "max": "100"}, "grade": "fair"},
        "recommended": "fair",
        "grade": "fair",
        "corrects": {"correction": hashlib.sha256(published[path]).hexdigest()},
    }
    statement = json.loads(published["statements/13/statement.json"]) | {"step": "correction"}
    files = with_records(published, 13, {"unit-correction/community": record})
    files |= {"statements/13/statement.json": json.dumps(statement).encode()}
    assert labels(files) & {"correction", "corrects", "revisions", "order", "departs", "roles"} == found
