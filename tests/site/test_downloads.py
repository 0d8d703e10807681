"""Tables for spreadsheets and JSON for machines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from generator.core import canonical
from tests.site.conftest import Built, build_site
from tests.site.synthetic import make_export


def rows(site: Built, name: str) -> list[dict[str, str]]:
    text = site.files[f"data/2025/{name}"].decode("utf-8-sig")
    return [
        {key.split(" ")[-1]: value for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def test_results_table_says_what_the_records_say(site: Built) -> None:
    table = rows(site, "results.csv")
    assert len(table) == 12
    assert (table[1]["unit_name"], table[1]["unit_name_en"]) == ("政策法规科", "Policy and Regulation")
    for row in table:
        body = json.loads(site.files[f"ledger/statements/{row['result_record']}"])["body"]
        assert row["total_shown"] == (body["total"]["shown"] or "")
        exact = f"{row['total_numerator']}/{row['total_denominator']}".removesuffix("/1")
        assert exact == (body["total"]["exact"] or "/")
        decision = json.loads(site.files[f"ledger/statements/{row['decision_record']}"])["body"]
        assert row["decided_grade"] == decision["grade"]


def test_indicators_table_has_a_row_for_each_unit_and_indicator(site: Built) -> None:
    table = rows(site, "indicators.csv")
    assert len(table) == 12 * 11
    withheld = [row for row in table if row["withheld_reason"]]
    assert {row["unit_id"] for row in withheld} == {"unit-0004"}
    assert all(row["points_shown"] == "" for row in withheld)


def test_json_is_canonical_and_holds_the_bodies_unchanged(site: Built) -> None:
    data = canonical.decode(site.files["data/2025/results.json"])
    assert len(data["units"]) == 12
    for unit in data["units"]:
        for source, key in zip(unit["sources"], ("result", "decision"), strict=True):
            file = site.files[f"ledger/statements/{source['path']}"]
            assert canonical.sha256_hex(file) == source["sha256"]
            assert json.loads(file)["body"] == unit[key]


def test_json_is_canonical_before_the_decision_too(tmp_path: Path) -> None:
    site = build_site(make_export(tmp_path / "export", 2, until="report"), tmp_path / "out")
    data = canonical.decode(site.files["data/2025/results.json"])
    assert [unit["decision"] for unit in data["units"]] == [None, None]


def test_a_name_that_is_a_formula_is_harmless_in_both_tables(tmp_path: Path) -> None:
    site = build_site(make_export(tmp_path / "export", 2, {0: "=cmd|' /C calc'!A0"}), tmp_path / "out")
    for name in ("results.csv", "indicators.csv"):
        assert rows(site, name)[0]["unit_name"] == "'=cmd|' /C calc'!A0"


def test_the_dictionary_explains_every_column(site: Built) -> None:
    text = site.text("2025/data.html")
    for name in ("results.csv", "indicators.csv"):
        for column in rows(site, name)[0]:
            assert f"<code>{column}</code>" in text
            assert f"<code>{column}</code>" in site.text("en/2025/data.html")


def test_downloads_lie_once_and_both_languages_lead_to_them(site: Built) -> None:
    assert not [path for path in site.files if path.startswith(("en/data", "en/ledger", "en/assets"))]
    assert 'href="../data/2025/results.csv"' in site.text("2025/index.html")
    assert 'href="../../data/2025/results.csv"' in site.text("en/2025/index.html")
