"""Links between the pages for people who work with the repository: each leads to a file, and to its heading."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.readme import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def without_code(text: str) -> str:
    """The page without blocks and spans of code, in which a link is no link."""
    text = re.sub(r"^(```|~~~).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text)


def links(text: str) -> list[str]:
    """Targets of the links and images of a page that lead to a place in the repository."""
    text = without_code(text)
    targets = re.findall(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)", text)
    targets += re.findall(r"^\[[^\]]+\]:\s+(\S+)", text, re.MULTILINE)
    return [target for target in targets if not re.match(r"[a-z][a-z0-9+.-]*:", target)]


def anchors(text: str) -> set[str]:
    """The names under which the headings of a page can be reached, as code hosts make them."""
    blocks = re.sub(r"^(```|~~~).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", blocks, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        kept = (char for char in plain if char in " -_" or unicodedata.category(char)[0] in "LMN")
        name = "".join(kept).replace(" ", "-")
        count = sum(other == name or re.fullmatch(rf"{re.escape(name)}-\d+", other) is not None for other in found)
        found.add(f"{name}-{count}" if count else name)
    return found | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))


def broken(page: Path, root: Path) -> list[str]:
    """The links of a page that lead nowhere, or out of the repository."""
    wrong = []
    for link in links(page.read_text("utf-8")):
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        exists = target.exists() and target.is_relative_to(root.resolve())
        if not exists or (anchor and (target.is_dir() or anchor not in anchors(target.read_text("utf-8")))):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page, ROOT) == []


def test_the_specification_lists_each_of_its_pages() -> None:
    listed = {link.partition("#")[0] for link in links((ROOT / "docs/SPEC.md").read_text("utf-8"))}
    assert {f"spec/{path.name}" for path in (ROOT / "docs/spec").glob("*.md")} <= listed


def test_links_that_lead_nowhere_are_noticed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.md").write_text("", "utf-8")
    (root / "other.md").write_text("# One (1), two\n\n## 承诺 `x`\n\n## 承诺 `x`\n\n```\n# no heading\n```\n", "utf-8")
    page = root / "page.md"
    good = ["other.md", "other.md#one-1-two", "other.md#承诺-x", "other.md#承诺-x-1", "#here", "https://example.org/x"]
    bad = ["missing.md", "other.md#two", "other.md#no-heading", "#there", "../outside.md"]
    page.write_text("# Here\n\n`[no](link.md)`\n" + "\n".join(f"[a]({link})" for link in good + bad), "utf-8")
    assert broken(page, root) == bad
