"""What people sign: something of a kind that a threshold can be set for, under the namespace of that kind."""

from __future__ import annotations

from typing import Protocol


class Signable(Protocol):
    """A statement, or a release of the site."""

    @property
    def kind(self) -> str:
        """What the thresholds call it."""
        ...

    @property
    def step(self) -> str:
        """Which step of its kind, where thresholds may differ; empty where there is only one."""
        ...

    @property
    def namespace(self) -> str:
        """The SSHSIG namespace of its signatures: ``kaohe-<kind>@<organ>``."""
        ...
