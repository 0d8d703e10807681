"""Keys that stand twice in a YAML file: the engine's reader would take the last one without a word."""

from __future__ import annotations

import yaml

from generator.core.problem import Place, Problem


def repeated_keys(text: str, path: str) -> list[Problem]:
    """B112 for every key that has stood before in its mapping, and for ``<<``, which would bring in others.

    ``text`` is known to be valid YAML without anchors and aliases; raises what the YAML library raises otherwise.
    """
    problems: list[Problem] = []
    pending: list[yaml.Node | None] = [yaml.compose(text, Loader=yaml.CSafeLoader)]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                pending += [key, value]
                name = key.value if isinstance(key, yaml.ScalarNode) else ""
                if name in seen or (name == "<<" and not key.style):
                    place = Place(path, key.start_mark.line + 1, key.start_mark.column + 1)
                    problems.append(Problem("B112", place, {"key": name[:80]}))
                seen.add(name)
    return problems
