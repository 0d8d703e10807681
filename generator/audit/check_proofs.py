"""Part of V11: the receipts below ``proofs/`` are exactly those that the ledger gives (docs/spec/42-proofs.md)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.evidence import Evidence, problem
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.proofs import FOLDER, proof_files


def check_proofs(evidence: Evidence) -> Iterator[Problem]:
    """Missing receipts (A340), others than the ledger gives (A341), too many (A342).

    Nothing where the ledger itself is not sound: the checks of log and statements say so.
    """
    if not evidence.statements or evidence.survey[1] or not evidence.log.sizes:
        return
    try:
        expected = proof_files(evidence.statements, evidence.log)
    except FindingsError:
        return
    found = {path: data for path, data in evidence.site.kept.items() if path.startswith(FOLDER)}
    there = {path for path in evidence.site.digests if path.startswith(FOLDER)}
    for path in sorted(expected.keys() | there):
        if path not in there:
            yield problem("A340", path)
        elif path not in expected:
            yield problem("A342", path)
        elif found.get(path) != expected[path]:
            yield problem("A341", path)
