"""Make tables.py, the LALR(1) tables, from gate.lark: `python -m lockgate.grammar.build`.

Lark reads the grammar and finds the states; conflicts are errors. What follows makes the tables small
and quick: states that can only pass one value on are skipped, states are numbered in the order in which
they are met, and a word that does just what a name would do is left out of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from pprint import pformat
from typing import Any

from lark.common import ParserConf
from lark.grammar import Rule, Terminal
from lark.lexer import PatternStr, TerminalDef
from lark.load_grammar import load_grammar
from lark.parsers.lalr_analysis import LALR_Analyzer, Shift

HERE = Path(__file__).parent
GRAMMAR = HERE / "gate.lark"
TABLES = HERE / "tables.py"

LISTS = ("declarations", "source_body", "model_body", "job_body", "schedule_body", "policy_body", "test_body")
"""Lists that a lost statement leaves usable: reading goes on at their next element."""
PATTERNS = ("NAME", "QUOTED_NAME", "NUMBER", "STRING")


def analyse(grammar: str) -> tuple[list[TerminalDef], list[Rule], Any]:
    """Terminals, rules and Lark's parse table; raises lark.exceptions.GrammarError on any conflict."""
    compiled, _ = load_grammar(grammar, GRAMMAR.name, [], False)  # type: ignore[no-untyped-call]
    terminals, rules, _ = compiled.compile(["start"], "*")
    analyser = LALR_Analyzer(ParserConf(rules, {}, ["start"]), strict=True)
    analyser.compute_lalr()  # type: ignore[no-untyped-call]
    return terminals, rules, analyser.parse_table


def is_word(terminal: TerminalDef) -> bool:
    return isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isidentifier()


def names_of(rules: Iterable[Rule]) -> set[str]:
    """The terminals that alone make a `name`."""
    units = [(rule.origin.name, rule.expansion[0].name) for rule in rules if len(rule.expansion) == 1]
    found = {"name"}
    while more := {only for origin, only in units if origin in found} - found:
        found |= more
    return found


def terminal_order(terminals: Iterable[TerminalDef], rules: list[Rule]) -> tuple[list[str], int]:
    """Names of the terminals: the end, patterns, signs, reserved words; and, from the index that is returned
    on, the words that may be names."""
    kinds: tuple[list[str], list[str], list[str]] = ([], [], [])
    soft = names_of(rules)
    for terminal in terminals:
        if isinstance(terminal.pattern, PatternStr):
            kind = 0 if not is_word(terminal) else 2 if terminal.name in soft else 1
            kinds[kind].append(str(terminal.name))
    signs, reserved, words = map(sorted, kinds)
    order = ["$END", *PATTERNS, *signs, *reserved]
    return [*order, *words], len(order)


def layout(rule: Rule) -> tuple[int, ...]:
    """Which values of a rule its function takes, -1 for what was optional and is not there."""
    kept: list[int] = []
    place = 0
    for absent in rule.options.empty_indices or (False,) * len(rule.expansion):
        if absent:
            kept.append(-1)
            continue
        symbol = rule.expansion[place]
        dropped = isinstance(symbol, Terminal) and symbol.filter_out and not rule.options.keep_all_tokens
        if not dropped:
            kept.append(place)
        place += 1
    return tuple(kept)


class Automaton:
    """Lark's table with its own numbering: a transition is ("shift", state) or ("reduce", rule)."""

    def __init__(self, rules: list[Rule], table: Any) -> None:
        self.rules = sorted(rules, key=lambda rule: (rule.origin.name, rule.order, str(rule.expansion)))
        self.number = {rule: index for index, rule in enumerate(self.rules)}
        self.rows: dict[int, dict[str, tuple[str, int]]] = {}
        for state, row in table.states.items():
            self.rows[state] = {
                name: ("shift", target) if action is Shift else ("reduce", self.number.get(target, -1))
                for name, (action, target) in row.items()
            }
        self.start: int = table.start_states["start"]
        self.end: int = table.end_states["start"]

    def passes_on(self, state: int) -> int | None:
        """The one rule that this state reduces, if it does nothing but hand on its only value."""
        found = {target for action, target in self.rows[state].values()}
        shifts = any(action == "shift" for action, _ in self.rows[state].values())
        if shifts or len(found) != 1 or state == self.end:
            return None
        (index,) = found
        rule = self.rules[index]
        return index if index >= 0 and len(rule.expansion) == 1 and rule.alias is None else None

    def skip(self) -> None:
        """Lead each transition past the states that only hand a value on."""
        for row in self.rows.values():
            for name, (action, target) in list(row.items()):
                while action == "shift" and (index := self.passes_on(target)) is not None:
                    target = row[self.rules[index].origin.name][1]
                row[name] = (action, target)

    def numbering(self) -> dict[int, int]:
        """States in the order in which they are met from the start, names sorted."""
        order = {self.start: 0}
        queue = [self.start]
        for state in queue:
            for _, (action, target) in sorted(self.rows[state].items()):
                if action == "shift" and target not in order:
                    order[target] = len(order)
                    queue.append(target)
        return order


def lists_of(automaton: Automaton, order: dict[int, int]) -> dict[str, tuple[int, ...]]:
    """The states that are entered by each of the symbols at which recovery can go on."""
    found: dict[str, set[int]] = {
        name: set() for name in (*LISTS, "pipeline", "FROM", "first_column", "column_specs")
    }
    for state in order:
        for name, (action, target) in automaton.rows[state].items():
            if action == "shift" and name in found:
                found[name].add(order[target])
        if "column_specs" in automaton.rows[state]:
            found["first_column"].add(order[state])
    return {name: tuple(sorted(states)) for name, states in found.items()}


def tables(grammar: str) -> dict[str, Any]:
    """Everything that tables.py holds, by name."""
    terminals, rules, table = analyse(grammar)
    automaton = Automaton(rules, table)
    names, first_soft = terminal_order(terminals, automaton.rules)
    automaton.skip()
    order = automaton.numbering()
    index = {name: position for position, name in enumerate(names)}
    nonterminals = sorted({str(rule.origin.name) for rule in automaton.rules})
    place = {name: position for position, name in enumerate(nonterminals)}

    actions: list[tuple[int, ...]] = []
    defaults: list[int] = []
    gotos: list[tuple[int, ...]] = []
    for state in order:
        row = automaton.rows[state]
        codes = {
            index[name]: order[target] if action == "shift" else -1 - target
            for name, (action, target) in row.items()
            if name in index
        }
        gotos.append(
            tuple(v for name in sorted(row) if name in place for v in (place[name], order[row[name][1]]))
        )
        reductions = set(codes.values())
        if len(reductions) == 1 and min(reductions) < 0:
            defaults.append(min(reductions))
            actions.append(())
            continue
        defaults.append(0)
        name_code = codes.get(index["NAME"])
        for soft in range(first_soft, len(names)):
            code = codes.get(soft)
            if code == name_code:
                codes.pop(soft, None)  # does what a name does: found under NAME
            elif code is None:
                codes[soft] = 0  # a name may stand here, this word may not
        actions.append(tuple(value for key in sorted(codes) for value in (key, codes[key])))

    by_name = {str(terminal.name): terminal for terminal in terminals}
    words = {by_name[name].pattern.value: index[name] for name in names[1:] if is_word(by_name[name])}
    signs = {by_name[name].pattern.value: index[name] for name in names[5:] if not is_word(by_name[name])}
    return {
        "TERMINALS": tuple(names),
        "FIRST_SOFT": first_soft,
        "WORDS": words,
        "SIGNS": signs,
        "PATTERNS": {name: by_name[name].pattern.to_regexp() for name in (*PATTERNS, "COMMENT", "SPACE")},
        "NONTERMINALS": tuple(nonterminals),
        "RULES": [
            (place[rule.origin.name], len(rule.expansion), rule.alias or "-", *layout(rule))
            for rule in automaton.rules
        ],
        "ACTIONS": actions,
        "DEFAULTS": [defaults],
        "GOTOS": gotos,
        "END_STATE": order[automaton.end],
        "LISTS": lists_of(automaton, order),
    }


def render(grammar: str) -> str:
    """The text of tables.py. Long tables are text, a row a line: Python loads that at once, compiled or not."""
    parts = ['"""LALR(1) tables of gate.lark, made by `python -m lockgate.grammar.build`: do not edit."""\n']
    parts.append("# ruff: noqa: E501\nfrom __future__ import annotations\n")
    for name, value in tables(grammar).items():
        if isinstance(value, list):
            rows = "\n".join(" ".join(map(str, row)) for row in value)
            parts.append(f'{name} = """\\\n{rows}"""\n')
        else:
            parts.append(f"{name} = {pformat(value, width=110, compact=True, sort_dicts=False)}\n")
    return "\n".join(parts)


def main() -> None:
    TABLES.write_text(render(GRAMMAR.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
