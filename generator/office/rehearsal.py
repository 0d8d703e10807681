"""What readers would find: a statement is verified with what is published before anybody signs it.

``kaohe check`` looks at the office's files one by one; only together with the statements before it, their dates and
what witnesses saw of them does a statement show what V08, V10 and V17 judge. docs/spec/16-procedure.md, "Before it is
signed".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from generator.audit.check_order import check_order
from generator.audit.check_procedure import check_procedure
from generator.audit.check_records import check_records
from generator.audit.evidence import Evidence
from generator.audit.ledger_alone import read_ledger
from generator.audit.site_files import LEDGER, SiteFiles
from generator.audit.verdict import Findings
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem, in_order

CHECKS: tuple[Callable[[Evidence], Findings], ...] = (check_records, check_order, check_procedure)
"""The checks of verification that look at what statements say; the others look at keys, log and pages."""

_Key = tuple[str, Place, tuple[tuple[str, str], ...]]


def rehearse(ledger: Path, files: Mapping[str, bytes], index: int, name: str) -> list[Problem]:
    """What verification would find once the statement with ``files`` is published, and does not find without it.

    ``ledger`` is the folder of what is published, ``index`` where the statement will stand, ``name`` what messages call
    its folder. What the ledger says already stays as it is, whatever is wrong with it.
    """
    published = read_ledger(ledger)
    below = f"{LEDGER}statements/{index}/"
    added = {below + path: data for path, data in files.items()}
    digests = {path: sha256_hex(data) for path, data in added.items()}
    with_it = replace(published, kept={**published.kept, **added}, digests={**published.digests, **digests})
    findings = _findings(with_it)
    known = Counter(_key(found) for found in _findings(published)) if findings else Counter[_Key]()
    new = []
    for found in findings:
        if known[_key(found)]:
            known[_key(found)] -= 1
        else:
            place = replace(found.place, path=found.place.path.replace(below, f"{name}/", 1))
            new.append(replace(found, place=place))
    return in_order(new)


def require_verifiable(ledger: Path, files: Mapping[str, bytes], index: int, name: str) -> None:
    """Refuse a statement of which readers would find something wrong.

    Raises FindingsError with what :func:`rehearse` finds, in the codes of verification, and P119, which says so.
    """
    problems = rehearse(ledger, files, index, name)
    if problems:
        raise FindingsError([*problems, Problem("P119", Place(name), {"count": str(len(problems))})])


def _findings(site: SiteFiles) -> list[Problem]:
    evidence = Evidence(site, None)
    found: list[Problem] = []
    for check in CHECKS:
        try:
            found += check(evidence).problems
        except FindingsError as error:
            found += error.problems
    return found


def _key(found: Problem) -> _Key:
    return found.code, found.place, tuple(sorted(found.params.items()))
