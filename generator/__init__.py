"""Public accountability of government assessments: open results, confidential process, both provable."""

__version__ = "0.1.0"
