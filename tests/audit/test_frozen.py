"""Ledgers as earlier versions published them: whoever verified then must get the same answer for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.audit.check_quorum import check_quorum
from generator.audit.evidence import Evidence
from generator.audit.ledger_alone import read_ledger, verify_ledger

FROZEN = sorted(path.parent for path in (Path(__file__).parents[1] / "frozen").glob("*/root"))


@pytest.mark.parametrize("folder", FROZEN, ids=lambda folder: folder.name)
def test_a_frozen_ledger_verifies(folder: Path) -> None:
    root = (folder / "root").read_text("ascii").strip()
    site = read_ledger(folder / "ledger")
    verdict = verify_ledger(site, root)
    assert [(check.label, check.status, check.problems) for check in verdict.checks if check.status != "ok"] == []
    witnessed = check_quorum(Evidence(site, root))
    assert witnessed is not None and not witnessed.problems
    assert verify_ledger(site, "0" * 64).exit_code == 1


def test_there_is_one() -> None:
    assert FROZEN
