"""People in a published site: blocks where and as they are due, numbers only where nobody follows from them."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from generator.audit.check_people import _may_be_shown
from generator.audit.people_bodies import GradeTable, PeopleQuota, PeopleScheme
from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.disclosure.people_counts import Limits, grade_view
from generator.published.record import PublicRecord
from tests.audit.office import Office, Plan
from tests.audit.people import quota_line

KINDS = ("trust", "scheme", "inputs", "report", "decision", "change", "closed")
Body = dict[str, Any]


def whole(**changes: Any) -> Plan:
    return Plan(people=True, kinds=KINDS, **changes)


def verdict(folder: Path, plan: Plan) -> Verdict:
    office = Office(folder / "site", plan).publish()
    return verify(office.folder, office.root)


def codes(found: Verdict, number: int) -> set[str]:
    return {problem.code for problem in found.check(number).problems}


def people(change: Callable[[Body], None], key: str) -> Plan:
    """A plan with the public part of one block changed: the one that has ``key``."""

    def body(record_type: str, record_name: str, given: Body) -> Body:
        if record_type == "people" and key in given["public"]:
            given = copy.deepcopy(given)
            change(given["public"])
        return given

    return whole(body=body)


def record(change: Callable[[PublicRecord], PublicRecord], record_type: str = "people", revision: int = 2) -> Plan:
    """A plan with one record changed."""
    return whole(record=lambda r: change(r) if (r.type, r.revision) == (record_type, revision) else r)


def scheme(change: Callable[[Body], None], names: str = "base leader staff") -> Plan:
    def body(record_type: str, record_name: str, given: Body) -> Body:
        if record_type == "people-scheme" and record_name in names.split():
            given = copy.deepcopy(given)
            change(given)
        return given

    return whole(body=body)


@pytest.mark.parametrize("left_out", [(), ("inputs",), ("change",), ("inputs", "change"), ("change", "closed")])
def test_a_cycle_with_people_verifies(tmp_path: Path, left_out: tuple[str, ...]) -> None:
    kinds = tuple(kind for kind in KINDS if kind not in left_out)
    found = verdict(tmp_path, replace(whole(), kinds=kinds))
    assert {check.status for check in found.checks} == {"ok"}, [check.problems for check in found.checks]


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (("trust", "scheme", "report", "inputs", "decision"), "A183"),
        (("trust", "scheme", "report", "change"), "A183"),
        (("trust", "scheme", "report", "decision", "closed", "change"), "A186"),
        (("trust", "scheme", "report", "decision", "change", "change"), "A181"),
    ],
)
def test_goals_and_corrections_have_their_place(tmp_path: Path, kinds: tuple[str, ...], code: str) -> None:
    found = verdict(tmp_path, Plan(people=True, kinds=kinds))
    assert code in codes(found, 10)


def cell(number: int | None, grade: str | None = "excellent") -> Body:
    return {"grade": grade, "number": number}


def table(form: str, *numbers: int | None) -> Callable[[Body], None]:
    """The staff's table, in the grades of the scheme."""
    names = ["excellent", "competent", "basic", "fail", None]
    cells = [cell(number, name) for number, name in zip(numbers, names, strict=False)]

    def change(public: Body) -> None:
        public["grades"][1] = {"kind": "staff", "form": form, "cells": cells}

    return change


def number_of(kind: int, number: int | None) -> Callable[[Body], None]:
    def change(public: Body) -> None:
        public["people"][kind]["number"] = number

    return change


ALLOWED = {
    "nothing": people(table("none"), "grades"),
    "the best grade": people(table("best", 5), "grades"),
    "large cells, small ones together large": people(table("each", 11, 40, None, None, None), "grades"),
    "every cell large": people(table("each", 11, 30, 7, 6, 6), "grades"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_numbers_that_tell_nobody_are_fine(tmp_path: Path, name: str) -> None:
    assert verdict(tmp_path, ALLOWED[name]).exit_code == 0


SPOILT: dict[str, tuple[Plan, str]] = {
    "a small cell": (people(table("best", 4), "grades"), "A159"),
    "few besides the best": (people(table("best", 55), "grades"), "A159"),
    "more than there are": (people(table("best", 61), "grades"), "A159"),
    "one hidden cell": (people(table("each", 11, 30, 8, 7, None), "grades"), "A159"),
    "hidden cells that are all empty": (people(table("each", 11, 49, None, None, None), "grades"), "A159"),
    "hidden cells that are all full": (people(table("each", 11, 37, None, None, None), "grades"), "A159"),
    "hidden cells that are small together": (people(table("each", 11, 45, None, None, None), "grades"), "A159"),
    "a small cell among large ones": (people(table("each", 11, 30, 9, 6, 4), "grades"), "A159"),
    "cells that do not add up": (people(table("each", 11, 30, 7, 6, 7), "grades"), "A159"),
    "a quota used up": (people(table("best", 12), "grades"), "A159"),
    "few leaders": (people(number_of(0, 4), "people"), "A159"),
    "grades of a kind that is not counted": (
        people(lambda p: p["grades"].__setitem__(0, {"kind": "leader", "form": "best", "cells": [cell(9)]}), "grades"),
        "A159",
    ),
    "another grade than the best": (
        people(
            lambda p: p["grades"].__setitem__(1, {"kind": "staff", "form": "best", "cells": [cell(20, "fail")]}),
            "grades",
        ),
        "A158",
    ),
    "cells in another order": (people(lambda p: p["grades"].reverse(), "grades"), "A158"),
    "a kind left out": (people(lambda p: p["people"].pop(0), "people"), "A158"),
    "another allowance": (people(lambda p: p["quotas"].__setitem__(1, quota_line("staff", 11)), "grades"), "A158"),
    "an allowance for few": (people(lambda p: p["quotas"].__setitem__(0, quota_line("leader", 0)), "grades"), "A158"),
    "no quota": (people(lambda p: p["quotas"].clear(), "grades"), "A158"),
    "no reason": (people(lambda p: p["reasons"].clear(), "reasons"), "A158"),
    "a reason twice": (people(lambda p: p["reasons"].append("data_error"), "reasons"), "A158"),
    "reasons out of order": (people(lambda p: p["reasons"].insert(0, "status_error"), "reasons"), "A158"),
    "a reason of no vocabulary": (people(lambda p: p["reasons"].append("misconduct"), "reasons"), "C110"),
    "numbers in the correction": (people(lambda p: p.update(corrected=1), "reasons"), "C110"),
    "people in the correction": (people(lambda p: p.update(people=[]), "reasons"), "C110"),
    "a unit": (people(lambda p: p["people"][1].update(unit="archive"), "people"), "C110"),
    "an id": (people(lambda p: p["grades"][1].update(people=["p001"]), "grades"), "C110"),
    "grades in the report": (people(lambda p: p.update(grades=[]), "people"), "C110"),
    "a slot too few": (record(lambda r: replace(r, commitments=r.commitments[1:])), "A142"),
    "a slot too many": (record(lambda r: replace(r, commitments=(*r.commitments, "x" * 43))), "A142"),
    "one commitment twice": (record(lambda r: replace(r, commitments=r.commitments[:1] * 20)), "A154"),
    "a block of another size": (
        record(lambda r: replace(r, body={**r.body, "size": 21}, commitments=(*r.commitments, "x" * 43))),
        "A142",
    ),
    "a block that says another size": (record(lambda r: replace(r, body={**r.body, "size": 21})), "A142"),
    "a block under another name": (record(lambda r: replace(r, name="p001")), "A157"),
    "a block with an old number": (record(lambda r: replace(r, revision=1)), "A157"),
    "no base scheme": (
        whole(record=lambda r: replace(r, name="staff-2") if (r.type, r.name) == ("people-scheme", "base") else r),
        "A152",
    ),
    "another size in the scheme": (scheme(lambda b: b.update(block=19), "base"), "A152"),
    "no size in the scheme": (scheme(lambda b: b.update(block=None)), "A152"),
    "a scheme for units": (scheme(lambda b: b.update(subjects="unit"), "staff"), "C110"),
    "a kind that does not exist": (
        whole(record=lambda r: replace(r, name="guest") if (r.type, r.name) == ("people-scheme", "staff") else r),
        "A152",
    ),
    "no meeting about people": (
        whole(record=lambda r: replace(r, name="other") if r.name == "people-2025" else r),
        "A141",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_everything_else_about_people_is_found(tmp_path: Path, name: str) -> None:
    plan, code = SPOILT[name]
    found = verdict(tmp_path, plan)
    assert code in codes(found, 8), found.check(8).problems
    assert found.exit_code == 1


def test_no_block_without_people(tmp_path: Path) -> None:
    def body(record_type: str, record_name: str, given: Body) -> Body:
        return {"slots": given["slots"]} if record_type == "slots" else given

    found = verdict(tmp_path, whole(body=body))
    assert {"A142", "A152", "A156"} <= codes(found, 8)


def test_people_are_not_left_out_of_a_statement(tmp_path: Path) -> None:
    moved = whole(record=lambda r: replace(r, type="closure", name="x") if (r.type, r.revision) == ("people", 5) else r)
    assert "A141" in codes(verdict(tmp_path, moved), 8)


def test_a_correction_needs_people(tmp_path: Path) -> None:
    found = verdict(tmp_path, Plan(kinds=("trust", "scheme", "report", "decision", "change")))
    assert "A141" in codes(found, 8)


def test_a_quota_over_everybody_is_judged_only_where_everybody_is_counted(tmp_path: Path) -> None:
    """With the leaders in the same quota a twelfth best grade tells nothing, and how many they are is not known."""

    def body(record_type: str, record_name: str, given: Body) -> Body:
        given = copy.deepcopy(given)
        if record_type == "people-scheme":
            given["quota"]["by"] = "all"
        if record_type == "people" and "grades" in given["public"]:
            given["public"]["grades"][1]["cells"][0]["number"] = 12
            line = {**quota_line("leader", None), "kinds": ["leader", "staff"], "by": "all"}
            given["public"]["quotas"] = [line]
        return given

    assert verdict(tmp_path, whole(body=body)).exit_code == 0


def _accepted(form: str, counts: list[int], quota: PeopleQuota | None) -> bool:
    """Whether verification accepts the staff's table in this form."""
    names: list[str | None] = ["excellent", "competent", "basic", "fail", None]
    scheme_read = PeopleScheme(20, 5, 10, ("excellent", "competent", "basic", "fail"), quota, (1, 1, 1))
    cells = [(name, number if number >= 5 else None) for name, number in zip(names, counts, strict=True)]
    found = GradeTable("", "staff", form, tuple(cells[:1] if form == "best" else cells))
    return _may_be_shown(found, {"staff": scheme_read}, {"staff": sum(counts)})


@pytest.mark.parametrize("ratio", [None, Fraction(1, 5), Fraction(1, 2)])
def test_verification_accepts_exactly_what_may_be_made(ratio: Fraction | None) -> None:
    """Two programs that share no code, on many tables: the one decides what is shown, the other judges it."""
    quota = None if ratio is None else PeopleQuota("excellent", ratio, "floor", "kind", merged=False)
    source = random.Random(7)
    seen: Counter[str] = Counter()
    for _ in range(4000):
        counts = [source.choice([0, 1, 2, 3, 4, 5, 6, 9, 14, 30]) for _ in range(5)]
        total = sum(counts)
        if total < 10:
            continue
        bound = None if ratio is None else int(ratio * (total - 4))
        view = grade_view(counts, Limits(5, 10), bound)
        seen[view.form] += 1
        assert _accepted("each", counts, quota) == (view.form == "each"), counts
        best_fits = view.form == "best" or (view.form == "each" and counts[0] >= 5 and total - counts[0] > 5)
        assert (counts[0] >= 5 and _accepted("best", counts, quota)) == best_fits, counts
    assert min(seen[form] for form in ("each", "best", "none")) > 50
