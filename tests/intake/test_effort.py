"""Checking a file takes time in proportion to its size, whatever is wrong with it.

Each shape is checked at two sizes, one four times the other; what grows faster than the file shows in the ratio.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.problem import Problem
from generator.core.render import problems_text
from generator.intake import bind, few, shown
from generator.intake.models.inputs import Data
from generator.intake.reader import read
from generator.office.check import check
from tests.broken.edited import BASE

CYCLE = Path("records/cycles/2025")
RATIO = 8
NOISE = 0.4
"""Seconds that count for nothing, on a machine that does other things as well."""


def figures(folder: Path) -> Path:
    return min((folder / CYCLE / "inputs" / "data").glob("*.yml"))


def ballots(folder: Path) -> Path:
    return min((folder / CYCLE / "inputs" / "votes").glob("*.yml"))


def insert(path: Path, behind: str, lines: list[str]) -> None:
    text = path.read_text("utf-8")
    assert text.count(f"\n{behind}\n") == 1
    path.write_text(text.replace(f"\n{behind}\n", f"\n{behind}\n" + "".join(f"{line}\n" for line in lines)), "utf-8")


def figures_of(line: Callable[[int], str], before: str = "", after: str = "\n") -> Callable[[Path, int], None]:
    """Makes an office whose first figures are nothing but such lines."""

    def make(folder: Path, size: int) -> None:
        figures(folder).write_text(before + "".join(line(i) for i in range(size)) + after, "utf-8")

    return make


def inserted(file: str, behind: str, line: Callable[[int], str]) -> Callable[[Path, int], None]:
    """Makes an office with such lines more in one of its lists."""

    def make(folder: Path, size: int) -> None:
        path = ballots(folder) if file == "ballots" else folder / "records" / file
        insert(path, behind, [line(i) for i in range(size)])

    return make


def tally(number: int) -> str:
    counted = "issued: 1, returned: 1, counts: {a: 1}"
    return f"  - {{unit: z{number}, indicator: nothing, {counted}}}"


def holder(number: int) -> str:
    return f"  - {{id: h{number}, role: office, keys: [x{number}]}}"


def holidays(folder: Path, size: int) -> None:
    path = min((folder / "records" / "calendar").glob("*.yml"))
    lines = [line for line in path.read_text("utf-8").splitlines() if line.split(":")[0] in ("schema", "year", "basis")]
    days = ", ".join(["2025-01-01"] * size)
    path.write_text("\n".join([*lines, f"holidays: [{days}]", "makeup_workdays: []", ""]), "utf-8")


SHAPES: dict[str, tuple[Callable[[Path, int], None], int, str]] = {
    "unknown keys": (figures_of(lambda i: f"k{i}: a\n"), 5_000, "M198"),
    "keys like known ones": (figures_of(lambda i: f"period{i}: a\n"), 4_000, "M198"),
    "keys that are refused": (figures_of(lambda i: f"k{i}: yes\n"), 5_000, "M198"),
    "a key twice in each item": (figures_of(lambda _: "  - {a: 1, a: 2}\n", "values:\n"), 4_000, "Y160"),
    "one long line": (figures_of(lambda _: "{unitt: a, valu: 2}, ", "values: [", "]\n"), 3_000, "M111"),
    "unknown units": (inserted("cycles/2025/roster.yml", "units:", lambda i: f"  - unit: z{i}"), 450, "X199"),
    "too many units": (inserted("cycles/2025/roster.yml", "units:", lambda i: f"  - unit: z{i}"), 6_000, "M111"),
    "unknown tallies": (inserted("ballots", "tallies:", tally), 1_000, "X199"),
    "holders": (inserted("trust.yml", "holders:", holder), 2_000, "M111"),
    "holidays": (holidays, 10_000, "M111"),
}


def seconds(folder: Path, make: Callable[[Path, int], None], size: int) -> tuple[float, list[Problem]]:
    shutil.copytree(BASE, folder)
    make(folder, size)
    begun = time.process_time()
    problems = check(folder)
    problems_text(problems, "zh")
    return time.process_time() - begun, problems


@pytest.mark.parametrize("name", SHAPES)
def test_four_times_the_file_takes_about_four_times_as_long(tmp_path: Path, name: str) -> None:
    make, size, code = SHAPES[name]
    small, _ = seconds(tmp_path / "small", make, size)
    large, problems = seconds(tmp_path / "large", make, 4 * size)
    assert code in {problem.code for problem in problems}
    assert len(problems) <= 2 * (few.MAX_PROBLEMS + bind.MAX_PROBLEMS)
    assert large <= RATIO * small + NOISE


def scheme(tmp_path: Path, rules: list[str]) -> list[Problem]:
    """The problems of the valid office with more indicators, one for each rule."""
    shutil.copytree(BASE, tmp_path / "office")
    path = tmp_path / "office" / CYCLE / "scheme.yml"
    text = path.read_text("utf-8")
    begin = text.index("    indicators:\n") + len("    indicators:\n")
    first = text[begin : text.index("      - id:", begin + 10)]
    head, tail = first[: first.index("        rule:")], first[first.index("        missing:") :]
    more = [f"{head}        rule: {rule}\n{tail}".replace("- id: ", f"- id: q{i}.", 1) for i, rule in enumerate(rules)]
    path.write_text(text[:begin] + "".join(more) + text[begin:], "utf-8")
    return check(tmp_path / "office")


def bands(count: int) -> str:
    rows = ", ".join(f"{{at_least: {i}, below: {i + 900}, points: 999}}" for i in range(count))
    return f"{{kind: band_table, bands: [{rows}]}}"


def shares(count: int) -> str:
    rows = ", ".join(
        f"{{at_least: {i}/99, below: {i + 30}/99, other_at_least: {i}/98, other_below: {i + 40}/98, points: 1}}"
        for i in range(count)
    )
    return f"{{kind: vote_share_bands, options: [a, b, c], share_of: [a], other: [b], hit: unique, rows: [{rows}]}}"


def test_tables_that_overlap_everywhere_are_reported_as_far_as_anyone_reads(tmp_path: Path) -> None:
    problems = scheme(tmp_path, [bands(200)] * 20)
    assert "X199" in {problem.code for problem in problems}
    assert len(problems) <= 2 * few.MAX_PROBLEMS


@pytest.mark.parametrize(
    ("rules", "code"), [([shares(50)], "M161"), ([shares(10)] * 4, "M161"), ([bands(201)], "M111")]
)
def test_tables_that_cannot_be_checked_in_time_are_refused(tmp_path: Path, rules: list[str], code: str) -> None:
    assert code in {problem.code for problem in scheme(tmp_path, rules)}


def test_of_a_long_line_only_the_beginning_is_shown(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "office")
    path = figures(tmp_path / "office")
    path.write_text(f"values: [{'{unit: a, value: 1}, ' * 1000}]\n", "utf-8")
    sources = [problem.source for problem in check(tmp_path / "office") if problem.code == "M101" and problem.source]
    assert {len(source) for source in sources if source.startswith("values")} == {shown.MAX_LINE + len(shown.MARK)}


def test_after_many_unknown_keys_no_more_are_shown() -> None:
    keys = "".join(f"  - {{uni: a, k: {i}}}\n" for i in range(shown.MAX_COMPARED + 5))
    node_text = f"values:\n{keys}"
    node, _ = read(node_text.encode(), "a.yml")
    assert node is not None
    lines = shown.Shown(Data, node, node_text)
    assert lines.line(2) == "  - {uni: ‹…›"
    for number in range(3, shown.MAX_COMPARED + 2):
        lines.line(number)
    assert lines.line(shown.MAX_COMPARED + 3) == "  - {‹…›"
