"""The procedure of a ledger, checked from docs/spec alone: ``python -m tests.peers.by_spec LEDGER SPEC``.

Prints what is wrong, a label and words, then the periods and what they come to; ends with 1 where anything is wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.peers.by_spec.ledger import files_of
from tests.peers.by_spec.procedure import findings


def main(ledger: str, spec: str) -> int:
    page = Path(spec, "31-statements.md").read_text(encoding="utf-8")
    wrong, periods = findings(files_of(Path(ledger)), page)
    for label, words in wrong:
        print(f"WRONG {label}: {words}")
    for period in periods:
        print(*period)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
