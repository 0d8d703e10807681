"""Four units with a figure, places or ballots for every indicator of ``scheme.yml``."""

from __future__ import annotations

from collections.abc import Callable

from generator.intake.bind import Bound
from generator.intake.models.scheme import Scheme

Loader = Callable[..., Bound[Scheme]]
UNITS = ("planning", "personnel", "service", "archive")

FIGURES = {
    "decision": ("95", "47.5", "96.5", "90"),
    "execution": ("12", "10", "8", "0"),
    "supervision": ("0.9", "0.885", "0.5", "1"),
    "policy": ("59.99", "60", "80", "79.9999"),
    "project": ("948", "912.4", "0", "1"),
    "social": ("0", "2", "3", "1"),
    "leaders": ("0", "1", "3", "2"),
}
PLACES = ((1, 2), (2, 1), (3, 3), (5, 4))
VOTES = {"attitude": ("public", "peers"), "speed": ("public", "peers"), "quality": ("public",)}
