"""What the leak gate looks for: everything withheld, and nothing that was released."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from generator.disclosure.openings import decode_openings, unseal
from generator.intake import repository
from generator.intake.repository import Office
from generator.intake.texts import restricted_values
from generator.office.check import load_and_check
from generator.office.needles import needles
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.conftest import Stages
from tests.example.regenerate import ROOT
from tests.office.acting import CYCLE


def office() -> Office:
    return repository.load(ROOT)[0]


def test_every_restricted_text_is_looked_for() -> None:
    found = needles(office())
    assert set(restricted_values(office())) <= set(found.restricted)
    assert sum("KAOHE-CANARY" in text for text in found.restricted) > 100
    assert list(found.restricted) == sorted(set(found.restricted))


def test_exact_points_that_are_withheld_are_looked_for(stages: Stages) -> None:
    """The sealed openings say what was withheld; the gate looks for each of these numbers."""
    workspace = Workspace(stages("report"))
    sealed = workspace.sealed("report", CYCLE).read_bytes()
    openings = decode_openings(unseal(sealed, [demo.age_identity("demo-auditor")], "x"), "x")
    held = {item.value["exact"] for item in openings.disclosures if item.name.endswith(".score") and item.value}
    held |= {item.value for item in openings.disclosures if item.name.endswith("total.exact") and item.value}
    assert len(held) > 20
    assert held <= set(needles(office()).restricted)


@pytest.mark.parametrize("act", ["preliminary", "report", "decision", "correction", "closed"])
def test_exact_totals_that_any_statement_commits_to_are_looked_for(act: str) -> None:
    """Those of the opinion before the comments, and of every unit and person as corrected, are in no input."""
    identities = [demo.age_identity("demo-auditor")]
    found = needles(load_and_check(ROOT, identities).office)
    sealed = (ROOT / f"records/cycles/{CYCLE}/sealed/{act}.openings.age").read_bytes()
    openings = decode_openings(unseal(sealed, identities, "x"), "x")
    totals = {total for item in openings.disclosures for total in _totals(item.value)}
    assert len(totals) > 10
    assert totals <= {*found.restricted, *found.public}


def _totals(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[name] for name in ("exact", "total") if isinstance(value.get(name), str))
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _totals(item)


def test_what_was_released_is_public(stages: Stages) -> None:
    found = needles(office())
    report = published_statements(Workspace(stages("report")))[-1]
    for record in report.of_type("unit-result"):
        assert {record.body["total"]["shown"], *(item["shown"] for item in record.body["indicators"])} <= set(
            found.public
        )


def test_an_open_cycle_is_looked_at_as_far_as_it_goes() -> None:
    loaded = office()
    cycle = replace(loaded.cycles["2025"], data={}, votes={})
    found = needles(replace(loaded, cycles={"2025": cycle}))
    assert any("KAOHE-CANARY" in text for text in found.restricted)
    assert needles(replace(loaded, cycles={"2025": replace(cycle, roster=None)})).restricted
    nothing = needles(Office())
    assert nothing.restricted == ()
    # What is left is the software's own wording.
    assert set(nothing.public) < set(found.public)
