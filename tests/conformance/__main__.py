"""`python -m tests.conformance`: runs all cases on all engines and writes `docs/portability.md`.

Engines may be named to run only those; then nothing is written.
"""

from __future__ import annotations

import datetime
import sys

from tests.conformance.engine import TITLES
from tests.conformance.page import PAGE, page
from tests.conformance.results import results, uncovered


def main(names: list[str]) -> int:
    """Run, tell, write."""
    found = []
    for name in names or TITLES:
        made = results(name)
        found.append(made)
        executed = sum(count.executed for count in made.counts.values())
        print(
            f"{made.version}: {executed:,} cases run, {len(made.differences)} differences without an explanation"
        )
        for text in made.differences[:20]:
            print(f"  {text}")
    missing = uncovered()
    print(f"functions without cases: {', '.join(missing) or 'none'}")
    if missing or any(item.differences for item in found):
        return 1
    if not names:
        PAGE.write_text(page(found, datetime.datetime.now(datetime.UTC).date()), encoding="utf-8")
        print(f"wrote {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
