"""Tables that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import pytest

from generator.site.spreadsheet import csv_bytes, safe_cell


@pytest.mark.parametrize("value", ["=1+1", "+cmd", "-cmd|x", "@SUM(A1)", "\tx", "\rx", "-", "+1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_would_run_is_made_text(value: str) -> None:
    assert safe_cell(value) == "'" + value


@pytest.mark.parametrize("value", ["-1.5", "0", "86.40", "-0.25", "办公室", "a=b", ""])
def test_numbers_and_plain_texts_stay(value: str) -> None:
    assert safe_cell(value) == value


def test_tables_begin_with_a_mark_and_end_lines_as_rfc_4180_says() -> None:
    data = csv_bytes(["a", "b"], [['x"y', "1,2"], ["=1", "l1\nl2"]])
    assert data == b'\xef\xbb\xbfa,b\r\n"x""y","1,2"\r\n\'=1,"l1\nl2"\r\n'
