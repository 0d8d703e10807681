"""What files for machines say of themselves: the heads of their columns, and the words that explain each on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from generator.site.context import Context

Described: TypeAlias = tuple[str, str, str, list[tuple[str, str, str]]]
"""A file: its name, its address seen from the page, what it is, its columns with name (JSON has none) and meaning."""


def heads(context: Context, columns: Iterable[str]) -> list[str]:
    """Heads that people and programs can use: the name in each language of the site, then the stable id."""
    return [
        " ".join((*(label(f"column.{column}.head") for label in context.labels.values()), column)) for column in columns
    ]


def described(context: Context, files: Mapping[str, tuple[str, ...]], folder: str) -> list[Described]:
    """Files with their columns; ``folder`` leads from the page to where they lie."""
    label = context.label
    found = []
    for name, columns in files.items():
        rows = [
            (column, "" if name.endswith(".json") else label(f"column.{column}.head"), label(f"column.{column}"))
            for column in columns
        ]
        found.append((name, f"{folder}{name}", label(f"data.{name}"), rows))
    return found
