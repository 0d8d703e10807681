"""Syntax errors of libyaml that no file is known to cause still get a code."""

import yaml

from generator.intake.syntax import explain


def test_unknown_error_is_the_general_one() -> None:
    assert explain(yaml.YAMLError("something new"), ["a"]) == ("Y120", 1, 1)


def test_position_stays_inside_the_file() -> None:
    mark = yaml.Mark("", 0, 99, 0, None, 0)
    error = yaml.scanner.ScannerError(None, None, "found character that cannot start any token", mark)
    assert explain(error, ["a: 1", "b: @"]) == ("Y130", 2, 1)
