"""The table of the 23 states: complete, in order, and every finding at the right gate."""

from __future__ import annotations

import pytest

from generator.core import messages
from generator.core.problem import Place, Problem
from generator.intake.discover import PATTERNS
from generator.procedure.states import STATES, WITHOUT_STATE, at_gate, files_of, states_at, states_of
from generator.published.vocabulary import ACTS, ORDER, REQUIRED
from generator.regulation import catalogue

FOLDER = "records/cycles/2025/"


def problem(code: str, path: str) -> Problem:
    return Problem(code, Place(path))


def test_there_are_23_states_in_their_order() -> None:
    assert [state.number for state in STATES] == list(range(23))
    assert len({state.slug for state in STATES}) == 23
    order = [*ORDER[:-1], "rectification", "closed"]
    places = [order.index(state.act) for state in STATES]
    assert places == sorted(places)


def test_every_act_leads_to_a_state_or_says_that_it_leads_to_none() -> None:
    assert {state.act for state in STATES} | WITHOUT_STATE.keys() == ACTS.keys()
    assert not {state.act for state in STATES} & WITHOUT_STATE.keys()
    assert {state.act for state in STATES if not state.optional} == REQUIRED | {"closed"}


def test_every_state_has_a_name_and_every_act_and_actor_too() -> None:
    entries = messages.catalogue()
    asked = [f"state.{state.number}" for state in STATES]
    asked += [f"status.act.{act}" for act in (*ACTS, "trust")]
    asked += [f"status.actor.{actor}" for state in STATES for actor in state.actors]
    assert [key for key in asked if key not in entries] == []


def test_clauses_and_files_exist() -> None:
    assert [clause for state in STATES for clause in state.clauses if not catalogue.exists(clause)] == []
    known = {pattern.path.removeprefix("cycles/<year>/") for pattern in PATTERNS}
    folders = {path.rpartition("/")[0] + "/" for path in known if "<" in path}
    files = {file for act in ACTS for planned in (True, False) for file in files_of(act, planned=planned, people=True)}
    assert len(files) > 25
    assert files - known - folders == set()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.slug)
def test_a_finding_in_a_states_file_stands_at_its_gate(state: object) -> None:
    assert isinstance(state, type(STATES[0]))
    for file in state.files:
        path = FOLDER + (file if file.endswith(".yml") else f"{file}some.yml")
        shared = [other for other in STATES if file in other.files]
        assert list(states_at(problem("Z999", path), FOLDER)) == shared
        assert list(states_at(problem("Z999", f"{path}.age"), FOLDER)) == shared
        assert at_gate(state.act, [problem("Z999", path)], FOLDER) != []


@pytest.mark.parametrize(
    ("code", "file", "expected"),
    [
        ("X172", "procedure/decision.yml", [12]),
        ("X173", "procedure/decision.yml", [13]),
        ("X120", "roster.yml", [2]),
        ("X374", "procedure/effective.yml", [16]),
        ("X352", "procedure/effective.yml", [16]),
        ("X367", "procedure/effective.yml", [16]),
        ("X366", "procedure/notice.yml", [15]),
        ("X404", "procedure/appeals.yml", [18]),
        ("X377", "procedure/effective.yml", [17]),
        ("X336", "inputs/data/budget.yml", [5]),
        ("X336", "procedure/elsewhere.yml", [7]),
        ("M101", "procedure/elsewhere.yml", []),
        ("X166", "scheme.yml", [1]),
    ],
)
def test_codes_tell_states_of_one_file_apart(code: str, file: str, expected: list[int]) -> None:
    assert [state.number for state in states_at(problem(code, FOLDER + file), FOLDER)] == expected


def test_findings_of_other_cycles_stand_at_no_gate() -> None:
    other = problem("X172", "records/cycles/2024/procedure/decision.yml")
    assert states_at(other, FOLDER) == ()
    assert at_gate("decision", [other, problem("X101", "records/organ.yml")], FOLDER) == []


def test_acts_without_a_state_have_gates_too() -> None:
    found = problem("X400", f"{FOLDER}procedure/correction.yml")
    assert at_gate("correction", [found], FOLDER) == [found]
    assert at_gate("decision", [found], FOLDER) == []


def test_a_cycle_without_a_plan_knows_fewer_states() -> None:
    known = [state.number for act in dict.fromkeys(s.act for s in STATES) for state in states_of(act, planned=False)]
    assert known == [1, 3, 11, 12, 13, 21, 22]
    assert files_of("report", planned=False) == (
        "roster.yml", "inputs/data/", "inputs/votes/", "procedure/report.yml",
    )  # fmt: skip
    found = problem("X110", f"{FOLDER}roster.yml")
    assert at_gate("report", [found], FOLDER, planned=False) == [found]
    assert at_gate("report", [found], FOLDER) == []


def test_people_bring_files_of_their_own() -> None:
    assert "people/goals.yml" not in files_of("goals")
    assert {"people/goals.yml", "goals.yml"} <= set(files_of("goals", people=True))
