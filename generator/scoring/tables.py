"""Do the rows of a table fit together? Exact answers over the rationals, with a place where they do not.

Bands cut a line; the rows of a vote-share table are rectangles in the plane of two shares, of which only part can
occur. Source: docs/spec/12-scoring.md, "Tables"; the hit policies are those of DMN decision tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from generator.core.exact import plain
from generator.scoring.primitives import Interval

Point = tuple[Fraction, Fraction]
Corner = tuple[int, int]

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


class Hole(NamedTuple):
    """A stretch of the line that no band covers; ``after`` is the band below it (None: nothing is below)."""

    interval: Interval
    after: int | None


class Overlap(NamedTuple):
    """A stretch that two bands cover, by their places in the table."""

    interval: Interval
    first: int
    second: int


def interval_text(interval: Interval) -> str:
    """The interval as a reader writes it: ``[60, 70)``, ``(-∞, 60)``."""
    left = "(-∞" if interval.at_least is None else f"[{plain(interval.at_least)}"
    right = "+∞)" if interval.below is None else f"{plain(interval.below)})"
    return f"{left}, {right}"


def is_empty(interval: Interval) -> bool:
    """Whether no number lies in the interval."""
    return None not in (interval.at_least, interval.below) and interval.at_least >= interval.below  # type: ignore[operator]


def line_faults(bands: Sequence[Interval]) -> tuple[list[Hole], list[Overlap]]:
    """Where the line is not covered and where it is covered twice; empty bands are left out."""
    holes: list[Hole] = []
    overlaps: list[Overlap] = []
    places = [place for place, band in enumerate(bands) if not is_empty(band)]
    places.sort(key=lambda place: _lower_key(bands[place]))
    reach: Fraction | None = None
    furthest: int | None = None
    for place in places:
        band = bands[place]
        if furthest is None:
            if band.at_least is not None:
                holes.append(Hole(Interval(None, band.at_least), None))
        elif reach is None or band.at_least is None or band.at_least < reach:
            overlaps.append(Overlap(Interval(band.at_least, _lesser(reach, band.below)), furthest, place))
        elif band.at_least > reach:
            holes.append(Hole(Interval(reach, band.at_least), furthest))
        if furthest is None or (reach is not None and (band.below is None or band.below > reach)):
            reach, furthest = band.below, place
    if furthest is None or reach is not None:
        holes.append(Hole(Interval(reach, None), furthest))
    return holes, overlaps


def corners(options: Collection[str], share_of: Collection[str], other: Collection[str]) -> list[Corner]:
    """Where the pair of shares lies if every ballot goes to one option; what can occur is the hull of these corners.

    In the order of the square, so that the hull is the polygon they form.
    """
    found = {(int(option in share_of), int(option in other)) for option in options}
    return [corner for corner in ((0, 0), (1, 0), (1, 1), (0, 1)) if corner in found]


class Row(NamedTuple):
    """A row of a vote-share table: the interval of the share and of the other share."""

    share: Interval
    other: Interval

    def matches(self, point: Point) -> bool:
        """Whether the pair of shares lies in both intervals."""
        return point[0] in self.share and point[1] in self.other


class Cell(NamedTuple):
    """A piece of the plane in which every row matches everywhere or nowhere, its witness, and the rows that match."""

    witness: Point
    rows: tuple[int, ...]


def share_cells(rows: Sequence[Row], possible: Sequence[Corner]) -> Iterator[Cell]:
    """Every piece of the plane that can occur, in ascending order, with a pair of shares in it as witness.

    The bounds of the rows cut the plane into points, edges and open rectangles. A piece occurs exactly if the mean of
    the vertices of (its closure cut with the hull) lies in it: that mean is in the relative interior of the cut.
    """
    hull = [(Fraction(x), Fraction(y)) for x, y in possible]
    for across in _pieces([row.share for row in rows]):
        for up in _pieces([row.other for row in rows]):
            cut = _clip(_clip(hull, 0, across), 1, up)
            if not cut:
                continue
            centre = _mean(cut)
            if _strictly(centre[0], across) and _strictly(centre[1], up):
                witness = _simpler(centre, across, up, hull)
                yield Cell(witness, tuple(place for place, row in enumerate(rows) if row.matches(witness)))


Piece = tuple[Fraction, Fraction]
"""A point (both ends equal) or the open interval between two numbers."""


def _pieces(intervals: Sequence[Interval]) -> list[Piece]:
    bounds = {ZERO, ONE}
    for interval in intervals:
        bounds |= {bound for bound in interval_bounds(interval) if ZERO < bound < ONE}
    cuts = sorted(bounds)
    between = list(pairwise(cuts))
    return sorted([(cut, cut) for cut in cuts] + between)


def interval_bounds(interval: Interval) -> list[Fraction]:
    """The bounds an interval has."""
    return [bound for bound in (interval.at_least, interval.below) if bound is not None]


def _strictly(number: Fraction, piece: Piece) -> bool:
    return number == piece[0] if piece[0] == piece[1] else piece[0] < number < piece[1]


def _clip(polygon: list[Point], axis: int, piece: Piece) -> list[Point]:
    """The polygon (convex, perhaps a segment or a point) between the two bounds, both included."""
    return _half(_half(polygon, axis, piece[0], 1), axis, piece[1], -1)


def _half(polygon: list[Point], axis: int, bound: Fraction, sign: int) -> list[Point]:
    kept: list[Point] = []
    for here, following in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        near, far = sign * (here[axis] - bound), sign * (following[axis] - bound)
        if near >= 0:
            kept.append(here)
        if near * far < 0:
            part = near / (near - far)
            kept.append((here[0] + part * (following[0] - here[0]), here[1] + part * (following[1] - here[1])))
    return list(dict.fromkeys(kept))


def _mean(points: list[Point]) -> Point:
    count = len(points)
    return sum((x for x, _ in points), ZERO) / count, sum((y for _, y in points), ZERO) / count


def _simpler(point: Point, across: Piece, up: Piece, hull: list[Point]) -> Point:
    """A witness with few decimals in the same piece, if rounding gives one."""
    for digits in (1, 2, 3):
        scale = 10**digits
        near = Fraction(int(point[0] * scale + HALF), scale), Fraction(int(point[1] * scale + HALF), scale)
        inside = _strictly(near[0], across) and _strictly(near[1], up)
        if inside and _clip(_clip(hull, 0, (near[0], near[0])), 1, (near[1], near[1])):
            return near
    return point


def _lower_key(band: Interval) -> tuple[bool, Fraction]:
    return (band.at_least is not None, band.at_least or ZERO)


def _lesser(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return right if left is None else left
    return min(left, right)
