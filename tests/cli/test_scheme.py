"""``kaohe scheme``: checking and comparing schemes from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kaohe

SCHEMES = Path(__file__).parents[1] / "schemes"
SOUND = SCHEMES / "_sound.yml"
RECORDS = Path(__file__).parents[2] / "records"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sound.yml").write_bytes(SOUND.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sound_scheme(kaohe: Kaohe, folder: Path) -> None:
    result = kaohe("scheme", "lint", "sound.yml", "--json")
    assert (result.code, result.value["status"], result.value["schemes"]) == (0, "ok", ["file"])
    assert "1" in kaohe("scheme", "lint", "sound.yml").err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_scheme(kaohe: Kaohe, folder: Path, lang: str) -> None:
    text = SOUND.read_text("utf-8").replace("ceiling: 100", "ceiling: 80")
    (folder / "wrong.yml").write_text(text, "utf-8")
    result = kaohe("--lang", lang, "scheme", "lint", "wrong.yml", "--json")
    assert (result.code, result.codes) == (1, ["S150"])
    talk = kaohe("--lang", lang, "scheme", "lint", "wrong.yml").err
    assert "wrong.yml:46:12: S150" in talk and "[P1-A18]" in talk
    assert ("总分上限" if lang == "zh" else "the ceiling of 80") in talk


def test_a_refinement_is_put_together_with_what_lies_beside_it(kaohe: Kaohe, folder: Path) -> None:
    for name in ("quota_raised", "extends_unknown"):
        (folder / f"{name}.yml").write_bytes((SCHEMES / f"{name}.yml").read_bytes())
    assert kaohe("scheme", "lint", "quota_raised.yml", "--json").codes == ["S167"]
    assert kaohe("scheme", "lint", "extends_unknown.yml", "--json").codes == ["S161"]


def test_two_files_are_compared_in_words(kaohe: Kaohe, folder: Path) -> None:
    (folder / "next.yml").write_text(SOUND.read_text("utf-8").replace("target: 100}", "target: 95}"), "utf-8")
    result = kaohe("--lang", "en", "scheme", "diff", "sound.yml", "next.yml")
    assert result.code == 0
    assert "target changes from 100 to 95. Only those who missed the old target can gain; nobody loses." in result.out
    assert (
        "目标值 由 100 改为 95。只有未达到原目标的可能加分，无人减少。"
        in kaohe("scheme", "diff", "sound.yml", "next.yml").out
    )
    (change,) = kaohe("scheme", "diff", "sound.yml", "next.yml", "--json").value["changes"]["file"]
    assert (change["field"], change["before"], change["after"], change["effect"]) == (
        "target",
        "100",
        "95",
        "target_easier",
    )
    assert set(change["text"]) == {"zh", "en"}
    assert "没有变化" in kaohe("scheme", "diff", "sound.yml", "sound.yml").out


def test_what_is_neither_a_file_nor_a_cycle(kaohe: Kaohe) -> None:
    for arguments in (("lint", "nowhere"), ("diff", "nowhere", "2025")):
        result = kaohe("scheme", *arguments, "--json")
        assert (result.code, result.codes) == (2, ["U140"])


def test_the_examples_own_schemes_are_sound(kaohe: Kaohe) -> None:
    result = kaohe("scheme", "lint", "2025", "--json")
    assert (result.code, result.value["problems"]) == (0, [])
    everything = kaohe("scheme", "lint", "--json").value["schemes"]
    assert set(everything) >= {f"{path.name}/units" for path in (RECORDS / "cycles").iterdir()}


def test_a_wrong_file_of_a_cycle_is_compared_with_nothing(kaohe: Kaohe, folder: Path) -> None:
    (folder / "wrong.yml").write_text("schema: kaohe/scheme/v1\n", "utf-8")
    result = kaohe("scheme", "diff", "sound.yml", "wrong.yml", "--json")
    assert result.code == 1 and set(result.codes) == {"M101"}
