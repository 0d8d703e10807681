"""Which files a site may have besides its ledger: part of V11 (docs/spec/50-verify.md, "Paths").

Pages and downloads follow from the statements; free are only top-level pages that a person wrote, style sheets and
pictures. So nothing can be put beside the pages that are checked and be taken for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit import procedure_marks
from generator.audit.evidence import Evidence, problem
from generator.audit.site_files import LEDGER, MANIFEST, PROOFS, SITEMAP
from generator.audit.year_on_year import year_on_year
from generator.core.problem import Problem
from generator.signing.release import fingerprint_of

FOLDERS = ("", "en/")
"""Where the pages of each language lie: Chinese at the top, English below."""

DOWNLOADS = ("results.json", "results.csv", "indicators.csv")
CLAUSES = ("data/clauses.csv", "data/clauses.json")
RECTIFICATION = "rectification.csv"
"""What the downloads of a cycle with a plan hold besides."""

_NAME = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_NARRATIVE = re.compile(rf"(?:en/)?{_NAME}\.html", re.ASCII)
_ASSET = re.compile(rf"assets/(?:kaohe\.svg|{_NAME}\.(?:css|png|jpg)|(?:theme|stylesheets)/{_NAME}\.css)", re.ASCII)
_ACTIVE = re.compile(
    rb"<\s*(?:[\w.-]+:)?(?:script|foreignobject|iframe|object|embed|handler|listener|animate\w*|set|html|body)\b"
    rb"|\son\w+\s*=|href\s*=\s*(?!\"#|'#|\"data:image/(?:png|jpeg);)|<!(?!--)|<\?(?!xml\s)|encoding\s*=\s*[\"'](?!utf-8[\"'])"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]|http-equiv|xmlns(?::\w+)?\s*=\s*[\"'][^\"']*xhtml",
    re.IGNORECASE,
)
"""What could make a picture or the sitemap do or show something by itself, as a document of its own."""


def check_paths(evidence: Evidence) -> Iterator[Problem]:
    """Missing files (A205), files that do not belong (A214), drawings that are more than drawings (A215)."""
    required = required_paths(evidence)
    yield from (problem("A205", path) for path in sorted(required - evidence.site.digests.keys()))
    for path in evidence.site.digests:
        if path in required or path.startswith((LEDGER, PROOFS)) or path in (MANIFEST, SITEMAP) or fingerprint_of(path):
            continue
        if not _NARRATIVE.fullmatch(path) and not _ASSET.fullmatch(path):
            yield problem("A214", path)
    for path, data in evidence.site.kept.items():
        if (path == SITEMAP or path.endswith(".svg")) and (_ACTIVE.search(data) or not _is_utf8(data)):
            yield problem("A215", path)


def required_paths(evidence: Evidence) -> frozenset[str]:
    """The pages, in both languages, and the downloads that the statements call for."""
    pages = {"index.html", "verify.html", "clauses.html", "statements/index.html"}
    pages |= {f"statements/{found.index}.html" for found in evidence.statements}
    downloads = set(CLAUSES)
    pages |= {f"{cycle.id}/changes.html" for cycle, _ in year_on_year(evidence)}
    for cycle in evidence.cycles:
        pages |= {f"{cycle.id}/index.html", f"{cycle.id}/scheme.html"}
        if cycle.people_schemes:
            pages.add(f"{cycle.id}/people.html")
        if cycle.planned:
            pages |= {f"{cycle.id}/{name}" for name in procedure_marks.PAGES} | {procedure_marks.INTERPRETATIONS}
        if units := cycle.units():
            pages |= {f"{cycle.id}/units/{unit}.html" for unit in units} | {f"{cycle.id}/data.html"}
            names = {*DOWNLOADS, RECTIFICATION} if cycle.planned else DOWNLOADS
            downloads |= {f"data/{cycle.id}/{name}" for name in names}
    both = {f"{folder}{path}" for folder in FOLDERS for path in pages}
    return frozenset(both | downloads | {"404.html"})


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
