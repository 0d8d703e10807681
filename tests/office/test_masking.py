"""Messages about the site configuration do not repeat what is restricted, however it is written."""

from __future__ import annotations

import pytest

from generator.core.problem import Place, Problem
from generator.office.masking import MASK, masked
from tests.leakgate.forms import TEXT_FORMS

SECRET = "记录人工号甲零一零九"
PUBLIC = "公开的一段文字内容"


def only(problem: Problem) -> Problem:
    (found,) = masked([problem], [SECRET, PUBLIC], [PUBLIC])
    return found


@pytest.mark.parametrize(
    "form", ["plain", "zero width", "decimal entities", "json escapes", "percent", "base64", "hex"]
)
def test_parameters(form: str) -> None:
    text = TEXT_FORMS[form](SECRET).decode()
    found = only(Problem("B163", Place("site_config/pages/a.md", 3, 4), {"what": f'<p title="{text}">', "other": "p"}))
    assert found == Problem("B163", Place("site_config/pages/a.md", 3, 4), {"what": MASK, "other": "p"})


def test_a_part_of_a_restricted_text_is_enough() -> None:
    """The builder cuts what it quotes; long texts are found by any window."""
    text = "会议用时两小时十分，对政务服务大厅的等次有两种意见，记录在案。"
    (found,) = masked([Problem("B150", Place("a.css"), {"what": f"/* {text[5:20]}"})], [text], [])
    assert found.params == {"what": MASK}


def test_canaries() -> None:
    assert only(Problem("B163", Place("a"), {"what": '<h1 id="kaohe-canary-0123">'})).params == {"what": MASK}


def test_names_of_files() -> None:
    assert only(Problem("B101", Place(f"site_config/{SECRET}.txt"))).place == Place(f"site_config/{MASK}")
    assert only(Problem("B101", Place(f"{SECRET}/a/b.txt"))).place == Place(f"{MASK}/a/b.txt")
    assert only(Problem("B101", Place(f"{SECRET[:5]}/{SECRET[5:]}"))).place.path == MASK


def test_everything_else_stays() -> None:
    for text in (PUBLIC, "hooks", "", "<script>", "\udcff.md"):
        problem = Problem("B120", Place(text, 1, 2), {"key": text}, clause="P1-A18")
        assert only(problem) == problem
