"""The example's site as the public has it, and the same with one file changed: what verification says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.audit.evidence import Evidence
from generator.audit.html_claims import read_page
from generator.audit.site_files import SiteFiles, read_site
from generator.audit.verdict import Verdict
from generator.audit.verify import PLANS, make_checks, verify_files
from generator.core.files import list_files


@dataclass
class Published:
    """A finished site in ``folder`` and the root that it must have; ``export`` is what it was built from."""

    folder: Path
    export: Path
    root: str

    @cached_property
    def site(self) -> SiteFiles:
        """The site's files."""
        return read_site(self.folder)

    @cached_property
    def evidence(self) -> Evidence:
        """The site held against its root."""
        return Evidence(self.site, self.root)

    @cached_property
    def verdict(self) -> Verdict:
        """What verification says of the site as it is."""
        return verify_files(self.site, self.root)

    @cached_property
    def files(self) -> list[str]:
        """The paths of all its files."""
        return list_files(self.folder, "site")

    @cached_property
    def statements(self) -> list[dict[str, Any]]:
        """The content of every statement with its index."""
        paths = [path for path in self.files if path.endswith("/statement.json")]
        return [json.loads(self.text(path)) | {"index": int(path.split("/")[2])} for path in paths]

    def first(self, part: str) -> str:
        """The first path that holds ``part``."""
        return next(path for path in self.files if part in path)

    def text(self, path: str) -> str:
        """A file's text."""
        return (self.folder / path).read_text("utf-8")

    def codes(self, number: int, path: str, change: Callable[[bytes], bytes | None]) -> set[str]:
        """The findings of one check when one file is another; it is gone where ``change`` gives None."""
        new = change((self.folder / path).read_bytes())
        digests, kept, pages = dict(self.site.digests), dict(self.site.kept), dict(self.site.pages)
        if new is None:
            for files in (digests, kept, pages):
                files.pop(path, None)
        else:
            digests[path] = hashlib.sha256(new).hexdigest()
            if path in pages:
                pages[path] = read_page(new)
            else:
                kept[path] = new
        spoiled = Evidence(replace(self.site, digests=digests, kept=kept, pages=pages), self.root)
        plans = {plan.number: plan for plan in PLANS}
        needed = sorted(_needed(number))
        return {problem.code for problem in make_checks([plans[n] for n in needed], spoiled)[number].problems}


def _needed(number: int) -> set[int]:
    """A check and those that it needs, whatever they need."""
    plan = next(plan for plan in PLANS if plan.number == number)
    return {number}.union(*(_needed(before) for before in plan.needs))


def gone(_: bytes) -> None:
    """The file is not there."""


def flipped(data: bytes) -> bytes:
    """One bit is another, near the end."""
    spoiled = bytearray(data)
    spoiled[-3] ^= 1
    return bytes(spoiled)
