"""The verdict in words and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.audit.report import VERSION, verdict_json, verdict_text
from generator.audit.verify import PLANS, verify
from generator.core import messages
from generator.core.messages import LANGS, Lang
from tests.audit.office import Office, real_plan

SOURCES = Path(__file__).parents[2] / "generator"


@pytest.mark.parametrize("lang", LANGS)
def test_demonstration_is_said_first_and_last(good: Office, lang: Lang) -> None:
    lines = verdict_text(verify(good.folder, good.root), lang).splitlines()
    assert lines[0] == messages.text("verify.demo_headline", lang)
    assert lines[-1] == messages.text("verify.result.demo", lang)


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_root_the_text_says_what_was_not_checked(good: Office, lang: Lang) -> None:
    text = verdict_text(verify(good.folder, None), lang)
    assert messages.text("verify.root.not_given", lang) in text
    assert text.splitlines()[-1] == messages.text("verify.result.no_root", lang)


def test_a_real_office_has_no_demonstration_headline(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", real_plan()).publish()
    text = verdict_text(verify(office.folder, office.root), "en")
    assert "DEMONSTRATION" not in text
    assert text.splitlines()[-1] == messages.text("verify.result.ok", "en")


def test_every_check_has_its_line_and_failed_ones_are_named(good: Office, site: Path) -> None:
    (site / "assets/extra.css").write_text("x")
    text = verdict_text(verify(site, good.root), "en")
    assert [f"V{plan.number:02d}" for plan in PLANS] == re.findall(r"^V\d\d", text, re.MULTILINE)
    assert "assets/extra.css: A221" in text
    assert text.splitlines()[-1] == messages.text("verify.result.failed", "en", checks="V12")


def test_skipped_checks_say_what_they_needed(tmp_path: Path) -> None:
    text = verdict_text(verify(tmp_path, None), "en")
    assert messages.text("verify.needs", "en", needs="V02, V03") in text


def test_many_problems_are_cut_in_text_and_complete_in_json(good: Office, site: Path) -> None:
    for number in range(30):
        (site / f"extra{number}.txt").write_text("x")
    verdict = verify(site, good.root)
    assert verdict_text(verdict, "en").count("A221") == 20
    assert len(verdict_json(verdict)["checks"][11]["problems"]) == 30


def test_what_follows_from_another_check_does_not_bury_it(good: Office, site: Path) -> None:
    statement = site / "ledger/statements/2/statement.json"
    statement.write_bytes(statement.read_bytes().replace(b'"version"', b'"versioN"'))
    verdict = verify(site, good.root)
    pages = verdict.check(11)
    assert (pages.status, pages.needs[0]) == ("failed", "V03")
    assert len(pages.problems) > 20
    text = verdict_text(verdict, "en")
    paragraph = text.partition("V11 ")[2].partition("V12 ")[0]
    assert messages.text("verify.follows", "en", needs=", ".join(pages.needs)) in paragraph
    assert paragraph.count(": A2") == 3
    assert messages.text("verify.more", "en", number=len(pages.problems) - 3) in paragraph
    assert len(verdict_json(verdict)["checks"][10]["problems"]) == len(pages.problems)


@pytest.mark.parametrize("lang", LANGS)
def test_hints_speak_to_whoever_verifies(good: Office, site: Path, lang: Lang) -> None:
    next((site / "ledger/statements/2/signatures").iterdir()).unlink()
    text = verdict_text(verify(site, good.root), lang)
    assert "G306" in text
    assert messages.text("verify.hint.G306", lang) in text
    assert "kaohe sign" not in text


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_compared_and_what_is_not_is_said(good: Office, lang: Lang) -> None:
    text = verdict_text(verify(good.folder, good.root), lang)
    paragraph = text.partition("V11 ")[2].partition("V12 ")[0]
    assert "V15" in paragraph
    assert "V15" in text.partition("V12 ")[2].partition("V13 ")[0]


def test_json_has_its_shape(good: Office) -> None:
    found = verdict_json(verify(good.folder, good.root))
    assert json.loads(json.dumps(found)) == found
    assert set(found) == {"version", "exit", "demo", "root", "expected_root", "checks"}
    assert (found["version"], found["exit"], found["demo"]) == (VERSION, 0, True)
    first = found["checks"][0]
    assert set(first) == {"number", "label", "id", "status", "facts", "needs", "problems"}
    assert (first["number"], first["label"], first["id"]) == (1, "V01", "root")


def test_every_fact_has_its_words(good: Office) -> None:
    verdict = verify(good.folder, good.root)
    for check in verdict.checks:
        for lang in LANGS:
            wanted = set(re.findall(r"\{(\w+)\}", messages.catalogue()[f"verify.{check.id}.facts"][lang]))
            assert wanted <= set(check.facts), check.id


def test_every_code_in_the_sources_has_its_sentences() -> None:
    used = set(re.findall(r'"(A\d{3})"', "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))))
    known = {key for key in messages.catalogue() if re.fullmatch(r"A\d{3}", key)}
    assert used == known
    for code in used:
        assert {"zh", "en"} <= set(messages.catalogue()[code])
