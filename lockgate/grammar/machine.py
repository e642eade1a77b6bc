"""The LALR(1) automaton: tables, stacks, and what could stand at a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from lockgate.grammar import tables
from lockgate.grammar.actions import LOST, Action, Builder, functions

TERMINALS: Final = tables.TERMINALS
KIND: Final = {name: number for number, name in enumerate(TERMINALS)}
END: Final = 0
NAME: Final = KIND["NAME"]
FIRST_SOFT: Final = tables.FIRST_SOFT

MAX_DEPTH: Final = 200
"""How deep a syntax tree may be: what reads it may recurse."""
MAX_HEIGHT: Final = 4000
"""How high the stacks may grow: a tree of MAX_DEPTH needs less, and what is never closed could grow for ever."""
WEIGHTS: Final = {"group": 2, "scalar_query": 2, "call": 2, "case": 2, "from_query": 2}
FLAT: Final = frozenset({"empty", "one", "append", "statement", "concatenate", "operator"})
"""Actions that make lists longer and trees no deeper."""


def _rows(text: str) -> list[dict[int, int]]:
    rows = []
    for line in text.split("\n"):
        numbers = map(int, line.split())
        rows.append(dict(zip(numbers, numbers, strict=False)))
    return rows


Rule = tuple[int, int, "Action | None", Any, int, bool]
"""The nonterminal, the number of its values, what to do with them, which of them, depth, a list's own rule."""


def _picker(places: list[int]) -> Callable[[list[Any]], Sequence[Any]]:
    """Takes the values at these places of a list that ends with a None, which -1 means."""
    if len(places) > 1:
        return itemgetter(*places)
    return itemgetter(slice(places[0], places[0] + 1 or None) if places else slice(0, 0))


def _rule(line: str, actions: dict[str, Action]) -> Rule:
    origin, length, action, *kept = line.split()
    places = [int(place) for place in kept]
    if action == "-":
        return int(origin), int(length), None, places[0], 0, False
    whole = places == list(range(int(length)))
    pick = None if whole else _picker(places)
    depth = 0 if action in FLAT else WEIGHTS.get(action, 1)
    return (
        int(origin),
        int(length),
        actions[action],
        pick,
        depth,
        action in ("statement", "pipeline", "operator"),
    )


ROWS: Final = _rows(tables.ACTIONS)
GOTOS: Final = _rows(tables.GOTOS)
DEFAULTS: Final = [int(code) for code in tables.DEFAULTS.split()]
_ACTIONS = functions()
RULES: Final = [_rule(line, _ACTIONS) for line in tables.RULES.split("\n")]
END_STATE: Final = tables.END_STATE


def code_for(state: int, kind: int) -> int:
    """What a state does on a token: a state to go to, minus one minus a rule to reduce, or 0 for an error."""
    default = DEFAULTS[state]
    if default:
        return default
    row = ROWS[state]
    code = row.get(kind)
    if code is None:
        code = row.get(NAME, 0) if kind >= FIRST_SOFT else 0
    return code


HANDED: Final[dict[int, int]] = {}
"""Where a value has got to that is handed on from rule to rule, by the state below it, its own, and the next token.

An expression of one name passes through ten rules, one for each strength of operators. Filled as needed.
"""


def _hand_on(below: int, state: int, kind: int, key: int) -> int:
    while (code := code_for(state, kind)) < 0:
        origin, length, action, *_ = RULES[-1 - code]
        if length != 1 or action is not None:
            break
        state = GOTOS[below][origin]
    HANDED[key] = state
    return state


class Machine:
    """The stacks of one parse. All four have an entry a symbol, above the start state."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.states = [0]
        self.values: list[Any] = []
        self.firsts: list[int] = []
        self.depths: list[int] = []
        self.lossy = False
        """Whether something was lost, so that values may be LOST."""
        self.too_deep = False
        """Whether the last run stopped because the tree would be deeper than MAX_DEPTH."""

    def run(self, at: int) -> int:
        """Read from token `at`: the token that cannot stand where it stands, or -1 at the end of the file.

        Also the token before which the tree became too deep, with `too_deep` set.

        A rule's function takes its values without punctuation; a rule without one hands its value on.
        """
        b = self.builder
        kinds = b.kinds
        states, values, firsts, depths = self.states, self.values, self.firsts, self.depths
        defaults, rows, gotos, rules = DEFAULTS, ROWS, GOTOS, RULES
        name, first_soft, handed = NAME, FIRST_SOFT, HANDED
        lossy = self.lossy
        kind = kinds[at]
        while True:
            state = states[-1]
            code = defaults[state]
            if not code:
                row = rows[state]
                found = row.get(kind)
                if found is None:
                    found = row.get(name) if kind >= first_soft else None
                if not found:
                    return at
                code = found
                if code > 0:
                    if len(values) > MAX_HEIGHT:
                        self.too_deep = True
                        return at
                    states.append(code)
                    values.append(at)
                    firsts.append(at)
                    depths.append(0)
                    at += 1
                    kind = kinds[at]
                    continue
            origin, length, action, pick, depth, own = rules[-1 - code]
            if length == 1:
                if action is None:
                    key = (states[-2] << 20) | (state << 10) | kind
                    states[-1] = handed.get(key) or _hand_on(states[-2], state, kind, key)
                    continue
                b.first = firsts[-1]
                b.last = at - 1
                if lossy and values[-1] is LOST and not own:
                    pass
                elif pick is None:
                    values[-1] = action(b, values[-1])
                else:
                    values[-1] = action(b, *pick([values[-1], None]))
                depths[-1] += depth
                states[-1] = new = gotos[states[-2]][origin]
                if new == END_STATE:
                    return -1
                continue
            if length:
                args = values[-length:]
                first = firsts[-length]
                depth += max(depths[-length:])
                if depth > MAX_DEPTH:
                    self.too_deep = True  # before anything is taken off: recovery finds the stacks whole
                    return at
                del states[-length:], values[-length:], firsts[-length:], depths[-length:]
            else:
                args = []
                first = at
            if action is None:
                value = args[pick]
            else:
                b.first = first
                b.last = at - 1
                if lossy and not own and LOST in args:
                    value = LOST
                elif pick is None:
                    value = action(b, *args)
                else:
                    args.append(None)
                    value = action(b, *pick(args))
            states.append(gotos[states[-1]][origin])
            values.append(value)
            firsts.append(first)
            depths.append(depth)

    # -- what could be

    def accepts(self, kinds: Sequence[int], height: int | None = None, pushed: int | None = None) -> bool:
        """Whether these tokens could stand next, one behind the other.

        `height` looks at the stacks as if they had so many symbols, `pushed` as if that nonterminal came on top.
        """
        base = len(self.states) if height is None else height + 1
        extra = [] if pushed is None else [GOTOS[self.states[base - 1]][pushed]]
        for kind in kinds:
            while True:
                code = code_for(extra[-1] if extra else self.states[base - 1], kind)
                if code == 0:
                    return False
                if code > 0:
                    extra.append(code)
                    break
                origin, length, *_ = RULES[-1 - code]
                if length > len(extra):
                    base -= length - len(extra)
                    extra.clear()
                elif length:
                    del extra[-length:]
                below = extra[-1] if extra else self.states[base - 1]
                extra.append(GOTOS[below][origin])
                if extra[-1] == END_STATE:
                    return kind == END
        return True

    def expected(self) -> list[int]:
        """The kinds of token that could stand next."""
        return [kind for kind in range(len(TERMINALS)) if self.accepts((kind,))]

    def cut(self, height: int) -> None:
        """Forget everything above so many symbols."""
        del self.states[height + 1 :], self.values[height:], self.firsts[height:], self.depths[height:]

    def push(self, nonterminal: int, value: Any, at: int) -> None:
        """Put a nonterminal on top as if it had been read before token `at`."""
        self.states.append(GOTOS[self.states[-1]][nonterminal])
        self.values.append(value)
        self.firsts.append(at)
        self.depths.append(0)
