"""The yearly assessment of a government office: results that are open, a process that stays confidential."""

__version__ = "0.1.0"
