"""From an empty folder to a published trust statement and a site: commands alone, with keys of one's own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from generator.intake.placeholders import MARK
from generator.office.initial import initial_files
from generator.signing import demo
from tests.cli.conftest import Kaohe, Result
from tests.conftest import Require

HOLDERS = (
    "office-1", "office-2", "office-3", "leader-1", "leader-2", "leader-3", "supervisor-1", "expert-1", "expert-2",
    "reviewer-1", "publisher-1",
)  # fmt: skip
ORIGIN = "assessment.example.org/log"
PLACEHOLDER = re.compile(r"\"?【待填：[^】]*】\"?")
DATES = {"trust.yml": "2026-01-05", "scheme.yml": "2026-02-09", "roster.yml": "2026-03-02"}


@pytest.fixture
def office(kaohe: Kaohe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new office as ``kaohe init`` leaves it, which is the current folder."""
    made = kaohe("init", str(tmp_path / "office"), "--year", "2026")
    assert made.code == 0
    monkeypatch.chdir(tmp_path / "office")
    return tmp_path / "office"


def fill(path: Path, *values: str) -> None:
    """Replace the placeholders of a file, in their order; each must have its value."""
    rest = iter(values)
    text = PLACEHOLDER.sub(lambda _: next(rest), path.read_text("utf-8"))
    assert list(rest) == []
    path.write_text(text, encoding="utf-8")


def fill_organ(office: Path, recipients: tuple[str, str]) -> None:
    names = [f'"{word} {at}"' for at in range(4) for word in ("科室", "Department", "职责", "Duty")]
    contact = ('"示例路 1 号"', '"1 Example Road"', '"工作日"', '"Working days"')
    fill(office / "records/organ.yml", "test-bureau", '"测试局"', '"Test Bureau"', *names, *contact, *recipients)


def fill_cycle(office: Path) -> None:
    cycle = office / "records/cycles/2026"
    names = ('"测试局方案"', '"Scheme"', "2026-02-09", '"实施细则"', '"Rules"', '"第五条"', '"Art. 5"')
    fill(cycle / "scheme.yml", *names)
    fill(cycle / "roster.yml", DATES["roster.yml"])
    schedule = ("2026-03-31", "2027-01-12", "2027-01-15", "2027-01-18", "2027-02-02", "2027-02-10")
    later = ("2027-02-26", "2027-03-12", "2027-03-26")
    event = ('"公开摇号"', '"Public draw"', "2027-01-13")
    resources = ("3", '"无专项经费"', '"No budget of its own"')
    fill(cycle / "procedure/plan.yml", "2025-12-20", "2028-12-19", *schedule, *later, *event, *resources)
    seats = ("2026-01-12", "2026-01-20") * 3
    experts = ("2026-01-12", "2026-01-20", '"审计师"', '"Auditor"') * 2
    fill(cycle / "procedure/office.yml", "2026-02-06", '"设立文件"', '"Founding document"', *seats, *experts)
    for path in sorted((cycle / "procedure/interpretations").iterdir()):
        fill(path, "2026-02-06", '"理由"', '"Reason"')
    goals = [value for target in ("95", "98", "95", "5") for value in ('"目标"', '"Goal"', target)]
    fill(cycle / "goals.yml", "2026-03-06", '"各科室负责人"', *goals)
    fill(office / "records/calendar/2026.yml", '"放假通知"', "2026-01-01", "2026-01-04")


def paths(result: Result) -> set[str]:
    return {problem["path"] for problem in result.value["problems"]}


def ssh_key(ssh_keygen: str, path: Path) -> str:
    """Make a key as a signer does; returns what they hand over."""
    path.parent.mkdir(exist_ok=True)
    subprocess.run([ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-C", "me@machine", "-f", path], check=True)
    return " ".join(path.with_name(f"{path.name}.pub").read_text().split()[:2])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_made_and_what_comes_next(kaohe: Kaohe, tmp_path: Path, lang: str) -> None:
    made = kaohe("init", str(tmp_path / "new"), "--year", "2027", "--lang", lang)
    assert made.code == 0
    for word in ("git init", "ssh-keygen", "kaohe keys log", "kaohe keys age", MARK, "kaohe check"):
        assert word in made.err
    there = {path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert there == set(initial_files("2027"))
    assert {".gitignore", ".gitattributes", "records/cycles/2027/scheme.yml", "records/calendar/2027.yml"} <= there
    assert "YYYY" not in "".join((tmp_path / "new" / path).read_text("utf-8") for path in there)


def test_nothing_in_it_is_of_the_demonstration() -> None:
    everything = b"".join(initial_files("2026").values()).decode("utf-8")
    published = [demo.public_key_line(name).split()[1] for name in demo.HOLDERS]
    assert not [key for key in published if key in everything]
    assert not [word for word in ("age1l", "age1q", "xinghe", "星河", "demo-", "CANARY") if word in everything]
    assert "demo: false\n" in everything


def test_a_folder_that_is_not_empty_is_left_alone(kaohe: Kaohe, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("kept")
    refused = kaohe("init", str(tmp_path), "--json")
    assert (refused.code, refused.codes) == (2, ["U174"])
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]
    refused = kaohe("init", str(tmp_path / "notes"), "--json")
    assert (refused.code, refused.codes) == (2, ["U175"])
    assert (tmp_path / "notes").read_text() == "kept"


def test_a_repository_made_just_now_counts_as_empty(kaohe: Kaohe, tmp_path: Path, require: Require) -> None:
    subprocess.run([require("git"), "init", "-q", tmp_path], check=True)
    assert kaohe("init", str(tmp_path)).code == 0
    (tmp_path / "keys").mkdir()
    secret = ("keys/log", "records/cycles/x.clear.yml", "site/index.html", "site.old/index.html", "a.openings.clear")
    ignored = subprocess.run(
        [require("git"), "check-ignore", *secret], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ignored.stdout.split() == list(secret)
    assert kaohe("init", str(tmp_path), "--json").codes == ["U174"]


@pytest.mark.parametrize("year", ["99", "20260", "next"])
def test_a_year_that_is_none(kaohe: Kaohe, tmp_path: Path, year: str) -> None:
    assert kaohe("init", str(tmp_path / "new"), "--year", year).code == 2
    assert not (tmp_path / "new").exists()


def test_check_names_every_gap_once_and_nothing_else(kaohe: Kaohe, office: Path) -> None:
    checked = kaohe("check", "--json")
    assert checked.code == 1
    assert set(checked.codes) == {"M170"}
    texts = {
        path.relative_to(office).as_posix(): path.read_text("utf-8") for path in (office / "records").rglob("*.yml")
    }
    for path, text in texts.items():
        gaps = len(PLACEHOLDER.findall(text))
        assert sum(problem["path"] == path for problem in checked.value["problems"]) == gaps
    assert paths(checked) == set(texts)
    person = kaohe("check", "--lang", "zh")
    assert "考核办公室的地址" in person.err
    assert "上方的说明" in person.err


def test_from_an_empty_folder_to_a_published_site(kaohe: Kaohe, office: Path, tmp_path: Path, require: Require) -> None:
    keys = tmp_path / "keys"
    public = {name: ssh_key(require("ssh-keygen"), keys / name) for name in HOLDERS}
    assert kaohe("keys", "log", ORIGIN, "--out", str(keys / "log")).code == 0
    log_key = (keys / "log.pub").read_text().strip()
    recipients = (
        kaohe("keys", "age", "--out", str(keys / "age")).out.strip(),
        kaohe("keys", "age", "--out", str(keys / "auditor")).out.strip(),
    )
    opened = ("--identity", str(keys / "age"))

    # Filled in file by file, the rest is still named.
    fill_organ(office, recipients)
    assert "records/organ.yml" not in paths(kaohe("check", "--json"))
    fill_cycle(office)
    assert paths(kaohe("check", "--json")) == {"records/trust.yml"}
    listed = [f'"{public[name]}"' for name in HOLDERS]
    fill(office / "records/trust.yml", DATES["trust.yml"], ORIGIN, log_key, *listed, log_key)
    ready = kaohe("check", "--lang", "en")
    assert (ready.code, "Next: kaohe draft trust" in ready.err) == (0, True), ready.err

    drafted = kaohe("draft", "trust", "--lang", "en", *opened)
    assert (drafted.code, "Next: kaohe sign records/drafts/trust" in drafted.err) == (0, True), drafted.err
    draft = "records/drafts/trust"
    for name, missing in (("leader-1", "leadership 1"), ("supervisor-1", "leadership 1"), ("leader-3", "")):
        signed = kaohe("sign", draft, "--key", str(keys / name), "--yes", "--lang", "en", *opened)
        assert signed.code == 0, signed.err
        assert (missing or "kaohe publish") in signed.err
    published = kaohe("publish", draft, "--log-key", str(keys / "log"), "--lang", "en", *opened)
    assert published.code == 0, published.err
    for word in ("records/root", "notice board", "kaohe draft scheme YEAR"):
        assert word in published.err
    assert "Demonstration" not in published.err
    root = re.findall(r"^[0-9a-f]{64}$", published.err, re.MULTILINE)[0]
    (office / "records/root").write_text(f"{root}\n")
    assert "kaohe draft trust" not in kaohe("check", "--lang", "en").err

    assert kaohe("build", *opened).code == 0
    verified = kaohe("verify", "site", "--internal", "--root", root, "--lang", "en")
    assert verified.code == 0, verified.out
    assert "demonstration: no" in verified.out

    assert kaohe("draft", "scheme", "2026", *opened).code == 0
    for name in ("office-1", "office-2", "leader-2"):
        signed = kaohe("sign", "records/drafts/2026-scheme", "--key", str(keys / name), "--yes", *opened)
        assert signed.code == 0, signed.err
    published = kaohe("publish", "records/drafts/2026-scheme", "--log-key", str(keys / "log"), "--lang", "en", *opened)
    assert (published.code, "kaohe draft goals 2026" in published.err) == (0, True), published.err
    git = [require("git"), "-C", str(office), "-c", "user.name=x", "-c", "user.email=x"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "scheme"]):
        subprocess.run([*git, *command], check=True)
    tracked = subprocess.run([*git, "ls-files"], capture_output=True, text=True, check=True).stdout.split()
    assert {path.split("/")[0] for path in tracked} == {
        ".gitattributes",
        ".gitignore",
        "mkdocs.yml",
        "records",
        "site_config",
    }
    released = kaohe("release", "--key", str(keys / "publisher-1"), "--yes", "--lang", "en", *opened)
    assert released.code == 0, released.err
    assert kaohe("verify", "site", "--root", root).code == 0
    assert "测试局方案" in (office / "site/2026/scheme.html").read_text("utf-8")
