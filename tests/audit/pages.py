"""Pages and downloads of the miniature office, written after the contract of docs/spec/50-verify.md."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.core import canonical
from tests.audit.clauses import clause_files

if TYPE_CHECKING:
    from tests.audit.office import Office

GRADES = {
    "zh": {"excellent": "优秀", "good": "良好", "pass": "合格"},
    "en": {"excellent": "Excellent", "good": "Good", "pass": "Pass"},
}
FOLDERS = {"zh": "", "en": "en/"}
CYCLE = "2025"


HEAD = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>考核</title>
<meta name="description" content="考核结果">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; img-src 'self' file: \
data:; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<link rel="stylesheet" href="/assets/site.css">
</head>
"""
TEXT_PAGES = ("about.html", "clauses.html")
ROOT_PAGES = ("statements/index.html", "verify.html")


def write_pages(office: Office) -> None:
    """All files of the site that are not the ledger."""
    folder = office.folder
    results = _of_type(office, "unit-result")
    decisions = _of_type(office, "unit-decision")
    _write(folder, "assets/site.css", "body { margin: 0 }\n")
    _write(folder, "404.html", _page(office, "<h1>说明</h1>", "zh"))
    for lang, start in FOLDERS.items():
        for path, article in _articles(office, results, decisions, lang).items():
            _write(folder, f"{start}{path}", _page(office, article, lang))
    for path, text in clause_files(office).items():
        _write(folder, path, text)
    if not _units(office, results):
        return
    _write(folder, f"data/{CYCLE}/results.json", canonical.encode(_document(office, results, decisions)).decode())
    _write(folder, f"data/{CYCLE}/results.csv", _results_table(office, results, decisions))
    _write(folder, f"data/{CYCLE}/indicators.csv", _indicators_table(office, results))


Found = dict[str, tuple[str, dict[str, Any]]]


def _articles(office: Office, results: Found, decisions: Found, lang: str) -> dict[str, str]:
    """What the pages of one language hold, by path."""
    rows = "".join(
        _row(*results[unit], decisions.get(unit), lang, office.gone.get(_decision_key(office, unit)))
        if unit in results
        else _gone_row(office, unit, decisions.get(unit), lang)
        for unit in _units(office, results)
    )
    table = f"<table><tbody>{rows}</tbody></table>"
    count = len(office.plan.kinds) + len(office.withdrawals)
    statements = (f"statements/{index}.html" for index in range(count))
    made = dict.fromkeys(TEXT_PAGES, "<h1>说明</h1><p>A &amp; B</p>")
    made |= dict.fromkeys((*ROOT_PAGES, *statements), f"<h1>核验</h1><p><code data-kaohe-root>{office.root}</code></p>")
    made["index.html"] = f"<h1>首页</h1><p>说明</p>{table}"
    if "scheme" in office.plan.kinds:
        made |= {f"{CYCLE}/index.html": table + _course(office, lang), f"{CYCLE}/scheme.html": "<h1>方案</h1>"}
        if office.plan.people:
            made[f"{CYCLE}/people.html"] = f"<h1>人员</h1>{_people(office)}"
    if _units(office, results):
        made[f"{CYCLE}/data.html"] = "<h1>数据</h1>"
        for unit, (key, body) in results.items():
            undecided = office.gone.get(_decision_key(office, unit))
            made[f"{CYCLE}/units/{unit}.html"] = _unit(key, body, decisions.get(unit), lang, undecided)
        for unit in set(_units(office, results)) - set(results):
            made[f"{CYCLE}/units/{unit}.html"] = _gone_unit(office, unit, decisions.get(unit), lang)
    return made


COURSE = {
    "report": ("comments/accepted", "comments/partly", "comments/rejected", "units"),
    "deliberation": ("members", "present", "recused"),
    "closure": ("checked", "deviations"),
}


def _course(office: Office, lang: str) -> str:
    """The counts of the procedure in sentences, then the supervisor's opinion."""
    made = []
    for record_type, pointers in COURSE.items():
        for key, body in _of_type(office, record_type).values():
            parts = []
            for pointer in pointers:
                value: Any = body
                for name in pointer.split("/"):
                    value = value[name]
                if pointer != "recused" or value:
                    parts.append(f'<span data-kaohe-field="/{pointer}">{value}</span>')
            if record_type == "closure":
                parts.append(f'<i data-kaohe-field="/opinion/{lang}">{escape(body["opinion"][lang])}</i>')
            made.append(f'<p data-kaohe-record="{key}">{" ".join(parts)}</p>')
    return "".join(made)


def _people(office: Office) -> str:
    """The public numbers of all blocks in their order, then the size of each."""
    blocks = [(key, body) for key, body in office.bodies.items() if "/records/people/" in key]
    numbers = [(key, pointer, number) for key, body in blocks for pointer, number in _numbers(body["public"])]
    marks = [*numbers, *((key, "/size", body["size"]) for key, body in blocks)]
    return "".join(
        f'<p data-kaohe-record="{key}"><b data-kaohe-field="{pointer}">{number}</b></p>'
        for key, pointer, number in marks
        if number is not None
    )


def _numbers(public: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    for i, item in enumerate(public.get("people", [])):
        yield f"/public/people/{i}/number", item["number"]
    for i, table in enumerate(public.get("grades", [])):
        for j, cell in enumerate(table["cells"]):
            yield f"/public/grades/{i}/cells/{j}/number", cell["number"]
    for i, item in enumerate(public.get("quotas", [])):
        yield f"/public/quotas/{i}/at_most", item["at_most"]


def _of_type(office: Office, record_type: str) -> Found:
    """The records of a type by name, units in the order of the organ."""
    marker = f"/records/{record_type}/"
    found = {
        key.rpartition("/")[2].removesuffix(".json"): (key, body)
        for key, body in office.bodies.items()
        if marker in f"/{key}"
    }
    organ: dict[str, Any] = next(
        (body for key, body in office.bodies.items() if "/records/organ/" in key), {"departments": []}
    )
    order = [unit["id"] for unit in organ["departments"]]
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0]) if item[0] in order else 99, item[0])))


def _page(office: Office, article: str, lang: str) -> str:
    notice = '<p class="k-demo" data-kaohe-demo>演示数据</p>' if office.plan.demo else ""
    head = HEAD.replace('lang="zh"', f'lang="{lang}"')
    return f"{head}<body>{notice}\n<main>{article}</main><br></body></html>\n"


Gone = tuple[str, dict[str, Any]] | None
"""The key and body of the withdrawal record that stands in a record's place."""


def _result_key(office: Office, unit: str) -> str:
    return _key(office, "report", "unit-result", unit)


def _decision_key(office: Office, unit: str) -> str:
    return _key(office, "decision", "unit-decision", unit)


def _key(office: Office, kind: str, record_type: str, name: str) -> str:
    kinds = office.plan.kinds
    return office.key(kinds.index(kind), record_type, name) if kind in kinds else ""


def _units(office: Office, results: Found) -> list[str]:
    """The units with a result, also a withdrawn one, in the order of the organ."""
    every = [unit["id"] for _, body in _of_type(office, "organ").values() for unit in body["departments"]]
    return [unit for unit in every if unit in results or _result_key(office, unit) in office.gone] or list(results)


def _gone_name(office: Office, unit: str, tag: str, lang: str) -> tuple[str, str]:
    """The organ record's key, and the marked name of a unit in it."""
    ((key, body),) = _of_type(office, "organ").values()
    at = [item["id"] for item in body["departments"]].index(unit)
    name = escape(body["departments"][at]["name"][lang])
    return key, f'<{tag} data-kaohe-field="/departments/{at}/name/{lang}">{name}</{tag}>'


def _notice(gone: Gone) -> str:
    if gone is None:
        return ""
    key, body = gone
    reason, clause = (f'<b data-kaohe-field="/{name}">{body[name]}</b>' for name in ("reason", "clause"))
    return f'<p data-kaohe-record="{key}">已撤回 {reason} {clause}</p>'


def _gone_row(office: Office, unit: str, decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    key, name = _gone_name(office, unit, "b", lang)
    grade = _grade({"grade": None}, decision, lang)
    return f'<tr data-kaohe-record="{key}"><th>{name}</th><td>已撤回</td><td>{grade}</td></tr>'


def _gone_unit(office: Office, unit: str, decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    key, name = _gone_name(office, unit, "h1", lang)
    notice = _notice(office.gone[_result_key(office, unit)])
    rest = _grade({"grade": None}, decision, lang) or _notice(office.gone.get(_decision_key(office, unit)))
    return f'<div data-kaohe-record="{key}">{name}{notice}{rest}</div>'


def _unit(
    key: str, body: dict[str, Any], decision: tuple[str, dict[str, Any]] | None, lang: str, undecided: Gone
) -> str:
    parts = [f'<h1 data-kaohe-field="/unit/name/{lang}">{escape(body["unit"]["name"][lang])}</h1>']
    if body["total"]["shown"] is not None:
        parts.append(f'<p>总分 <b data-kaohe-field="/total/shown">{body["total"]["shown"]}</b></p>')
    parts.append(_notice(undecided) if undecided else _grade(body, decision, lang) + _departure(decision, lang))
    for number, family in enumerate(body["families"]):
        parts.append(_points(f"/families/{number}", family))
        for i, item in enumerate(body["indicators"]):
            if item["family"] == family["id"]:
                parts.append(_points(f"/indicators/{i}", item))
    return f'<div data-kaohe-record="{key}">{"".join(parts)}</div>'


def _points(pointer: str, item: dict[str, Any]) -> str:
    if item["shown"] is None:
        return f"<p>{item['id']} —</p>"
    return f'<p>{item["id"]} <span data-kaohe-field="{pointer}/shown">{item["shown"]}</span></p>'


def _row(
    key: str, body: dict[str, Any], decision: tuple[str, dict[str, Any]] | None, lang: str, undecided: Gone
) -> str:
    shown = body["total"]["shown"]
    name = f'<th><a href="units/{escape(body["unit"]["id"])}.html" data-kaohe-field="/unit/name/{lang}">'
    name += f"{escape(body['unit']['name'][lang])}</a></th>"
    total = f'<td data-kaohe-field="/total/shown"> {shown}\n</td>' if shown is not None else "<td>—</td>"
    grade = "已撤回" if undecided else _grade(body, decision, lang)
    return f'<tr data-kaohe-record="{key}">{name}{total}<td>{grade}</td></tr>'


def _grade(body: dict[str, Any], decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    names = GRADES[lang]
    if decision:
        key, held = decision
        grade = held["grade"]
        return f'<span data-kaohe-record="{key}"><i data-kaohe-grade="{grade}">{names.get(grade, grade)}</i></span>'
    if body["grade"] is None:
        return ""
    return f'<i data-kaohe-grade="{body["grade"]}">{names.get(body["grade"], body["grade"])}</i>'


def _departure(decision: tuple[str, dict[str, Any]] | None, lang: str) -> str:
    """Why a decision departs from the recommendation, and on what basis where it names one."""
    if decision is None or decision[1]["departs"] is None:
        return ""
    key, departs = decision[0], decision[1]["departs"]
    basis = f'<b data-kaohe-field="/departs/clause">{departs["clause"]}</b>' if departs["clause"] else ""
    reason = f'<b data-kaohe-field="/departs/reason/{lang}">{escape(departs["reason"][lang])}</b>'
    return f'<p data-kaohe-record="{key}">{reason} {basis}</p>'


def _document(office: Office, results: Found, decisions: Found) -> dict[str, Any]:
    units = []
    for unit in _units(office, results):
        keys = [_result_key(office, unit)]
        if (key := _decision_key(office, unit)) in office.record_digests:
            keys.append(key)
        sources: list[dict[str, str]] = []
        for path in keys:
            gone = office.gone.get(path)
            sources.append(
                {"path": path, "sha256": office.record_digests[path]} | ({"withdrawn": gone[0]} if gone else {})
            )
        result, decision = results.get(unit), decisions.get(unit)
        units.append(
            {
                "result": result[1] if result else None,
                "decision": decision[1] if decision else None,
                "sources": sources,
            }
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
        ]
        + [
            {"index": len(office.plan.kinds) + at, "kind": "change", "sha256": digest}
            for at, digest in enumerate(office.withdrawals)
        ],
    }


RESULTS = (
    "单位 unit_id,名称 unit_name,英文名称 unit_name_en,状态 status,总分 total_shown,分子 total_numerator,"
    "分母 total_denominator,满分 total_max,建议 recommended_grade,建议等次 recommended_grade_name,"
    "建议等次英文 recommended_grade_name_en,决定 decided_grade,决定等次 decided_grade_name,"
    "决定等次英文 decided_grade_name_en,记录 result_record,摘要 result_sha256,决定 decision_record,摘要 decision_sha256"
)
INDICATORS = (
    "unit_id,unit_name,unit_name_en,family_id,family_name,family_name_en,indicator_id,indicator_name,"
    "indicator_name_en,points_shown,points_numerator,points_denominator,points_max,missing_policy,withheld_reason,"
    "result_record,result_sha256"
)


def _results_table(office: Office, results: Found, decisions: Found) -> str:
    lines = [RESULTS]
    ((_, organ),) = _of_type(office, "organ").values()
    names = {unit["id"]: unit["name"] for unit in organ["departments"]}
    for unit in _units(office, results):
        decision = decisions.get(unit)
        decided = decision[1]["grade"] if decision else ""
        if unit in results:
            body = results[unit][1]
            cells = [unit, *_names(body), body["status"], *_cells(body["total"])]
            cells += [body["grade"] or "", *_grade_names(body["grade"])]
        else:
            cells = [unit, names[unit]["zh"], names[unit]["en"], "withdrawn", "", "", "", "", "", "", ""]
        cells += [decided, *_grade_names(decided)]
        for key in (_result_key(office, unit), _decision_key(office, unit)):
            cells += [key, office.record_digests[key]] if key in office.record_digests else ["", ""]
        lines.append(",".join(cells))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _indicators_table(office: Office, results: Found) -> str:
    lines = [INDICATORS]
    for unit, (key, body) in results.items():
        withheld = {item["field"]: item["reason"] for item in body["withheld"]}
        for item in body["indicators"]:
            policy = item["missing"]["policy"] if item["missing"] else ""
            cells = [unit, *_names(body)]
            for found in (item["family"], item["id"]):
                cells += [found, found, f"en {found}"]
            cells += [*_cells(item), policy, withheld.get(f"{item['id']}.score", ""), key, office.record_digests[key]]
            lines.append(",".join(cells))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _names(body: dict[str, Any]) -> list[str]:
    return [body["unit"]["name"]["zh"], body["unit"]["name"]["en"]]


def _grade_names(grade: str | None) -> list[str]:
    return [names.get(grade or "", "") for names in GRADES.values()]


def _cells(points: dict[str, Any]) -> list[str]:
    numerator, _, denominator = (points["exact"] or "").partition("/")
    return [points["shown"] or "", numerator, denominator or ("1" if numerator else ""), points["max"]]


def _write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode("utf-8"))
