"""People through the whole of a cycle's statements: nothing that is published depends on whom it is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.audit.check_people import check_people
from generator.audit.cycles import read_cycles
from generator.core.errors import FindingsError
from generator.disclosure.airlock import Released
from generator.ledger.statements import PublishedStatement
from generator.office.compose import Composition, compose
from generator.office.needles import needles, person_numbers
from tests.office.people_office import ACTS, BEST, CYCLE, PEOPLE, SLOTS, About, fresh, office_of, publish

_RANDOM = re.compile(rb"[0-9a-f]{64}|[0-9a-f]{32}|[A-Za-z0-9_-]{43}(?=\")")


def normal(data: bytes) -> bytes:
    """The bytes with every digest, nonce and commitment replaced by as many zeros."""
    return _RANDOM.sub(lambda found: b"0" * len(found[0]), data)


def published_bytes(made: list[Composition]) -> list[tuple[str, bytes]]:
    """Every published file of every statement, in the order in which it is written."""
    return [(f"{n}/{path}", data) for n, item in enumerate(made) for path, data in item.files().items()]


def block(composition: Composition) -> Released:
    (found,) = [item for item in composition.records if item.record.type == "people"]
    return found


def held(released: Released) -> dict[str, Any]:
    return {item.value["person"]: item.value for item in released.disclosures if item.value is not None}


def codes(caught: pytest.ExceptionInfo[FindingsError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[PublishedStatement], list[Composition]]:
    return publish(office_of(tmp_path_factory.mktemp("office"), About()), 1)


Made = tuple[list[PublishedStatement], list[Composition]]


def test_every_statement_but_the_scheme_holds_everybody_once(cycle: Made) -> None:
    made = dict(zip(ACTS, cycle[1], strict=True))
    for revision, act in enumerate(("goals", "report", "decision", "correction", "closed"), 1):
        released = block(made[act])
        assert (released.record.name, released.record.revision) == (CYCLE, revision)
        assert len(released.record.commitments) == SLOTS == len(set(released.record.commitments))
        assert sorted(held(released)) == sorted(PEOPLE)
    assert [made[act].statement.step for act in ACTS] == ["", "", "goals", "", "", "correction", ""]
    assert made["closed"].statement.date == "2026-03-02" and made["decision"].statement.date == "2026-02-11"


def test_slots_hold_what_is_known_by_then(cycle: Made) -> None:
    made = dict(zip(ACTS, cycle[1], strict=True))
    goals = held(block(made["goals"]))["p005"]
    assert goals["goals"][0]["text"] == "目标正文005甲乙丙" and "total" not in goals
    report, decision, change, closed = (held(block(made[k])) for k in ("report", "decision", "correction", "closed"))
    assert report["p001"]["recommended"] == "excellent" and report["p001"]["total"] == "95"
    assert report["p001"]["decision"] is None and report["p006"]["status"]["id"] == "long-leave"
    assert report["p006"]["recommended"] is None and report["p007"]["vetoes"][0]["id"] == "late"
    assert decision["p006"]["decision"] == {
        "grade": None,
        "no_grade": "no_grade",
        "departs": None,
        "departs_clause": None,
    }
    assert (decision["p008"]["total"], change["p008"]["total"]) == ("80", "85")
    assert [entry["reason"] for entry in change["p008"]["corrections"]] == ["data_error"]
    assert change["p009"]["corrections"] == [] and closed == change


def test_numbers_are_published_once(cycle: Made) -> None:
    made = dict(zip(ACTS, cycle[1], strict=True))
    public = {act: block(made[act]).record.body["public"] for act in ACTS[2:]}
    assert public["goals"] == public["closed"] == {}
    assert public["report"] == {"people": [{"kind": "leader", "number": None}, {"kind": "staff", "number": 12}]}
    assert public["decision"]["grades"] == [
        {"kind": "leader", "form": "none", "cells": []},
        {"kind": "staff", "form": "best", "cells": [{"grade": "excellent", "number": len(BEST)}]},
    ]
    assert [line["at_most"] for line in public["decision"]["quotas"]] == [None, 6]
    assert public["correction"] == {"reasons": ["data_error"]}


def test_verification_accepts_what_is_made(cycle: Made) -> None:
    (found,) = read_cycles(cycle[0])
    assert found.problems == [] and list(check_people(found)) == []


def test_what_statements_rest_on(cycle: Made) -> None:
    made = {act: item.statement for act, item in zip(ACTS, cycle[1], strict=True)}
    digests = {act: item.sha256 for act, item in zip(ACTS, cycle[0], strict=True)}
    assert made["goals"].builds_on == (digests["scheme"],)
    assert made["report"].builds_on == (digests["scheme"], digests["goals"])
    assert made["correction"].builds_on == (digests["decision"],)
    assert made["closed"].builds_on == tuple(digests[act] for act in ACTS[1:-1])


def test_a_draft_is_recomputed_with_its_own_order(cycle: Made, tmp_path: Path) -> None:
    office = office_of(tmp_path, About())
    for number, act in enumerate(ACTS):
        made = cycle[1][number]
        again = compose(act, made.statement.cycle, office, cycle[0][:number], made.openings.replay())
        assert again.files() == made.files()


OTHERS = {
    "another person was corrected": About(corrected="p011"),
    "another person is on leave": About(leave="p012"),
    "another person is under a veto": About(veto="p009"),
    "all of these, and another order of the roster": About("p010", "p005", "p012", roster=tuple(reversed(PEOPLE))),
    "one person is everything": About("p009", "p009", "p009"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_published_bytes_do_not_tell_whom_they_are_about(cycle: Made, tmp_path: Path, name: str) -> None:
    _, other = publish(office_of(tmp_path, OTHERS[name]), 2)
    ours, theirs = published_bytes(cycle[1]), published_bytes(other)
    assert [path for path, _ in ours] == [path for path, _ in theirs]
    assert [len(data) for _, data in ours] == [len(data) for _, data in theirs]
    for (path, left), (_, right) in zip(ours, theirs, strict=True):
        assert normal(left) == normal(right), path
    changed = {path for (path, left), (_, right) in zip(ours, theirs, strict=True) if left != right}
    assert {f"{n}/records/people/2025.json" for n in range(2, 7)} <= changed


def test_no_statement_says_who_had_the_same_slot_before(tmp_path: Path) -> None:
    """The slot of one person over many drafts is uniform, and of what was in it before nothing follows."""
    office = office_of(tmp_path, About())
    published, _ = publish(office, 3, ACTS[:3])
    counts: Counter[int] = Counter()
    for seed in range(100):
        released = block(compose("report", CYCLE, office, published, fresh(seed)))
        values = [item.value["person"] if item.value else "" for item in released.disclosures]
        counts[values.index("p008")] += 1
    expected = sum(counts.values()) / SLOTS
    # 19 degrees of freedom: above 64 only once in a million.
    assert sum((counts[slot] - expected) ** 2 / expected for slot in range(SLOTS)) < 64


def test_nothing_about_a_person_is_in_what_is_published(cycle: Made, tmp_path: Path) -> None:
    office = office_of(tmp_path, About())
    text = "\n".join(data.decode() for _, data in published_bytes(cycle[1]))
    for person in PEOPLE:
        assert person not in text
    for restricted in ("请假文件", "否决文件", "更正说明", "目标正文", "人员会议记录"):
        assert restricted not in text
    assert not [number for number in person_numbers(office.cycles[CYCLE]) if number in text]


def test_the_leak_gate_looks_for_people(tmp_path: Path) -> None:
    office = office_of(tmp_path, About(files={"data/attainment.yml": _odd_values()}))
    found = needles(office)
    assert {"person: p008", "人员p008", '"id":"p101"', "p001, p002", "更正说明正文", "目标正文005甲乙丙"} <= {
        *found.restricted
    }
    assert {"2500/27"} <= {*found.restricted}
    assert {"leader", "no_grade", "data_error", "P1-A18"} <= {*found.public}


def _odd_values() -> str:
    lines = [f"  - {{person: {person}, value: 2500/27}}" for person in PEOPLE]
    return (
        'schema: kaohe/people-data/v1\ncycle: "2025"\nindicator: attainment\nprovider: planning\ndate: 2026-01-12\n'
        "period: {first: 2025-01-01, last: 2025-12-31}\nsigned_off_by: 工号甲零二\nreport: 报告正文甲\nvalues:\n"
        + "\n".join(lines)
        + "\n"
    )


# What cannot be drafted.


def refused(folder: Path, about: About, before: list[PublishedStatement], act: str) -> list[str]:
    office = office_of(folder, about)
    with pytest.raises(FindingsError) as caught:
        compose(act, CYCLE, office, before, fresh(9))
    return codes(caught)


def test_more_people_than_slots(cycle: Made, tmp_path: Path) -> None:
    many = (*PEOPLE, *(f"p{number}" for number in range(201, 208)))
    assert refused(tmp_path, About(roster=many), cycle[0][:2], "goals") == ["D211"]


def test_a_roster_that_changed_after_the_report(cycle: Made, tmp_path: Path) -> None:
    assert refused(tmp_path, About(without=("p012",)), cycle[0][:4], "decision") == ["P121"]


def test_a_scheme_that_changed_after_it_was_made_known(cycle: Made, tmp_path: Path) -> None:
    office = office_of(tmp_path, About())
    path = tmp_path / f"records/cycles/{CYCLE}/people/scheme.yml"
    path.write_text(path.read_text("utf-8").replace("at_least: 60", "at_least: 61"), "utf-8")
    changed = replace(office_of(tmp_path, About(files={"scheme.yml": path.read_text("utf-8")})), organ=office.organ)
    with pytest.raises(FindingsError) as caught:
        compose("report", CYCLE, changed, cycle[0][:3], fresh(9))
    assert codes(caught) == ["P122"]


def test_people_who_come_after_the_scheme(tmp_path: Path) -> None:
    office = office_of(tmp_path, About())
    alone = replace(office, cycles={CYCLE: replace(office.cycles[CYCLE], people={})})
    published, made = publish(alone, 4, ("trust", "scheme", "report", "decision", "closed"))
    assert not [record for item in made for record in item.records if record.record.type.startswith("people")]
    assert "blocks" not in next(r for r in published[1].of_type("slots")).body
    with pytest.raises(FindingsError) as caught:
        compose("goals", CYCLE, office, published[:2], fresh(9))
    assert codes(caught) == ["P127"]
    for act in ("goals", "correction"):
        with pytest.raises(FindingsError) as missing:
            compose(act, CYCLE, alone, published[: 2 if act == "goals" else 4], fresh(9))
        assert codes(missing) == ["P114"]


def test_a_correction_in_secret(cycle: Made, tmp_path: Path) -> None:
    assert refused(tmp_path, About(), cycle[0][:5], "closed") == ["P123"]


def test_without_a_correction_a_cycle_closes_too(cycle: Made, tmp_path: Path) -> None:
    office = office_of(tmp_path, About())
    path = tmp_path / f"records/cycles/{CYCLE}/people/correction.yml"
    gone = {name: bound for name, bound in office.cycles[CYCLE].people.items() if not name.endswith(path.name)}
    without = replace(office, cycles={CYCLE: replace(office.cycles[CYCLE], people=gone)})
    made = compose("closed", CYCLE, without, cycle[0][:5], fresh(9))
    assert held(block(made))["p008"]["total"] == "80"


def test_a_correction_after_the_cycle_is_closed(cycle: Made, tmp_path: Path) -> None:
    assert refused(tmp_path, About(), cycle[0], "correction") == ["P101", "P104"]
    closed = [statement for statement in cycle[0] if statement.statement.kind != "change"]
    assert refused(tmp_path / "b", About(), closed, "correction") == ["P104"]


def test_goals_after_the_report(cycle: Made, tmp_path: Path) -> None:
    late = [statement for statement in cycle[0][:4] if statement.statement.kind != "inputs"]
    assert refused(tmp_path, About(), late, "goals") == ["P105"]
