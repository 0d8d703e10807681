"""Which key signs a checkpoint of which size."""

from __future__ import annotations

import pytest

from generator.ledger.log_keys import LogKeys
from tests.audit.trusts import LOG, NEW_LOG

OLD, NEW = LOG.verifier, NEW_LOG.verifier


@pytest.mark.parametrize(("size", "key"), [(0, OLD), (1, OLD), (3, OLD), (4, NEW), (5, NEW), (10**9, NEW)])
def test_a_change_is_in_the_first_tree_that_the_new_key_signs(size: int, key: object) -> None:
    keys = LogKeys(((0, OLD), (3, NEW)))
    assert keys.for_size(size) == key
    assert keys.newest == NEW


def test_one_key_all_along() -> None:
    keys = LogKeys.only(OLD)
    assert {keys.for_size(size) for size in (0, 1, 70_000)} == {keys.newest} == {OLD}
