"""V12: the site is exactly the files of its manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.audit.evidence import Evidence, problem
from generator.audit.site_files import MANIFEST
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Problem
from generator.signing.release import fingerprint_of

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\\]+)\n", re.ASCII)


def check_files(evidence: Evidence) -> Findings:
    """Every file is listed with its digest, every listed file is there; no links (A220 to A224, C131, C111, A103)."""
    site = evidence.site
    problems = list(site.problems)
    facts: dict[str, Fact] = {"files": len(site.digests), "bytes": site.size}
    data = site.kept.get(MANIFEST)
    if data is None:
        problems.append(problem("A224", MANIFEST))
        return Findings(facts, tuple(problems))
    facts["manifest"] = site.digests[MANIFEST]
    listed = read_manifest(data)
    if listed is None:
        problems.append(problem("A220", MANIFEST))
        return Findings(facts, tuple(problems))
    # The manifest cannot list itself, nor the signatures that are made over it.
    covered = {p: digest for p, digest in site.digests.items() if p != MANIFEST and fingerprint_of(p) is None}
    problems += _compare(listed, covered)
    return Findings(facts, tuple(problems))


def read_manifest(data: bytes) -> dict[str, str] | None:
    """Digest by path, None where the bytes are not the one encoding: sorted by path bytes, each path once."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    listed = {match[2]: match[1] for match in _LINE.finditer(text)}
    return listed if write_manifest(listed) == data else None


def write_manifest(digests: Mapping[str, str]) -> bytes:
    """The manifest's bytes, as ``sha256sum -c`` reads them."""
    lines = {path.encode("utf-8"): digest for path, digest in digests.items()}
    return b"".join(lines[path].encode("ascii") + b"  " + path + b"\n" for path in sorted(lines))


def _compare(listed: Mapping[str, str], found: Mapping[str, str]) -> list[Problem]:
    problems = [problem("A221", path) for path in found if path not in listed]
    problems += [problem("A222", path) for path in listed if path not in found]
    problems += [problem("A223", path) for path, digest in found.items() if listed.get(path, digest) != digest]
    return problems
