"""The constructs of SQL's dialects, of data frames and of other tools, and what is written here instead."""

from __future__ import annotations

from typing import Final

from lockgate.diagnostics import SubqueryInExpression
from lockgate.grammar.foreign import CLASSES, Foreign
from lockgate.grammar.machine import Machine

COLUMN = ("UNIQUE",)
STEP = ("PIPE",)
OPERATOR = ("WHERE",)
"""Behind `|>`."""
BODY = ("MATERIALIZE", "COLUMNS")
FILE = ("MODEL",)
UNITS = "|".join(
    unit + end
    for unit in ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
    for end in ("", "s")
)

SEMI = "`|> semi join (from …) as x on …` keeps the rows with a match"
ANTI = "`|> anti join (from …) as x on …` keeps the rows without a match"
ONE_ROW = "`cross join (from … |> aggregate …) as x` gives its one row to every row, and then `x.column`"
INSIDE = "a query cannot stand inside an expression"
TABLE_FIRST = "a query begins with its table: `from … |> select …`"
DECLARE = "declare it: `source NAME { read csv '…' columns (…) }`; `lockgate source add FILE` writes that"
MODEL = "a model is written `model NAME { from … |> … }`, and `materialize table` in it stores its rows"


def _operators() -> tuple[Foreign, ...]:
    """Other names of pipe operators."""
    names = (
        ("filter", "the operator is `|> where …`", "where"),
        ("having", "filter behind the aggregate: `|> aggregate … |> where …`", "where"),
        ("qualify", "filter behind the window function: `|> extend … as x |> where x = 1`", "where"),
        ("sort|arrange", "the operator is `|> order by …`", None),
        ("derive|mutate|with_column|withcolumn|assign|compute|add", "the operator is `|> extend … as x`", None),
        ("take|head|top|fetch|first", "the operator is `|> limit N`, behind an `order by`", "limit"),
        ("group", "grouping is part of `aggregate`: `|> aggregate … group by …`", None),
        ("summarize|summarise|agg", "the operator is `|> aggregate … group by …`", None),
        ("project|keep", "the operator is `|> select …`", "select"),
        ("remove|delete|exclude", "the operator is `|> drop …`", "drop"),
        ("unique|dedup|deduplicate", "the operator is `|> distinct`, or `|> distinct on (a) order by …`", None),
        ("append|concat|union_all", "the operator is `|> union all (from …)`", None),
        ("melt|gather", "the operator is `|> unpivot (value for name in (a, b))`", None),
        ("explode|flatten", "the operator is `|> unnest list as item`", None),
        ("natural", "a join says its columns: `|> join … using (a, b)`", None),
        ("lateral", "the operator is `|> unnest list as item`", None),
    )  # fmt: skip
    return tuple(
        Foreign(f"^{word}", help, "there is no operator `{1}`", fix, wants=OPERATOR)
        for word, help, fix in names
    )


def _subqueries() -> tuple[Foreign, ...]:
    made = []
    for pattern, help in (
        ("not exists ( ^select", ANTI),
        ("exists ( ^select", f"{SEMI} (`anti join` for `not exists`)"),
        ("not in ( ^select", ANTI),
        ("in ( ^select", SEMI),
        ("=|<>|!=|<|<=|>|>=|+|-|*|/|||and|or|not|when|then|else|case ( ^select", ONE_ROW),
        ("extend|where|on|, ( ^select", ONE_ROW),
    ):
        made.append(Foreign(pattern, help, INSIDE, kind=SubqueryInExpression, skip="sql"))
    return tuple(made)


TABLE: Final[tuple[Foreign, ...]] = (
    *_operators(),
    # -- columns of a source or contract
    Foreign(
        "^default",
        "leave it out, and write `coalesce(x, …)` where the column is read",
        "a column has no `default`: its rows come from elsewhere",
        wants=COLUMN,
    ),
    Foreign(
        "^primary key",
        "write `key (a)` as a statement behind `columns (…)`",
        "a key is a statement of its own",
        wants=COLUMN,
    ),
    Foreign(
        "primary ^key",
        "write `key (a)` as a statement behind `columns (…)`",
        "a key is a statement of its own",
    ),
    Foreign(
        "foreign ^key",
        "write `references (a) DATASET (b)` as a statement behind `columns (…)`",
        "a reference is a statement of its own",
    ),
    Foreign(
        "constraint NAME ^NAME",
        "write `key (…)`, `references (…) DATASET (…)` or `check NAME: …` behind `columns (…)`",
        "constraints are statements of their own",
    ),
    Foreign(
        "^nullable|optional", "leave it out", "a column may be NULL unless `not null` stands there", "",
        True, COLUMN,
    ),
    Foreign(
        "^null", "leave it out", "a column may be NULL unless `not null` stands there", "", True, COLUMN
    ),
    Foreign("^required", "write `not null`", "a column is `not null`", "not null", True, COLUMN),
    Foreign("^comment", "write `description '…'`", "a column has a `description`", "description", True, COLUMN),
    Foreign(
        "^check|constraint", "write `check NAME: …` as a statement behind `columns (…)`",
        "a column has no `{1}`", wants=COLUMN,
    ),
    Foreign(
        "^auto_increment|autoincrement|identity|generated|collate|encode|codec|primary",
        "leave it out: a source says what its rows hold, not how they are made",
        "a column has no `{1}`", wants=COLUMN,
    ),
    # -- conditions
    Foreign("not ^ilike", "write `lower(x) not like '…'`: `like` minds the case", "there is no `ilike`"),
    Foreign("^ilike", "write `lower(x) like '…'`: `like` minds the case", "there is no `ilike`"),
    Foreign("^rlike|regexp|similar|glob", "write `regexp_like(x, '…')`", "there is no `{1}`", wants=("LIKE",)),
    Foreign(
        "is not ^distinct from", "write `coalesce(a = b, a is null and b is null)`",
        "there is no `is not distinct from`",
    ),
    Foreign(
        "is ^distinct from", "write `not coalesce(a = b, a is null and b is null)`",
        "there is no `is distinct from`",
    ),
    Foreign("in ^[", "write `in ('a', 'b')`", "a list of values stands in parentheses"),
    Foreign(
        "between ( VALUE ^, VALUE )", "write `between {3} and {5}`", "`between` has an `and`, not a comma",
    ),
    Foreign("^isnull", "write `is null`", "there is no `isnull` behind a value", "is null", True, ("IS",)),
    Foreign("^notnull", "write `is not null`", "there is no `notnull`", "is not null", True, ("IS",)),
    Foreign(
        "^<|<=|>|>=|=|<>|!=",
        "write `a < b and b < c`",
        "a comparison has two sides",
        wants=("AND",),
    ),
    # -- times
    Foreign(
        f"interval ^INT {UNITS}", "write `interval '{2} {3}'`", "an interval is a string with its unit",
        "interval '{2} {3}'", True,
    ),
    Foreign(
        f"interval INT_STRING ^{UNITS}", "write `interval '{2} {3}'`",
        "an interval's unit stands inside the string", "interval '{2} {3}'", True,
    ),
    Foreign(
        f"interval ( INT ^{UNITS} )", "write `interval '{3} {4}'`", "an interval is a string with its unit",
        "interval '{3} {4}'", True,
    ),
    Foreign(
        "extract ( year|month|day|hour|minute|second ^from", "write `{3}(x)`", "there is no `extract`",
        "{3}(",
    ),
    Foreign("extract ( NAME ^from", "write `date_part('{3}', x)`", "there is no `extract`"),
    # -- windows and aggregates
    Foreign(
        "rows|range ^INT preceding", "write `{1} between {2} preceding and current row`",
        "a frame says both of its ends", "{1} between {2} preceding and current row", True,
    ),
    Foreign(
        "rows|range ^unbounded preceding", "write `{1} between unbounded preceding and current row`",
        "a frame says both of its ends", "{1} between unbounded preceding and current row", True,
    ),
    Foreign(
        "over ^NAME", "write it out: `over (partition by … order by …)`", "a window has no name of its own"
    ),
    Foreign(
        "^within group", "write `percentile(x, 0.5)`, or `string_agg(x, ',' order by y)`",
        "there is no `within group`",
    ),
    Foreign(
        "filter ( ^ANY", "write `filter (where {3} …)`", "`filter` begins with `where`", "filter (where {3}",
        True, OPERATOR,
    ),
    # -- expressions
    Foreign(
        "array [ VALUE ^,", "write `array({3}, …)`", "an array is made by a function"
    ),
    Foreign("^{ STRING", "write `struct(x as name, …)`", "a struct is made by a function", wants=("LPAR",)),
    Foreign(
        "if ^VALUE", "write `if(condition, a, b)` or `case when … then … else … end`",
        "`if` is a function", wants=("AS",),
    ),
    Foreign("^: NAME", "write its name alone: `{2}`", "a param has no colon", wants=("LPAR",)),
    Foreign("^{ { ref ( STRING )", "write the dataset's name: `{5}`", "there are no templates"),
    Foreign(
        "^{ {", "names stand here as they are: `from orders`; params are declared with `param`",
        "there are no templates",
    ),
    # -- select lists
    *(
        Foreign(
            f"* ^except|exclude|minus ( {names} )",
            f"leave columns out with a step of its own: `|> drop {listed}`",
            "`*` has no `{2}`",
            f"* |> drop {listed}",
        )
        for names, listed in (("NAME", "{4}"), ("NAME , NAME", "{4}, {6}"))
    ),
    Foreign(
        "* ^except|exclude|minus", "leave columns out with a step of its own: `|> drop a, b`",
        "`*` has no `{2}`",
    ),
    Foreign("* ^replace", "replace columns with a step of its own: `|> set a = …`", "`*` has no `replace`"),
    Foreign("* ^rename", "rename columns with a step of its own: `|> rename a as b`", "`*` has no `rename`"),
    Foreign(
        "select ^distinct", "`|> distinct` is an operator of its own, behind the `select`",
        "`select` has no `distinct`",
    ),
    Foreign("select top ^INT", "write `|> order by … |> limit {3}`", "`select` has no `top`"),
    Foreign("rename NAME ^to", "write `rename {2} as …`", "a new name comes behind `as`", "rename {2} as", True),
    Foreign("rename NAME ^=", "write `rename old as new`", "a new name comes behind `as`"),
    # -- steps
    Foreign(
        "^having", "filter with a step of its own, behind the aggregate: `|> where …`",
        "there is no `having`", "|> where", wants=STEP,
    ),
    Foreign(
        "^qualify", "filter with a step of its own, behind the window function: `|> where x = 1`",
        "there is no `qualify`", wants=STEP,
    ),
    Foreign("left|right|full ^outer", "write `{1} join`", "`outer` is not written", "", True),
    Foreign("^outer", "write `full join`", "there is no `outer join`", wants=OPERATOR),
    Foreign(
        "^group by", "grouping is part of `aggregate`: `|> aggregate … group by …`",
        "`group by` is no step", wants=STEP,
    ),
    Foreign(
        "^into NAME", "what a model makes is stored under its name: see `materialize`", "there is no `into`",
        wants=STEP,
    ),
    Foreign(
        "union ^(", "write `union all (…)`, or `union distinct (…)`", "a union says which it is"
    ),
    *(
        Foreign(
            pattern, "write `|> union all (from …)`: each query in its parentheses",
            "what is put together stands in parentheses", skip="sql",
        )
        for pattern in (
            "union|intersect|except all|distinct ^from|select|with",
            "^union|intersect|except all|distinct from|select|with",
            "^union|intersect|except from|select|with",
            "union|intersect|except ^from|select|with",
        )
    ),
    Foreign(
        "union|intersect|except all|distinct ^NAME . NAME",
        "write `|> {1} {2} (from {3}.{5} …)`",
        "what is put together stands in parentheses",
    ),
    Foreign(
        "union|intersect|except all|distinct ^NAME", "write `|> {1} {2} (from {3} …)`",
        "what is put together stands in parentheses",
    ),
    *_subqueries(),
    Foreign("^select", TABLE_FIRST, "a query does not begin with `select`", wants=("FROM",), skip="sql"),
    # -- tables
    Foreign("unnest|explode|flatten ^(", "write `|> unnest list as item`", "arrays are unnested by a step", wants=STEP),
    Foreign("from|join ^STRING", DECLARE, "a file is no dataset"),
    Foreign("from|join NAME ^(", DECLARE, "a dataset takes no arguments"),
    # -- statements and declarations
    Foreign("^primary key (", "write `key (…)`", "a key needs no `primary`", "key (", True, BODY),
    Foreign("check ^(", "write `check NAME: …`", "a check has a name"),
    Foreign(
        "check NAME ^>|<|>=|<=|<>|!=|is|in|not|between|like|.|+|-|*|/|(", "write `check {2}_holds: {2} …`",
        "a check has a name and a colon", wants=("COLON",),
    ),
    Foreign(
        "^create|insert|alter|delete|update|truncate|merge|replace|use|grant", MODEL,
        "there is no `{1}`: models say what tables hold", wants=FILE, skip="sql",
    ),
    Foreign("^select|with|from", MODEL, "a query stands in a model", wants=FILE, skip="sql"),
    Foreign(
        "^view|table", "write `model NAME { materialize {1} from … }`", "a {1} is a model that is stored as one",
        "model", wants=FILE,
    ),
    Foreign(
        "distinct ^NAME", "write `|> select {2} |> distinct`, or `|> distinct on ({2}) order by …` for one row of each",
        "`distinct` takes no columns", wants=STEP,
    ),
    Foreign("model NAME ^as", "write `model {2} { from … }`", "a model's query stands in braces", skip="sql"),
    Foreign(
        ". NAME ^as", "write `model NAME { from … }`", "a model's query stands in braces",
        wants=("LBRACE",), skip="sql",
    ),
    # -- options
    Foreign("= ^yes|on|y", "write `true`", "a boolean is `true` or `false`", "= true", True, ("TRUE",)),
    Foreign("= ^no|off|n", "write `false`", "a boolean is `true` or `false`", "= false", True, ("TRUE",)),
)  # fmt: skip


def _by_word() -> dict[str, tuple[Foreign, ...]]:
    found: dict[str, list[Foreign]] = {}
    for item in TABLE:
        error = item.items[item.error]
        for word in (error,) if error in CLASSES else error.split("|"):
            found.setdefault(word, []).append(item)
    return {word: tuple(items) for word, items in found.items()}


_BY_WORD: Final = _by_word()


def find(machine: Machine, at: int) -> Foreign | None:
    """What token `at` is of, which cannot stand: the first of the table that fits."""
    word = machine.builder.of(at).lower()
    for key in (word, *CLASSES):
        for item in _BY_WORD.get(key, ()):
            if item.matches(machine, at):
                return item
    return None
