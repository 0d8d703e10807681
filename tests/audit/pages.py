"""Pages and downloads of the miniature office, written after the contract of docs/spec/50-verify.md."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.core import canonical

if TYPE_CHECKING:
    from tests.audit.office import Office

GRADES = {
    "zh": {"excellent": "优秀", "good": "良好", "pass": "合格"},
    "en": {"excellent": "Excellent", "good": "Good", "pass": "Pass"},
}
FOLDERS = {"zh": "", "en": "en/"}
CYCLE = "2025"


def write_pages(office: Office) -> None:
    """All files of the site that are not the ledger."""
    folder = office.folder
    results = _of_type(office, "unit-result")
    decisions = _of_type(office, "unit-decision")
    _write(folder, "assets/site.css", "body { margin: 0 }\n")
    for lang, start in FOLDERS.items():
        _write(folder, f"{start}index.html", _page(office, "<h1>首页</h1><p>说明</p>", lang))
        for unit, (key, body) in results.items():
            article = _unit(key, body, decisions.get(unit), lang)
            _write(folder, f"{start}{CYCLE}/units/{unit}.html", _page(office, article, lang))
        rows = "".join(_row(key, body, decisions.get(unit), lang) for unit, (key, body) in results.items())
        if results:
            article = f"<table><tbody>{rows}</tbody></table>"
            _write(folder, f"{start}{CYCLE}/index.html", _page(office, article, lang))
    if not results:
        return
    _write(folder, f"data/{CYCLE}/results.json", canonical.encode(_document(office, results, decisions)).decode())
    _write(folder, f"data/{CYCLE}/results.csv", _results_table(office, results, decisions))
    _write(folder, f"data/{CYCLE}/indicators.csv", _indicators_table(office, results))


Found = dict[str, tuple[str, dict[str, Any]]]


def _of_type(office: Office, record_type: str) -> Found:
    marker = f"/records/{record_type}/"
    return {
        key.rpartition("/")[2].removesuffix(".json"): (key, body)
        for key, body in office.bodies.items()
        if marker in f"/{key}"
    }


def _page(office: Office, article: str, lang: str) -> str:
    notice = '<p class="note" data-kaohe-demo>演示数据</p>' if office.plan.demo else ""
    head = f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>考核</title></head>'
    return f"{head}\n<body>{notice}\n<main>{article}</main><br></body></html>\n"


def _unit(key: str, body: dict[str, Any], decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    parts = [f'<h1 data-kaohe-field="/unit/name/{lang}">{escape(body["unit"]["name"][lang])}</h1>']
    if body["total"]["shown"] is not None:
        parts.append(f'<p>总分 <b data-kaohe-field="/total/shown">{body["total"]["shown"]}</b></p>')
    for i, item in enumerate(body["indicators"]):
        if item["shown"] is not None:
            parts.append(f'<p>{item["id"]} <span data-kaohe-field="/indicators/{i}/shown">{item["shown"]}</span></p>')
    parts.append(_grade(body, decision, lang))
    return f'<div data-kaohe-record="{key}">{"".join(parts)}</div>'


def _row(key: str, body: dict[str, Any], decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    shown = body["total"]["shown"]
    total = f'<td data-kaohe-field="/total/shown"> {shown}\n</td>' if shown is not None else "<td>—</td>"
    return f'<tr data-kaohe-record="{key}">{total}<td>{_grade(body, decision, lang)}</td></tr>'


def _grade(body: dict[str, Any], decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    names = GRADES[lang]
    if decision:
        key, held = decision
        grade = held["grade"]
        return f'<span data-kaohe-record="{key}"><i data-kaohe-grade="{grade}">{names.get(grade, grade)}</i></span>'
    if body["grade"] is None:
        return ""
    return f'<i data-kaohe-grade="{body["grade"]}">{names.get(body["grade"], body["grade"])}</i>'


def _document(office: Office, results: Found, decisions: Found) -> dict[str, Any]:
    units = []
    for unit, (key, body) in results.items():
        found = [key, decisions[unit][0]] if unit in decisions else [key]
        sources = [{"path": path, "sha256": office.record_digests[path]} for path in found]
        units.append(
            {"result": body, "decision": decisions[unit][1] if unit in decisions else None, "sources": sources}
        )
    scheme = office.key(1, "scheme", "units-2025")
    return {
        "version": "kaohe/results/v1",
        "organ": "river-bureau",
        "cycle": CYCLE,
        "root": office.root,
        "scheme": {"path": scheme, "sha256": office.record_digests[scheme]},
        "units": units,
        "statements": [
            {"index": index, "kind": kind, "sha256": office.digests[kind]}
            for index, kind in enumerate(office.plan.kinds)
            if kind != "trust"
        ],
    }


def _results_table(office: Office, results: Found, decisions: Found) -> str:
    lines = ["单位 unit_id,名称 unit_name,总分 total_shown,等次 decided_grade,状态 status,分子 total_numerator,"
             "分母 total_denominator,建议 recommended_grade,记录 result_record,摘要 result_sha256,"
             "决定 decision_record,摘要 decision_sha256"]  # fmt: skip
    for unit, (key, body) in results.items():
        decision = decisions.get(unit)
        numerator, _, denominator = (body["total"]["exact"] or "").partition("/")
        cells = [
            unit,
            body["unit"]["name"]["zh"],
            body["total"]["shown"] or "",
            decision[1]["grade"] if decision else "",
        ]
        cells += [body["status"], numerator, denominator or ("1" if numerator else ""), body["grade"] or "", key]
        cells += [office.record_digests[key], decision[0] if decision else ""]
        cells.append(office.record_digests[decision[0]] if decision else "")
        lines.append(",".join(cells))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _indicators_table(office: Office, results: Found) -> str:
    lines = ["unit_id,family_id,indicator_id,points_shown,points_numerator,points_denominator,missing_policy,"
             "result_record,result_sha256"]  # fmt: skip
    for unit, (key, body) in results.items():
        for item in body["indicators"]:
            numerator, _, denominator = (item["exact"] or "").partition("/")
            policy = item["missing"]["policy"] if item["missing"] else ""
            cells = [unit, item["family"], item["id"], item["shown"] or "", numerator]
            cells += [denominator or ("1" if numerator else ""), policy, key, office.record_digests[key]]
            lines.append(",".join(cells))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode("utf-8"))
