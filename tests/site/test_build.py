"""The whole build: the same bytes everywhere, exactly the expected files, a manifest that tools accept."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, UsageError
from generator.core.files import list_files
from generator.site import manifest
from generator.site.build import build, is_reserved
from generator.site.side_by_side import side_by_side
from tests.site.conftest import Built
from tests.site.synthetic import DATES, ROOT, make_export


def run(export: Path, out: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "generator.site", str(export), str(out)]
    given = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=export, env=given, capture_output=True, check=False)


@pytest.mark.parametrize("name", ["en", "data", "manifest.sha256", "clauses.csv", "clauses.json", "404.html"])
def test_no_cycle_takes_the_place_of_a_file_or_folder(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["2025", "2025-2", "2025.1"])
def test_years_and_parts_of_years_may_be_cycles(name: str) -> None:
    assert not is_reserved(name)


def test_two_builds_elsewhere_and_at_another_time_are_identical(site: Built, tmp_path: Path) -> None:
    export = tmp_path / "a much" / "deeper folder" / "出口"
    shutil.copytree(site.export, export)
    out = tmp_path / "out"
    out.mkdir()
    strange = {
        "TZ": "Asia/Shanghai",
        "LANG": "C",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
        "HOME": str(tmp_path),
    }
    done = run(export, out, **strange)
    assert done.returncode == 0, done.stderr.decode()
    assert {path: (out / path).read_bytes() for path in list_files(out, "site")} == site.files
    summary = json.loads(done.stdout)
    assert summary["files"] == len(site.files)
    assert summary["pages"] == len(site.pages)
    assert set(summary["versions"]) >= {"mkdocs", "mkdocs-material"}


def test_several_processes_make_what_one_makes(tmp_path: Path) -> None:
    items = list(range(100))

    def work(part: object) -> dict[str, str]:
        assert isinstance(part, list)
        return {str(number): sha256_hex(str(number).encode()) for number in part}

    results = []
    for processes in (1, 2, 3):
        with side_by_side(work, items, processes) as filled:
            results.append(filled())
    assert results[0] == results[1] == results[2]

    def fail(part: object) -> dict[str, str]:
        raise FindingsError.of("B182", "x")

    with pytest.raises(FindingsError, match="B182"), side_by_side(fail, items, 2) as filled:
        filled()


def test_the_site_has_exactly_the_expected_files(site: Built) -> None:
    assert manifest.expected_files(site.export) == set(site.files)
    assert manifest.missing_and_extra({"a", "b"}, {"b", "c"}) == (["c"], ["a"])


def test_manifest_is_sorted_complete_and_accepted_by_sha256sum(site: Built) -> None:
    lines = site.text("manifest.sha256").splitlines()
    paths = [line[66:] for line in lines]
    assert paths == sorted(paths, key=str.encode)
    assert set(paths) == set(site.files) - {"manifest.sha256"}
    for line in lines:
        assert hashlib.sha256(site.files[line[66:]]).hexdigest() == line[:64]
    done = subprocess.run(
        ["sha256sum", "-c", "--quiet", "manifest.sha256"], cwd=site.folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_sitemap_names_every_page_with_a_date_of_the_ledger(site: Built) -> None:
    text = site.text("sitemap.xml")
    entries = dict(re.findall(r"<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", text))
    assert set(entries) == set(site.pages) - {"404.html"}
    assert set(entries.values()) <= set(DATES.values())


def test_nothing_of_the_engines_own_is_left(site: Built) -> None:
    assert not [path for path in site.files if path.endswith((".js", ".map", ".gz")) or "search" in path]
    assert not [path for path in site.files if "zz-frame" in path]


def test_output_folder_must_be_empty(site: Built, tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("x")
    with pytest.raises(UsageError, match="B183"):
        build(site.export, tmp_path, lambda: 0.0)


def test_a_failed_build_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    export, out = make_export(tmp_path / "export", 2), tmp_path / "out"
    out.mkdir()
    record = export / "ledger/statements/2/records/unit-result/unit-0001.json"
    record.write_bytes(record.read_bytes().replace(b"complete", b"complere"))
    done = run(export, out)
    assert done.returncode == 1
    assert not list(out.iterdir())
    assert [problem["code"] for problem in json.loads(done.stdout)["problems"]] == ["L305"]
    assert b"Traceback" not in done.stderr


def test_a_record_of_another_shape_stops_the_build(tmp_path: Path) -> None:
    from tests.site import synthetic

    class Spoiled(synthetic._Maker):
        def add(self, kind: str, cycle: str, bodies: object) -> None:
            assert isinstance(bodies, list)
            for record_type, _, body, _ in bodies:
                if record_type == "unit-result":
                    del body["total"]["max"]
            super().add(kind, cycle, bodies)

    export, out = make_export(tmp_path / "export", 2, until="scheme"), tmp_path / "out"
    out.mkdir()
    shutil.rmtree(export / "ledger")
    original = synthetic._Maker
    synthetic._Maker = Spoiled  # type: ignore[misc]
    try:
        synthetic.make_ledger(export / "ledger", 2)
    finally:
        synthetic._Maker = original  # type: ignore[misc]
    done = run(export, out)
    assert done.returncode == 1
    assert {problem["code"] for problem in json.loads(done.stdout)["problems"]} == {"C110"}
