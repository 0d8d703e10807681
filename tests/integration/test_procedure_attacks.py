"""Attacks on the procedure of the example's year by everybody who signs in it, together and with the log's key.

What is said afterwards is truly signed, rests on what comes before it, and is in the log. The pages still show what was
published (V11), and the witnesses saw another log (V14); besides these the check named is the only one that objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.audit.memory import Memory
from generator.audit.verify import verify
from generator.core import canonical
from generator.ledger import log, merkle
from generator.published.vocabulary import PROCEDURE_TYPES, WITHHELD_TYPES, clauses_of
from tests.audit.office import write_manifest
from tests.integration.forging import (
    CYCLE,
    Body,
    Failing,
    caught,
    edit,
    failing,
    forge,
    place,
    relog,
    rewrite,
    sign,
    statement,
    take_out,
)

pytestmark = pytest.mark.slow

Change = Callable[[Body], object]
Edits = Mapping[tuple[str, str], Change]
"""What is changed: by act and record the change of the record's body."""

UNIT = "community"
"""Whose result was corrected."""


def objections(found: Failing) -> Failing:
    """What fails but for the pages, which show what was published, and the quorum of the witnesses."""
    assert found["V14"] == {"A300"}
    assert "V11" in found
    return {label: codes for label, codes in found.items() if label not in ("V11", "V14")}


def put(*path: Any, value: Any) -> Change:
    """A change that sets what stands at ``path``, which was something else."""

    def change(body: Body) -> None:
        target: Any = body
        for part in path[:-1]:
            target = target[part]
        target[path[-1]] = value

    return change


def every(*changes: Change) -> Change:
    """One change after another."""
    return lambda body: [change(body) for change in changes]


def confirmed(body: Body) -> Body:
    """The first item of the sample that was found right."""
    entry: Body = next(entry for entry in body["checked"] if entry["result"] == "confirmed")
    return entry


DEPARTS = {"reason": {"zh": "综合研判", "en": "On balance."}, "clause": "P1-A18"}

ABSENT = ["data/effect.policy/finance", "data/effect.project/discipline", "data/satisfaction.efficiency/planning"]

ATTACKS: dict[str, tuple[Edits, Failing]] = {
    "a drawn item was not looked at": (
        {("review", "review"): lambda body: body["checked"].remove(confirmed(body))},
        {"V17": {"A415"}},
    ),
    "items were looked at in another order": (
        {("review", "review"): lambda body: body["checked"].reverse()},
        {"V17": {"A415"}},
    ),
    "an item was looked at that nobody drew": (
        {("review", "review"): lambda body: confirmed(body).update(item="data/effect.social/stranger")},
        {"V17": {"A415"}},
    ),
    "the public event gave other digits": (
        {("review", "review"): put("seed", "digits", value="3635035")},
        {"V17": {"A415"}},
    ),
    "another day's draw gave the digits": (
        {("review", "review"): put("seed", "drawn", value="2026-01-14")},
        {"V17": {"A414"}},
    ),
    "a figure that was scored could not be drawn": (
        {("materials", "population"): every(put("absent", value=ABSENT), put("size", value=129))},
        {"V17": {"A413", "A415"}},
    ),
    "another event was to give the digits": (
        {("materials", "population"): put("event", "zh", value="另一次摇号")},
        {"V17": {"A412", "A415"}},
    ),
    "there was less time to comment": (
        {
            ("preliminary", "preliminary"): put("closes", value="2026-01-20"),
            ("report", "report"): put("comments", "closed", value="2026-01-20"),
        },
        {"V17": {"A422"}},
    ),
    "the report speaks of another time to comment": (
        {("report", "report"): put("comments", "closed", value="2026-01-28")},
        {"V17": {"A423"}},
    ),
    "the report does not say which units changed": (
        {("report", "report"): lambda body: body.pop("changed")},
        {"V17": {"A424"}},
    ),
    "the report names a unit that nobody assessed": (
        {("report", "report"): put("changed", value=["finance", "stranger"])},
        {"V17": {"A424"}},
    ),
    "too few members were present": (
        {("decision", "deliberation"): put("present", value=2)},
        {"V17": {"A425"}},
    ),
    "results take effect while they are posted": (
        {("effective", "effective"): put("date", value="2026-02-24")},
        {"V17": {"A431"}},
    ),
    "an objection is not accounted for": (
        {("effective", "effective"): put("objections", "rejected", value=0)},
        {"V17": {"A432"}},
    ),
}


def record(site: Path, act: str, name: str, number: int = 1) -> Path:
    """The file of a record: ``name`` is its type, with its name where that is not the cycle's."""
    path = name if "/" in name else f"{name}/{CYCLE}"
    return statement(site, act, number=number) / "records" / f"{path}.json"


def forged_procedure(site: Path, edits: Edits) -> None:
    """Make the edits and have everything signed from the first of them on."""

    def change(site: Path) -> None:
        for (act, name), changed in edits.items():
            edit(record(site, act, name), changed)

    forge(site, min(place(site, act) for act, _ in edits), change)


def test_signing_everything_again_is_no_objection_in_itself(forged: Path, root: str) -> None:
    """Only the witnesses object, and the receipts with their words: what is caught below is not caught for that."""
    forge(forged, place(forged, "scheme"))
    assert caught(forged, root) == {"V11": {"A341"}, "V14": {"A300"}}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_on_the_procedure(forged: Path, root: str, name: str) -> None:
    edits, expected = ATTACKS[name]
    forged_procedure(forged, edits)
    assert objections(caught(forged, root)) == expected


def test_the_plan_is_dropped_afterwards(forged: Path, root: str) -> None:
    """A year without a plan would have nothing to keep to: but then most of its statements have no place in it."""

    def change(site: Path) -> None:
        record(site, "scheme", "plan").unlink()

    forge(forged, place(forged, "scheme"), change)
    found = objections(caught(forged, root))
    assert found["V10"] >= {"A185", "A188"}


def test_the_plan_is_dropped_with_all_that_hangs_on_it(forged: Path, root: str) -> None:
    """Clauses and all are those of a year without a plan; the acts remain that only a year with one knows."""

    def change(site: Path) -> None:
        record(site, "scheme", "plan").unlink()
        for path in sorted((site / "ledger" / "statements").glob("*/statement.json")):
            said = json.loads(path.read_bytes())
            if said["cycle"] == CYCLE:
                said["clauses"] = list(clauses_of(said["kind"], said["step"]) or ())
                path.write_bytes(canonical.encode(said))

    forge(forged, place(forged, "scheme"), change)
    assert "A188" in objections(caught(forged, root))["V10"]


def test_a_gate_is_ignored_by_the_decision(forged: Path, root: str) -> None:
    """A department that did not pass is given a better grade, with a reason, and what followed is left out."""
    unit = "environment"
    better = every(put("grade", value="good"), put("departs", value=DEPARTS))

    def spared(body: Body) -> None:
        body["units"] = [use for use in body["units"] if use["unit"] != unit]

    forged_procedure(forged, {("decision", f"unit-decision/{unit}"): better, ("application", "application"): spared})
    assert objections(caught(forged, root)) == {"V17": {"A421"}}


def corrected(site: Path, **changes: Any) -> None:
    """Change what the correction says of the unit."""
    forged_procedure(site, {("correction", f"unit-correction/{UNIT}"): lambda body: body.update(changes)})


def before_correction(site: Path) -> dict[str, str]:
    """The total of the unit that was corrected, as it was reported."""
    body = json.loads(record(site, "report", f"unit-result/{UNIT}").read_bytes())["body"]
    return {"shown": body["total"]["shown"], "max": body["total"]["max"]}


def test_a_grade_is_lifted_without_a_figure(forged: Path, root: str) -> None:
    corrected(forged, figures=[])
    found = objections(caught(forged, root))
    assert found == {"V17": {"A436"}}


def test_a_grade_is_lifted_by_a_figure_that_stays(forged: Path, root: str) -> None:
    """The figure is said to be corrected to what it was: with the new total, and with the old one."""
    path = record(forged, "correction", f"unit-correction/{UNIT}")
    (figure,) = json.loads(path.read_bytes())["body"]["figures"]
    same = [{**figure, "after": figure["before"]}]
    corrected(forged, figures=same)
    assert objections(caught(forged, root)) == {"V17": {"A436", "A453"}}
    corrected(forged, figures=same, result={"grade": "good", "total": before_correction(forged)})
    assert objections(caught(forged, root)) == {"V17": {"A437", "A453"}}


def test_a_corrected_grade_is_lifted_further(forged: Path, root: str) -> None:
    corrected(forged, grade="excellent")
    assert objections(caught(forged, root)) == {"V17": {"A438"}}


@pytest.mark.parametrize(
    "change", [put("due", value="2026-06-30"), lambda body: body["progress"].pop(0)], ids=["due", "progress"]
)
def test_what_was_to_be_mended_is_written_otherwise_later(forged: Path, root: str, change: Change) -> None:
    index = place(forged, "rectification", number=2)
    forge(forged, index, lambda site: edit(record(site, "rectification", "rectification/finance", 2), change))
    assert objections(caught(forged, root)) == {"V17": {"A445"}}


def test_nothing_had_to_be_mended(forged: Path, root: str) -> None:
    """Neither the orders to the departments of the lowest grade nor what came of them."""
    take_out(forged, place(forged, "rectification", number=2))
    index = place(forged, "rectification")
    forge(forged, index, without=take_out(forged, index))
    assert objections(caught(forged, root)) == {"V17": {"A443"}}


def test_the_report_came_while_comments_were_taken(forged: Path, root: str) -> None:
    def change(site: Path) -> None:
        path = statement(site, "report") / "statement.json"
        rewrite(path, lambda data: canonical.encode(json.loads(data) | {"date": "2026-01-20"}))

    forge(forged, place(forged, "report"), change)
    assert objections(caught(forged, root)) == {"V10": {"A182"}, "V17": {"A448", "A450", "A451"}}


@pytest.mark.parametrize(
    ("act", "holders", "codes"),
    [
        ("review", ("demo-office-1", "demo-office-2"), {"G304", "G306"}),
        ("review", ("demo-expert-1",), {"G306"}),
        ("notice", ("demo-office-1", "demo-office-2"), {"G306"}),
        ("effective", ("demo-reviewer-1", "demo-expert-1"), {"G304", "G306"}),
    ],
)
def test_others_sign_an_act(forged: Path, root: str, act: str, holders: tuple[str, ...], codes: set[str]) -> None:
    """The office in place of the experts or of who reviews what goes out; too few; who signs other acts only."""
    sign(forged, place(forged, act), *holders)
    relog(forged)
    assert caught(forged, root)["V04"] == codes


def test_a_question_of_the_public_is_taken_out(forged: Path, root: str) -> None:
    """Whoever holds only the log's key: the closure and who signed it still name it."""
    take_out(forged, place(forged, "feedback"))
    relog(forged)
    assert objections(caught(forged, root)) == {"V10": {"A184", "A187"}}


@pytest.mark.parametrize("number", [1, 2])
def test_a_question_of_the_public_is_taken_out_by_everybody(site: Path, forged: Path, root: str, number: int) -> None:
    """Before the closure or after it: only the witnesses, and who looked before, know that there was one."""
    index = place(forged, "feedback", number=number)
    gone = take_out(forged, index)
    forge(forged, index, without=gone)
    assert objections(caught(forged, root)) == {}
    found = log.read_log(site / "ledger")
    seen = Memory("last", found.files[log.NEWEST], b"".join(merkle.leaf_hash(entry) for entry in found.entries))
    write_manifest(forged)
    assert failing(verify(forged, root, [seen]))["V16"] <= {"A350", "A351"}


NEXT = "2026"
"""The year that is under way: its scheme and its goals are published."""


def test_the_next_plan_makes_the_regulation_younger(forged: Path, root: str) -> None:
    """So it would hold for longer; each of the two plans is right by itself."""
    younger = every(put("in_force", "published", value="2025-06-01"), put("in_force", "last_day", value="2028-05-31"))
    path = Path("records/plan") / f"{NEXT}.json"
    forge(forged, place(forged, "scheme", NEXT), lambda site: edit(statement(site, "scheme", NEXT) / path, younger))
    assert objections(caught(forged, root)) == {"V17": {"A470"}}


def test_the_next_year_has_no_plan(forged: Path, root: str) -> None:
    """Everything that only a year with a plan knows is gone, down to clauses and slots: nothing in it is wrong."""
    take_out(forged, place(forged, "amendment", NEXT))

    def change(site: Path) -> None:
        for act in ("scheme", "goals"):
            base = statement(site, act, NEXT)
            for record_type in PROCEDURE_TYPES:
                for path in (base / "records" / record_type).glob("*.json"):
                    path.unlink()
            said = json.loads((base / "statement.json").read_bytes())
            said["clauses"] = list(clauses_of(said["kind"], said["step"]) or ())
            (base / "statement.json").write_bytes(canonical.encode(said))
        edit(statement(site, "scheme", NEXT) / "records" / "slots" / f"{NEXT}.json", without_plan)

    def without_plan(body: Body) -> None:
        slots = {name: fields for name, fields in body["slots"].items() if name not in WITHHELD_TYPES}
        body["slots"] = slots | {"deliberation": ["minutes"]}

    forge(forged, place(forged, "scheme", NEXT), change)
    assert objections(caught(forged, root)) == {"V17": {"A471"}}
