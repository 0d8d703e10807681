"""The two files of the clauses of the miniature office, written after docs/spec/41-site.md, "Downloads"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.core import canonical
from generator.regulation import catalogue

if TYPE_CHECKING:
    from tests.audit.office import Office

HEADS = (
    "编号 clause_id,条款 clause_title,Clause clause_title_en,要求 clause_demands,Demand clause_demands_en,"
    "检查 checks,记录 records,步骤 acts,页面 pages,测试 tests,"
    "声明 example_statement,实例 example_record,摘要 example_sha256"
)
LISTS = {"checks": "A200 A201", "acts": "scheme", "pages": "clauses", "tests": "tests/a.py::test_b"}


def clause_files(office: Office) -> dict[str, str]:
    """Table and document by path; units' decisions carry out part two, reports and schemes part one."""
    lines, items = [HEADS], []
    named = _clauses_by_statement(office)
    for clause in catalogue.ids():
        types = ["unit-decision"] if clause.startswith("P2") else ["report", "scheme"]
        index, key = _newest(office, clause, types, named)
        digest = office.record_digests[key] if key else ""
        cells = [clause, "名称", "Name", "'=要求", "Demand", LISTS["checks"], " ".join(types)]
        cells += [LISTS["acts"], LISTS["pages"], LISTS["tests"], index, key, digest]
        lines.append(",".join(cells))
        item: dict[str, Any] = {name: text.split() for name, text in LISTS.items()}
        item |= {"id": clause, "records": types, "title": {"zh": "名称", "en": "Name"}}
        item["demands"] = {"zh": "=要求", "en": "Demand"}
        shown = {"statement": int(index), "record": key or None, "sha256": digest or None} if index else None
        items.append(item | {"example": shown})
    statement = json.loads((office.folder / "ledger/statements/0/statement.json").read_bytes())
    document = {"version": "kaohe/clauses/v1", "organ": statement["organ"], "root": office.root, "clauses": items}
    return {
        "data/clauses.csv": "\ufeff" + "\r\n".join(lines) + "\r\n",
        "data/clauses.json": canonical.encode(document).decode(),
    }


def _clauses_by_statement(office: Office) -> dict[int, list[str]]:
    folder = office.folder / "ledger/statements"
    return {
        int(path.parent.name): json.loads(path.read_bytes())["clauses"]
        for path in sorted(folder.glob("*/statement.json"))
    }


def _newest(office: Office, clause: str, types: list[str], named: dict[int, list[str]]) -> tuple[str, str]:
    """The statement and the record of the newest example; empty texts where there is none."""
    naming = {index for index, clauses in named.items() if clause in clauses}
    for among in (naming, set(named)):
        for record_type in types:
            found = [key for key in office.bodies if f"/records/{record_type}/" in key]
            for index in sorted(among, reverse=True):
                if keys := sorted(key for key in found if key.startswith(f"{index}/")):
                    return str(index), keys[0]
    return (str(max(naming)), "") if naming else ("", "")
