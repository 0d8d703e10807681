"""Pages that show something else than the records while every mark of theirs agrees with its record."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.audit.verify import verify
from tests.audit.office import Office, Plan, write_manifest

UNIT = "2025/units/harbour.html"
CYCLE = "2025/index.html"
HOME = "index.html"
DEPARTS = "2025/units/permits.html"
TOTAL = '<b data-kaohe-field="/total/shown">95.74</b>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def codes(office: Office, site: Path) -> set[str]:
    write_manifest(site)
    verdict = verify(site, office.root)
    assert {check.number for check in verdict.checks if check.status != "ok"} <= {11, 13, 15}
    return {problem.code for number in (11, 13) for problem in verdict.check(number).problems}


def edit(site: Path, path: str, old: str, new: str) -> None:
    text = (site / path).read_text("utf-8")
    assert old in text
    (site / path).write_text(text.replace(old, new, 1), "utf-8", newline="")


def rows(text: str) -> list[str]:
    return re.findall(r"<tr .*?</tr>", text, re.DOTALL)


UNIT_PAGES: dict[str, tuple[str, str, set[str]]] = {
    "maximum instead of the total": (
        TOTAL,
        f'<b data-kaohe-field="/total/max">100</b> {TOTAL}',
        {"A212"},
    ),
    "exact instead of shown": ("/indicators/0/shown", "/indicators/0/max", {"A203", "A206", "A212"}),
    "total twice": (TOTAL, f"{TOTAL} {TOTAL}", {"A212"}),
    "total of another unit first": (
        f"<p>总分 {TOTAL}</p>",
        '<div data-kaohe-record="2/records/unit-result/archive.json">'
        f'<p><b data-kaohe-field="/total/shown">72.00</b></p></div><p>总分 {TOTAL}</p>',
        {"A212"},
    ),
    "name in small print": ("<h1 data-kaohe-field=\"/unit/name/zh\">港务处</h1>",
                            '<h1>别处</h1><p data-kaohe-field="/unit/name/zh">港务处</p>', {"A213"}),
    "name left out": ('<h1 data-kaohe-field="/unit/name/zh">', "<h1>", {"A206"}),
    "family and indicator exchanged": (
        'permits <span data-kaohe-field="/indicators/0/shown">38.00</span>',
        'complaints <span data-kaohe-field="/indicators/1/shown">19.50</span>',
        {"A206", "A212"},
    ),
    "comment that ends at once": (TOTAL, '<b data-kaohe-field="/total/shown"><!-->99.99<!-- -->95.74</b>', {"A230"}),
    "digits added outside": (TOTAL, f"9{TOTAL}", {"A236"}),
    "hidden by a class of the style sheet": (TOTAL, f'99.99 <span class="md-dialog">{TOTAL}</span>', {"A235"}),
    "text turned round": (TOTAL, f"&#x202e;{TOTAL}", {"A234"}),
}  # fmt: skip


@pytest.mark.parametrize("name", UNIT_PAGES)
def test_page_of_a_unit(good: Office, site: Path, name: str) -> None:
    old, new, expected = UNIT_PAGES[name]
    edit(site, UNIT, old, new)
    assert codes(good, site) == expected


def exchange_names(text: str) -> str:
    return text.replace("港务处", "@").replace("许可处", "港务处").replace("@", "许可处")


def without_marks_of_names(text: str) -> str:
    return text.replace(' data-kaohe-field="/unit/name/zh"', "")


def exchange_rows(text: str) -> str:
    first, second, *_ = rows(text)
    return text.replace(first, "@").replace(second, first).replace("@", second)


def rows_in_one(text: str) -> str:
    second = rows(text)[1]
    cells = re.sub(r"</?tr[^>]*>", "", second).replace(
        "<th>", '<th data-kaohe-record="2/records/unit-result/permits.json">'
    )
    cells = cells.replace("<td data", '<td data-kaohe-record="2/records/unit-result/permits.json" data')
    return text.replace(second, "").replace("</tr>", f"{cells}</tr>", 1)


TABLES: dict[str, tuple[Callable[[str], str], set[str]]] = {
    "names exchanged": (exchange_names, {"A203"}),
    "names exchanged and not marked": (lambda text: without_marks_of_names(exchange_names(text)), {"A206"}),
    "rows exchanged": (exchange_rows, {"A213"}),
    "row twice": (lambda text: text.replace(rows(text)[0], rows(text)[0] * 2), {"A212"}),
    "row left out": (lambda text: text.replace(rows(text)[0], ""), {"A206"}),
    "two units in one row": (rows_in_one, {"A213"}),
    "all marks left out": (lambda text: re.sub(r' data-kaohe-(?:field|grade)="[^"]*"', "", text), {"A206"}),
    "marks outside of rows": (
        lambda text: re.sub(
            r"<table>.*</table>",
            "".join(f"<div{row[3:-5]}</div>" for row in rows(text))
            .replace("th>", "p>")
            .replace("<td", "<p")
            .replace("/td>", "/p>"),
            text,
            flags=re.DOTALL,
        ),
        {"A213"},
    ),
    "maximum instead of the total": (
        lambda text: text.replace("/total/shown", "/total/max").replace("95.74", "100"),
        {"A203", "A206", "A212"},
    ),
}


@pytest.mark.parametrize("path", [CYCLE, HOME])
@pytest.mark.parametrize("name", TABLES)
def test_tables_of_units(good: Office, site: Path, path: str, name: str) -> None:
    change, expected = TABLES[name]
    text = (site / path).read_text("utf-8")
    assert change(text) != text
    (site / path).write_text(change(text), "utf-8", newline="")
    assert codes(good, site) == expected


@pytest.mark.parametrize("path", ["404.html", "about.html", "verify.html", "statements/2.html", "2025/scheme.html"])
def test_other_pages_have_no_marks_of_results(good: Office, site: Path, path: str) -> None:
    mark = '<p data-kaohe-record="2/records/unit-result/harbour.json" data-kaohe-field="/total/shown">95.74</p>'
    edit(site, path, "<h1>", f"{mark}<h1>")
    assert codes(good, site) == {"A212"}


ACCEPTED = '<span data-kaohe-field="/comments/accepted">1</span>'
REJECTED = '<span data-kaohe-field="/comments/rejected">2</span>'
REASON = '<b data-kaohe-field="/departs/reason/zh">'
COURSE: dict[str, tuple[str, str, str, set[str]]] = {
    "fewer comments": (CYCLE, REJECTED, REJECTED.replace("2<", "0<"), {"A203"}),
    "comments without a mark": (CYCLE, ACCEPTED, "9", {"A206"}),
    "comments twice": (CYCLE, ACCEPTED, f"{ACCEPTED} {ACCEPTED}", {"A212"}),
    "comments of another kind": (CYCLE, ACCEPTED, REJECTED, {"A206", "A212"}),
    "digit added to the members": (CYCLE, '<span data-kaohe-field="/members">', '1<span data-kaohe-field="/members">',
                                   {"A236"}),
    "nobody missing": (CYCLE, '"/present">6<', '"/present">7<', {"A203"}),
    "nobody recused": (CYCLE, ' <span data-kaohe-field="/recused">1</span>', "", {"A206"}),
    "no deviation": (CYCLE, '<span data-kaohe-field="/deviations">0</span>', "0", {"A206"}),
    "another opinion": (CYCLE, ">程序合规</i>", ">程序完全合规</i>", {"A203"}),
    "opinion in the other language": (CYCLE, '"/opinion/zh">程序合规<', '"/opinion/en">en 程序合规<', {"A217"}),
    "counts on the home page": (HOME, "<table>",
                                f'<p data-kaohe-record="2/records/report/2025.json">{ACCEPTED}</p><table>', {"A212"}),
    "counts in a row of a table": (CYCLE, "</tr></tbody>", '</tr><tr data-kaohe-record="2/records/report/2025.json">'
                                   f"<td>{ACCEPTED}</td></tr></tbody>", {"A212"}),
    "another reason": (DEPARTS, f"{REASON}复核后", f"{REASON}经研究", {"A203"}),
    "reason not marked": (DEPARTS, REASON, "<b>", {"A206"}),
    "another basis": (DEPARTS, ">P2-3.2(4)</b>", ">P1-A18</b>", {"A203"}),
    "basis left out": (DEPARTS, ' <b data-kaohe-field="/departs/clause">P2-3.2(4)</b>', "", {"A206"}),
    "reason on the page of another unit": (UNIT, "</main>", '<p data-kaohe-record="3/records/unit-decision/permits.json'
                                           f'">{REASON}复核后调整</b></p></main>', {"A212"}),
}  # fmt: skip


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose leadership departs from a recommendation by a named clause, one member being recused."""

    def body(record_type: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        if record_type == "unit-decision" and body["departs"]:
            reason = {"zh": "复核后调整", "en": "adjusted after review"}
            return {**body, "departs": {"reason": reason, "clause": "P2-3.2(4)"}}
        return {**body, "present": 6, "recused": 1} if record_type == "deliberation" else body

    return Office(tmp_path_factory.mktemp("full") / "site", Plan(body=body)).publish()


@pytest.mark.parametrize("name", COURSE)
def test_reasons_and_counts_of_the_procedure(full: Office, tmp_path: Path, name: str) -> None:
    path, old, new, expected = COURSE[name]
    site = Path(shutil.copytree(full.folder, tmp_path / "site"))
    assert codes(full, site) == set()
    edit(site, path, old, new)
    assert codes(full, site) == expected


@pytest.mark.parametrize("path", ["verify.html", "statements/index.html", "statements/0.html", "en/statements/3.html"])
def test_the_root_on_a_page_is_that_of_the_ledger(good: Office, site: Path, path: str) -> None:
    mark = f"<code data-kaohe-root>{good.root}</code>"
    for new, expected in (
        (mark.replace(good.root, "0" * 64), {"A218"}),
        (good.root, {"A206"}),
        (f"{mark} {mark}", {"A212"}),
        (mark.replace("data-kaohe-root", 'class="k-hidden" data-kaohe-root'), {"A235"}),
        (mark.replace("data-kaohe-root", 'data-kaohe-root data-kaohe-grade="x"'), {"A235"}),
        (mark.replace("data-kaohe-root", 'data-kaohe-root="x"'), {"A232"}),
    ):
        edit(site, path, mark, new)
        assert codes(good, site) == expected, new
        edit(site, path, new, mark)
    edit(site, "about.html", "<h1>", f"<p>{mark}</p><h1>")
    assert codes(good, site) == {"A212"}


def test_every_published_page_is_needed(good: Office, site: Path) -> None:
    paths = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert len(paths) > 24
    for path in paths:
        data = (site / path).read_bytes()
        (site / path).unlink()
        assert codes(good, site) == (set() if path.endswith("about.html") else {"A205"}), path
        (site / path).write_bytes(data)


@pytest.mark.parametrize(
    "path",
    [
        "2026/index.html",
        "2025/units/nobody.html",
        "2025/units/harbour.htm",
        "2025/units/index.html",
        "2025/harbour.html",
        "statements/5.html",
        "statements/02.html",
        "Index.html",
        "index.htm",
        "x.xhtml",
        "x.svg",
        "x.js",
        "2025/x.svg",
        "assets/x.html",
        "assets/x.svg",
        "assets/x.js",
        "assets/x.xml",
        "assets/deep/x.png",
        "data/2025/Results.csv",
        "data/2025/results.csv.bak",
        "data/2024/results.csv",
        "en/2025/units/nobody.html",
        "en/statements/5.html",
        "en/404.xhtml",
        "en/assets/x.css",
        "en/data/2025/results.csv",
        "zh/index.html",
        "en/en/index.html",
        ".htaccess",
    ],
)
def test_no_other_file_can_be_taken_for_a_page(good: Office, site: Path, path: str) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_bytes((site / "about.html").read_bytes())
    assert "A214" in codes(good, site)


@pytest.mark.parametrize(
    "path",
    ["other-page.html", "2024.html", "en/other-page.html", "assets/theme/x.css", "assets/x.png", "assets/kaohe.svg"],
)
def test_what_a_person_writes_may_be_there(good: Office, site: Path, path: str) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_bytes((site / "about.html").read_bytes() if path.endswith("html") else SVG.format("").encode())
    assert codes(good, site) == set()


@pytest.mark.parametrize(
    "content",
    [
        "<script>x()</script>",
        "<SCRIPT/>",
        '<s:script xmlns:s="http://www.w3.org/2000/svg"/>',
        '<rect onload="x()"/>',
        "<rect\nonload = 'x()'/>",
        "<foreignObject/>",
        '<a href="javascript:x()"/>',
        '<use href="https://x.example/a.svg#a"/>',
        '<set attributeName="href"/>',
        '<animate attributeName="href"/>',
        '<p xmlns="http://www.w3.org/1999/xhtml"/>',
        "<!DOCTYPE svg>",
        "<?xml-stylesheet href='#a'?>",
        "\x1b(J",
    ],
)
@pytest.mark.parametrize("path", ["assets/kaohe.svg", "sitemap.xml"])
def test_drawings_only_draw(good: Office, site: Path, path: str, content: str) -> None:
    (site / path).write_bytes(SVG.format(content).encode())
    assert codes(good, site) == {"A215"}


def test_drawing_in_another_encoding(good: Office, site: Path) -> None:
    (site / "assets/kaohe.svg").write_bytes(SVG.format("<script/>").encode("utf-16"))
    assert codes(good, site) == {"A215"}


def test_home_page_shows_the_latest_cycle_only(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", Plan(kinds=("trust", "scheme"))).publish()
    assert codes(office, office.folder) == set()


@pytest.mark.parametrize("path", [UNIT, CYCLE, HOME])
def test_page_says_its_language(good: Office, site: Path, path: str) -> None:
    edit(site, path, '<html lang="zh">', '<html lang="en">')
    edit(site, f"en/{path}", '<html lang="en">', "<html>")
    assert codes(good, site) == {"A216"}


@pytest.mark.parametrize("path", [UNIT, CYCLE, HOME])
def test_page_of_the_other_language_in_its_place(good: Office, site: Path, path: str) -> None:
    (site / "en" / path).write_bytes((site / path).read_bytes())
    assert codes(good, site) == {"A204", "A216", "A217"}


@pytest.mark.parametrize("path", [UNIT, CYCLE, HOME])
def test_english_pages_are_compared_too(good: Office, site: Path, path: str) -> None:
    edit(site, f"en/{path}", "en 港务处", "en 许可处")
    assert codes(good, site) == {"A203"}


def test_mark_that_is_left_out_in_one_language(good: Office, site: Path) -> None:
    edit(site, f"en/{UNIT}", ' data-kaohe-field="/total/shown"', "")
    assert codes(good, site) == {"A206"}


PEOPLE = "2025/people.html"
NUMBER = '<b data-kaohe-field="/public/people/1/number">'


@pytest.fixture
def with_people(tmp_path: Path) -> Office:
    return Office(tmp_path / "site", Plan(people=True)).publish()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (NUMBER, NUMBER, set()),
        (NUMBER, "<b>", {"A206"}),
        (NUMBER, f"{NUMBER}9", {"A203"}),
        ("2/records/people/2025.json", "2/records/people/2024.json", {"A201", "A206", "A212"}),
        ("/public/people/1/number", "/public/people/9/number", {"A202", "A206", "A212"}),
        ("/public/people/1/number", "/public/grades/1/cells/0/number", {"A202", "A206", "A212"}),
        ("</main>", f'<p data-kaohe-record="2/records/people/2025.json">{NUMBER}60</b></p></main>', {"A212"}),
        (
            "<h1>",
            '<p data-kaohe-record="2/records/unit-result/harbour.json" data-kaohe-field="/total/shown">95.74</p><h1>',
            {"A212"},
        ),
    ],
)
@pytest.mark.parametrize("folder", ["", "en/"])
def test_page_of_people_marks_blocks_of_its_cycle_only(
    with_people: Office, folder: str, old: str, new: str, expected: set[str]
) -> None:
    edit(with_people.folder, folder + PEOPLE, old, new)
    assert codes(with_people, with_people.folder) == expected


def test_page_of_people_keeps_the_order_of_its_numbers(with_people: Office) -> None:
    mark = f'<p data-kaohe-record="2/records/people/2025.json">{NUMBER}60</b></p>'
    edit(with_people.folder, PEOPLE, mark, "")
    edit(with_people.folder, PEOPLE, "</main>", f"{mark}</main>")
    assert codes(with_people, with_people.folder) == {"A213"}


@pytest.mark.parametrize("path", ["people.html", "en/people.html", "2025/scheme.html", UNIT])
def test_blocks_are_marked_on_no_other_page(with_people: Office, path: str) -> None:
    mark = f'<div data-kaohe-record="2/records/people/2025.json"><p>{NUMBER}@</b></p></div>'
    text = (with_people.folder / PEOPLE).read_text("utf-8")
    number = text.partition(NUMBER)[2].partition("<")[0]
    page = with_people.folder / path
    if not page.exists():
        page.write_bytes((with_people.folder / path.replace("people", "about")).read_bytes())
    edit(with_people.folder, path, "</main>", f"{mark.replace('@', number)}</main>")
    assert "A212" in codes(with_people, with_people.folder)


def test_page_of_people_is_required_in_both_languages(with_people: Office) -> None:
    for folder in ("", "en/"):
        page = with_people.folder / folder / PEOPLE
        data = page.read_bytes()
        page.unlink()
        assert codes(with_people, with_people.folder) == {"A205"}
        page.write_bytes(data)
