"""Small charts as inline SVG: no scripts, no style attributes, colours from the style sheet, a text for each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup, escape

from generator.site.numbers import share

_WIDTH = 1000


def bar(points: Fraction | None, full: Fraction, text: str, kind: str = "indicator") -> Markup:
    """How much of ``full`` was reached, a dashed track where there is no public value; ``text`` says it in words."""
    track = '<rect class="k-bar__track" width="1000" height="10" rx="2"/>'
    if points is None:
        fill, state = "", " k-bar--none"
    else:
        fill, state = f'<rect class="k-bar__fill" width="{_position(points, full)}" height="10" rx="2"/>', ""
    return Markup(  # noqa: S704 - the only foreign text is escaped
        f'<svg class="k-bar k-bar--{kind}{state}" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(text)}">{track}{fill}</svg>'
    )


def scale(total: Fraction | None, full: Fraction, bounds: Sequence[Fraction], text: str) -> Markup:
    """A total on the whole scale, with a tick where each grade begins."""
    ticks = "".join(
        f'<line class="k-scale__tick" x1="{x}" x2="{x}" y1="0" y2="28"/>' for x in (_position(b, full) for b in bounds)
    )
    fill = ""
    if total is not None:
        fill = f'<rect class="k-scale__fill" y="8" width="{_position(total, full)}" height="12"/>'
    return Markup(  # noqa: S704 - the only foreign text is escaped
        '<svg class="k-scale" viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(text)}"><rect class="k-scale__track" y="8" width="1000" height="12"/>{fill}{ticks}</svg>'
    )


def _position(points: Fraction, full: Fraction) -> str:
    whole, tenths = divmod(share(points, full, _WIDTH * 10, nearest=True), 10)
    return f"{whole}.{tenths}" if tenths else str(whole)
