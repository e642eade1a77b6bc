"""A project with every kind of step, and one whose names and texts try to break out of what they are put in."""

from __future__ import annotations

import lockgate
from lockgate.ir.expr import AggregateCall, Call, Column, Literal
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Aggregate, Filter, Project, Rel, Scan
from lockgate.ir.types import BIGINT, STRING

SHOP = """\
source shop.orders {
  description 'One row per order'
  read csv 'orders.csv'
  columns (
    order_id bigint not null, email string label pii.email, status string not null, amount decimal(12, 2) not null
  )
  key (order_id)
}

source shop.staff {
  read csv 'staff.csv'
  columns (email string not null)
  key (email)
}

model stage.orders {
  materialize view
  from shop.orders as o
  |> where status <> 'test'
  |> anti join shop.staff as s on o.email = s.email
  |> select o.order_id, o.email as contact, o.amount
  check positive: amount > 0
}

model mart.totals {
  materialize table
  from stage.orders
  |> aggregate sum(amount) as total, count(*) as orders group by contact
  |> extend total / orders as mean, row_number() over (order by total desc, contact) as place
}

export mart.totals to csv 'out/totals.csv'

job mail {
  image 'registry.example/mail:1'
  command ('send')
  after mart.totals
}
"""


def shop() -> Program:
    result = lockgate.check_text(SHOP)
    assert result.ok, [item.message for item in result.diagnostics]
    return result.program


EVIL = (
    "</script><script>alert(1)</script>",
    "<!-- <script",
    "\" onload='alert(1)' x=\"",
    "']]>&amp;&lt;{}%s",
    '"]; click d0 "javascript:alert(1)"',
    "`%%{init: {}}%%`\nend\nsubgraph",
    "\u202eevil\x1b[31m\x00\u2028",
    "<img src=x onerror=alert(1)>",
)


def hostile() -> Program:
    """Every text position of a program that lineage shows, filled with text that means something elsewhere."""
    columns = tuple(SourceColumn(text, STRING, labels=(text,), description=text) for text in EVIL)
    source = Source(f"raw.{EVIL[0]}", columns, None, description=EVIL[0], owner=EVIL[1])
    models = []
    for index, text in enumerate(EVIL):
        rel: Rel = Scan(source.name, source.schema)
        rel = Filter(rel, Call("=", (Column(text), Literal(text, STRING))))
        named = tuple((name, Call("concat", (Column(name), Literal(text, STRING)))) for name in EVIL)
        rel = Aggregate(
            Project(rel, named), ((EVIL[0], Column(EVIL[0])),), ((EVIL[1], AggregateCall("count", ())),)
        )
        models.append(Model(f"mart.{index}{text}", rel, description=text, owner=text))
    return Program(EVIL[0], (source,), tuple(models))


def many(count: int) -> Program:
    """A chain of models, each reading the one before and the source."""
    source = Source("raw.t", (SourceColumn("a", BIGINT, False), SourceColumn("b", BIGINT)), None)
    models = []
    for index in range(count):
        below = Scan(f"m.n{index - 1:04}" if index else source.name, source.schema)
        columns = (("a", Column("a")), ("b", Call("+", (Column("b"), Literal(1, BIGINT)))))
        models.append(Model(f"m.n{index:04}", Project(below, columns)))
    return Program("many", (source,), tuple(models))
