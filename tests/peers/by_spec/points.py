"""The points for a figure by rules that read nothing else, as docs/spec/12-scoring.md gives them."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from tests.peers.by_spec.ledger import Body


def after_points(indicator: Body, value: Fraction) -> tuple[Fraction, Fraction]:
    """The points for a figure, least and most (12): the same where the rule reads nothing else."""
    rule, most = indicator["rule"], Fraction(indicator["weight"])
    number = {
        key: Fraction(text) for key, text in rule.items() if isinstance(text, str) and re.fullmatch(r"-?[0-9/]+", text)
    }
    higher = rule.get("direction") == "higher"
    if rule["kind"] == "linear_to_target":
        points = value / number["target"] * most if higher else most if value <= 0 else number["target"] / value * most
    elif rule["kind"] == "step_penalty":
        distance = max(number["target"] - value if higher else value - number["target"], Fraction(0))
        steps = distance / number["step"]
        points = most - (math.floor(steps) if rule["steps"] == "whole" else steps) * number["penalty"]
    elif rule["kind"] == "band_table":
        bands = (b for b in rule["bands"] if b["at_least"] is None or value >= Fraction(b["at_least"]))
        points = Fraction(next(b["points"] for b in bands if b["below"] is None or value < Fraction(b["below"])))
    elif rule["kind"] == "per_case_deduction" and rule["exempt"] is None:
        points = most - value * number["each"]
    elif rule["kind"] == "capped_bonus":
        points = number["base"] + min(value * number["each"], number["cap"])
    elif rule["kind"] == "all_or_nothing":
        points = most if (value >= number["target"] if higher else value <= number["target"]) else Fraction(0)
    else:
        return Fraction(0), most
    points = min(max(points, Fraction(0)), most)
    return points, points
