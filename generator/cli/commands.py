"""Registers every command, in the order of a year's work; one module per task."""

# The order of imports is the order in the list of commands.
import generator.cli.init  # isort: skip
import generator.cli.status  # isort: skip
import generator.cli.inspect  # isort: skip
import generator.cli.scheme  # isort: skip
import generator.cli.sample  # isort: skip
import generator.cli.seal  # isort: skip
import generator.cli.textconv  # isort: skip
import generator.cli.statements  # isort: skip
import generator.cli.disclose  # isort: skip
import generator.cli.site  # isort: skip
import generator.cli.release  # isort: skip
import generator.cli.deploy  # isort: skip
import generator.cli.verify_record  # isort: skip
import generator.cli.cosign  # isort: skip
import generator.cli.keys  # noqa: F401 # isort: skip
