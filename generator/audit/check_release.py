"""V15: who put this site on display."""

from __future__ import annotations

from generator.audit.evidence import Evidence, problem
from generator.audit.site_files import MANIFEST
from generator.audit.verdict import Fact, Findings
from generator.signing.release import check_release as check_signed
from generator.signing.release import fingerprint_of
from generator.signing.threshold import counted


def check_release(evidence: Evidence) -> Findings | None:
    """The manifest is signed by as many holders as the trust in force asks for a release (A321, G303 to G305, G1xx).

    A site without any such signature is an internal build: nothing is wrong with it, and nobody stands for it.
    """
    site = evidence.site
    trust = evidence.trust_in_force(len(evidence.statements))
    manifest = site.kept.get(MANIFEST)
    if trust is None or manifest is None or not evidence.statements:
        return None
    signatures = {
        fingerprint: data for path, data in site.kept.items() if (fingerprint := fingerprint_of(path)) is not None
    }
    # A signature too large to be taken in, or a link, is there all the same.
    problems = site.problems_below(f"{MANIFEST}.")
    facts: dict[str, Fact] = {"manifest": site.digests[MANIFEST], "signatures": len(signatures), "holders": []}
    if not signatures:
        return Findings(facts, tuple(problems), open=True)
    organ = evidence.statements[0].statement.organ
    signed, wrong = check_signed(trust, organ, manifest, signatures)
    problems += wrong
    facts["holders"] = sorted(holder for ids in signed.holders.values() for holder in ids)
    if signed.missing:
        problems.append(problem("A321", MANIFEST, missing=counted(signed.missing)))
    return Findings(facts, tuple(problems))
