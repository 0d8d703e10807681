"""The public bodies of the procedure by record type: one strict reader each, shared by verification and pages.

Every reader raises FindingsError C110 for any other shape. Source: docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.published import afterwards_bodies, gathering_bodies, outcome_bodies, plan_bodies, review_bodies
from generator.published.afterwards_bodies import (
    AppealsBody,
    ApplicationBody,
    FeedbackBody,
    RectificationBody,
    UnitCorrectionBody,
)
from generator.published.gathering_bodies import GoalsBody, MaterialsBody, PopulationBody, RosterBody
from generator.published.outcome_bodies import (
    ClosureBody,
    EffectiveBody,
    MeetingBody,
    NoticeBody,
    PreliminaryBody,
    ReleaseReviewBody,
    ReportBody,
)
from generator.published.plan_bodies import AmendmentBody, InterpretationBody, OfficeBody, PlanBody
from generator.published.review_bodies import GatesBody, ReviewBody
from generator.published.shapes import Document

__all__ = [
    "READERS", "AmendmentBody", "AppealsBody", "ApplicationBody", "ClosureBody", "EffectiveBody", "FeedbackBody",
    "GatesBody", "GoalsBody", "InterpretationBody", "MaterialsBody", "MeetingBody", "NoticeBody", "OfficeBody",
    "PlanBody", "PopulationBody", "PreliminaryBody", "RectificationBody", "ReleaseReviewBody", "ReportBody",
    "ReviewBody", "RosterBody", "UnitCorrectionBody",
]  # fmt: skip

READERS: Mapping[str, Callable[[Document], Any]] = {
    "plan": plan_bodies.read_plan,
    "office": plan_bodies.read_office,
    "interpretation": plan_bodies.read_interpretation,
    "amendment": plan_bodies.read_amendment,
    "roster": gathering_bodies.read_roster,
    "goals": gathering_bodies.read_goals,
    "materials": gathering_bodies.read_materials,
    "population": gathering_bodies.read_population,
    "review": review_bodies.read_review,
    "gates": review_bodies.read_gates,
    "preliminary": outcome_bodies.read_preliminary,
    "notice": outcome_bodies.read_notice,
    "release-review": outcome_bodies.read_release_review,
    "effective": outcome_bodies.read_effective,
    "unit-correction": afterwards_bodies.read_unit_correction,
    "appeals": afterwards_bodies.read_appeals,
    "application": afterwards_bodies.read_application,
    "rectification": afterwards_bodies.read_rectification,
    "feedback": afterwards_bodies.read_feedback,
}
"""The reader of each record type that only a cycle with a plan has."""
