"""Run all cases, say what is missed and what is a false alarm, and write docs/mistakes.md and the open list."""

from __future__ import annotations

import sys

from tests.mistakes.case import cases
from tests.mistakes.judge import judge
from tests.mistakes.page import PAGE, text, write_open


def main(arguments: list[str]) -> int:
    """`python -m tests.mistakes [--look] [WORD …]`: only cases with a word in them, or without writing."""
    words = [word for word in arguments if not word.startswith("-")]
    chosen = [case for case in cases() if not words or any(word in case.id for word in words)]
    verdicts = [judge(case) for case in chosen]
    for verdict in verdicts:
        if not verdict.good:
            print(verdict.case.id)
            for line in verdict.missed:
                print(f"  missed: {line}")
            for line in verdict.alarms:
                print(f"  false alarm: {line}")
    good = sum(verdict.good for verdict in verdicts)
    print(f"{good} of {len(verdicts)} cases are as they should be")
    if not words and "--look" not in arguments:
        write_open(verdicts)
        PAGE.write_text(text(verdicts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
