"""Makes the example's record of the review of 2025: its sample follows from the digest of the materials statement.

In a real office the draw decides what is checked. Here the draw is made up as well, and made up so that the figure that
the example puts right is among what was drawn: the digits are the first of a public sequence that draw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.intake.repository import Cycle
from generator.procedure import population
from generator.published import sampling
from tests.example.people_cast import UNITS, draw
from tests.example.people_text import Free, document

PATH = "records/cycles/2025/procedure/review.yml"
ADJUSTED = "data/effect.social/projects"
BEFORE, AFTER = "5", "4"
DEVIATIONS = 1
RELATED = {"demo-expert-1": "permits"}
"""In whose matters an expert steps aside, as procedure/office.yml says."""

EXPERTS = ("demo-expert-1", "demo-expert-2")
OPINIONS = (
    "自评与台账一致，数据有据，同意自评结论。",
    "成绩写得偏满，两处缺少佐证，按台账核减。",
    "目标完成情况逐项可查，问题写得不够具体。",
)


def sample(cycle: Cycle, materials: str) -> tuple[str, list[str]]:
    """The digits of the draw and what they draw, in the order of the tickets; ``materials`` is the SHA-256 (hex)."""
    drawn_from = population.population(cycle)
    for attempt in range(1000):
        digits = f"{draw(f'lottery {attempt}', 0, 9_999_999):07}"
        drawn = sampling.draw(sampling.seed_of(digits, materials), drawn_from.items, drawn_from.sample)
        if ADJUSTED in drawn:
            return digits, drawn
    raise RuntimeError(f"nothing draws {ADJUSTED}")


def review(digits: str, drawn: Sequence[str]) -> str:
    """The YAML of the record."""
    record: dict[str, Any] = {
        "schema": "kaohe/review/v1",
        "cycle": "2025",
        "date": "2026-01-14",
        "seed": {"digits": digits, "drawn": "2026-01-13"},
        "self_reports": [
            {
                "unit": unit,
                "expert": _expert(unit, at),
                "date": "2026-01-13" if at % 3 else "2026-01-14",
                "opinion": Free(OPINIONS[draw(f"opinion {unit}", 0, len(OPINIONS) - 1)]),
            }
            for at, unit in enumerate(UNITS)
        ],
        "checked": _checked(drawn),
        "adjustments": [
            {
                "item": ADJUSTED,
                "expert": "demo-expert-2",
                "before": BEFORE,
                "after": AFTER,
                "reason": {
                    "zh": "一件只完成了施工，社区代表没有签字销号，不计入。",
                    "en": "One problem was worked on, but residents did not sign it off; it does not count.",
                },
                "evidence": Free("销号单第 299 号复印件，没有社区代表签字，复核专家工号 Z-0013。"),
            }
        ],
    }
    notes = {
        "seed": "事先公布的摇号给出的数字；它与材料声明的摘要合成种子，抽中哪些任何人都能重算。",
        "self_reports": "每个科室的自评报告都由专家审核；与科室有利害关系的专家不参与。",
        "checked": "抽中的项目，按抽签顺序。",
        "adjustments": "复核后更正的数值。",
    }
    return document(PATH, "专家审核自评报告，并按公开种子抽查（P1-A16）。", record, notes)


def _expert(unit: str, at: int) -> str:
    willing = [name for name in EXPERTS if RELATED.get(name) != unit]
    return willing[at % len(willing)]


def _checked(drawn: Sequence[str]) -> list[dict[str, Any]]:
    deviating = [item for item in drawn if item != ADJUSTED and item.startswith("data/")][:DEVIATIONS]
    entries: list[dict[str, Any]] = []
    for at, item in enumerate(drawn):
        unit = item.rpartition("/")[2]
        entry: dict[str, Any] = {"item": item, "expert": _expert(unit, at), "result": "confirmed"}
        if item == ADJUSTED:
            entry |= {"expert": "demo-expert-2", "result": "adjusted"}
        elif item in deviating:
            entry |= {"result": "deviation", "note": Free("佐证上的日期写错一天，数值无误，已在原件上更正。")}
        entries.append(entry)
    return entries
