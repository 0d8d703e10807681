"""The checks of a ledger without its site: as it lies in an office's repository, or as the part of a site it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.audit.check_origin import signer_lists
from generator.audit.check_statements import withdrawn_list
from generator.audit.evidence import Evidence
from generator.audit.site_files import LEDGER, SiteFiles, read_site
from generator.audit.verdict import Verdict
from generator.audit.verify import PLANS, make_checks
from generator.published.withdrawal import LIST

LAST = 10
"""The checks up to this number read nothing but the ledger, and say whether it is what was signed."""


def read_ledger(folder: Path) -> SiteFiles:
    """The files of a ledger as those of a site that has nothing else. Raises UsageError A101 (no such folder)."""
    return read_site(folder, LEDGER)


def verify_ledger(site: SiteFiles, expected_root: str) -> Verdict:
    """V01 to V10 on a ledger: a pure function.

    The lists that a site adds for people's own tools follow from the ledger; they are asked for only where one is
    there.
    """
    evidence = Evidence(_with_lists(site), expected_root)
    checks = make_checks([plan for plan in PLANS if plan.number <= LAST], evidence)
    trust = evidence.trust
    return Verdict(tuple(checks.values()), trust.demo if trust else None, evidence.root, expected_root)


def _with_lists(site: SiteFiles) -> SiteFiles:
    evidence = Evidence(site, None)
    first = next((found for found in evidence.statements if found.index == 0), None)
    lists = signer_lists(evidence, first.statement.organ) if first else {}
    withdrawn = withdrawn_list(evidence.statements)
    if withdrawn is not None:
        lists[LIST] = withdrawn
    return replace(site, kept={LEDGER + path: data for path, data in lists.items()} | dict(site.kept))
