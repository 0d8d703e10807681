"""Registers every command, in the order of a year's work; one module per task."""

import generator.cli.inspect
import generator.cli.statements
import generator.cli.site
import generator.cli.keys  # noqa: F401, I001 - the order of imports is the order in the list of commands
