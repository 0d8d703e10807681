"""``python -m generator`` is the same as ``kaohe``."""

from generator.cli.main import entry

entry()
