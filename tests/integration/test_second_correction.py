"""A year with an appeal that changed results after the first correction, from there to a verified site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.intake import repository
from generator.office.check import checked_office, load_and_check
from generator.office.own_disclosures import own_disclosures
from generator.office.published_state import published_statements
from generator.office.situation import situation
from generator.office.workspace import Workspace
from generator.procedure.standing import Standing, standing
from generator.published.vocabulary import act_of
from tests.conftest import Stages
from tests.docs.readme import settings
from tests.example import regenerate
from tests.example.people_procedure import appeals as first_appeals
from tests.integration import second_correction as course
from tests.integration.command import kaohe


@pytest.fixture(scope="module")
def source(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file of the example as it is in the end."""
    whole = tmp_path_factory.mktemp("whole") / "office"
    regenerate.copy_everything(regenerate.ROOT, whole)
    return whole


@pytest.fixture(scope="module")
def begun(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office with its results in effect, and appeals that changed three of them. Not to be changed."""
    office = tmp_path_factory.mktemp("begun") / "office"
    shutil.copytree(stages("effective"), office)
    course.write_sealed(office, course.APPEALS, course.appeals())
    return office


@pytest.fixture(scope="module")
def closed(begun: Path, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same with everything published until the cycle is closed. Not to be changed."""
    folder = tmp_path_factory.mktemp("closed")
    office, keys = folder / "office", folder / "keys"
    keys.mkdir()
    shutil.copytree(begun, office)
    write_corrections(office)
    course.carry_out(office, "appeals", "", keys)
    course.carry_out(office, "correction", "2 ", keys)
    course.to_the_end(office, source, keys)
    for name in ("site_config", "mkdocs.yml"):
        copy = shutil.copytree if (regenerate.ROOT / name).is_dir() else shutil.copy
        if not (office / name).exists():
            copy(regenerate.ROOT / name, office / name)
    yield office


def write_corrections(office: Path) -> None:
    (office / course.SECOND).write_text(course.UNITS, "utf-8")
    course.write_sealed(office, course.SECOND_OF_PEOPLE, course.PEOPLE)


def stands(office: Path) -> Standing:
    workspace = Workspace(office)
    checked = load_and_check(office, [regenerate.IDENTITY])
    cycle = checked.office.cycles["2025"]
    found = situation(workspace, checked.office, cycle, published_statements(workspace), checked.problems)
    last = found.published[-1].date
    return standing(cycle, found, last)


def test_who_was_right_is_corrected_next(begun: Path, tmp_path: Path) -> None:
    checked = load_and_check(begun, [regenerate.IDENTITY])
    assert [problem.code for problem in checked.problems] == ["X412"] * 3
    step = stands(begun).next
    assert step is not None
    assert (step.act, step.stage, step.actors) == ("correction", "write", ("office", "leadership"))
    names = ["procedure/correction-2.yml", "people/correction-2.yml"]
    assert step.files == tuple((f"records/cycles/2025/{name}", False) for name in names)
    office = tmp_path / "office"
    shutil.copytree(begun, office)
    write_corrections(office)
    now = stands(office)
    assert now.next is not None and [other.act for other in now.besides if other.act == "correction"] == [
        "correction"
    ] * (now.next.act != "correction")


def test_every_step_is_in_the_ledger(closed: Path) -> None:
    published = [found for found in published_statements(Workspace(closed)) if found.statement.cycle == "2025"]
    acts = [act_of(found.statement.kind, found.statement.step) for found in published]
    assert acts[acts.index("notice") :] == [
        *("notice", "correction", "effective", "appeals", "correction"),
        *("application", "rectification", "closed"),
    ]
    first, second = (found for found, act in zip(published, acts, strict=True) if act == "correction")
    by_unit = {record.name: record for record in second.of_type("unit-correction")}
    assert {name: record.revision for name, record in by_unit.items()} == {"community": 2, "finance": 1}
    assert [list(by_unit[name].body["corrects"]) for name in ("community", "finance")] == [
        ["correction"],
        ["decision", "result"],
    ]
    assert by_unit["community"].body["figures"] == [
        {"indicator": "satisfaction.efficiency", "before": "6", "after": "5"}
    ]
    # The block says that there was a correction, and why; not of whom, nor how many.
    assert [record.body["public"] for record in second.of_type("people")] == [
        {"reasons": ["data_error", "objection_upheld"]}
    ]
    effective, appeals = (published[acts.index(act)] for act in ("effective", "appeals"))
    bases = [published[acts.index("decision")], published[acts.index("notice")], first, effective, appeals]
    assert list(second.statement.builds_on) == [found.sha256 for found in bases]
    sealed = closed / "records/cycles/2025/sealed"
    assert (sealed / "correction.openings.age").is_file() and (sealed / "correction-2.openings.age").is_file()


def test_the_files_stay_as_they_were_published(closed: Path, tmp_path: Path) -> None:
    checked = load_and_check(closed, [regenerate.IDENTITY], against_published=True)
    assert (checked.problems, checked.not_checked) == ([], [])
    office = tmp_path / "office"
    shutil.copytree(closed, office)
    for name in ("procedure/correction.yml", "procedure/correction-2.yml"):
        path = office / "records/cycles/2025" / name
        path.write_text(path.read_text("utf-8") + "# later\n", "utf-8")
    again = load_and_check(office, [regenerate.IDENTITY], against_published=True)
    assert [(problem.code, problem.place.path.rpartition("/")[2]) for problem in again.problems] == [
        ("X190", "correction-2.yml"),
        ("X190", "correction.yml"),
    ]


def test_a_person_gets_every_block(closed: Path) -> None:
    published = published_statements(Workspace(closed))
    own = own_disclosures(Workspace(closed), published, "2025", "p023", [regenerate.IDENTITY])
    changes = [item.disclosure.value for item in own if item.kind == "change"]
    assert [len(value["corrections"]) for value in changes] == [1, 2]
    assert own[-1].kind == "closed" and len(own[-1].disclosure.value["corrections"]) == 2


def test_what_is_not_published_keeps_the_cycle_open(begun: Path, source: Path, tmp_path: Path) -> None:
    office, keys = tmp_path / "office", tmp_path / "keys"
    keys.mkdir()
    shutil.copytree(begun, office)
    write_corrections(office)
    course.carry_out(office, "appeals", "", keys)
    with pytest.raises(FindingsError) as refused:
        course.to_the_end(office, source, keys)
    assert {problem.code for problem in refused.value.problems} == {"P123"}


def test_nothing_new_is_no_correction(closed: Path, begun: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    office = tmp_path / "office"
    shutil.copytree(begun, office)
    course.write_sealed(office, course.APPEALS, first_appeals())
    with pytest.raises(FindingsError) as refused:
        course.carry_out(office, "correction", "2 ", keys)
    assert [problem.code for problem in refused.value.problems] == ["P116"]


def test_the_site_shows_both_and_verifies(closed: Path, tmp_path: Path) -> None:
    office = tmp_path / "kaohe"
    shutil.copytree(closed, office)
    assert settings(office, "en")
    built = kaohe(office, "build")
    assert built.returncode == 0, built.stderr
    root = (office / "records/root").read_text("ascii").strip()
    verified = kaohe(office, "verify", "site", "--root", root, "--json")
    checks = {check["label"]: check["status"] for check in json.loads(verified.stdout)["verdict"]["checks"]}
    # Nobody signed this site as a release.
    assert {label for label, status in checks.items() if status != "ok"} == {"V15"} and len(checks) == 17
    page = (office / "site/en/2025/units/community.html").read_text("utf-8")
    assert page.count('class="k-correction"') == 2 and page.index("6 March 2026") < page.index("27 February 2026")
    people = (office / "site/en/2025/people.html").read_text("utf-8")
    assert "p019" not in people and "p023" not in people
    loaded, _ = repository.load(office)
    assert loaded.organ is not None and checked_office(office, [regenerate.IDENTITY]) is not None
