"""What people write by the name that another system has for a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lockgate.ir import types
from lockgate.ir.expr import Column
from lockgate.ir.functions import Typed

_SAME = {
    "coalesce": "ifnull nvl isnull",
    "length": "len char_length character_length",
    "substring": "substr mid",
    "date_diff": "datediff timestampdiff datetime_diff timestamp_diff",
    "date_trunc": "trunc_date datetime_trunc timestamp_trunc",
    "date_part": "extract datepart",
    "format_date": "to_char date_format strftime",
    "to_timestamp": "strptime parse_timestamp str_to_date",
    "to_date": "parse_date date_parse",
    "if": "iif",
    "avg": "mean average",
    "string_agg": "listagg group_concat",
    "array_agg": "collect_list list",
    "min_by": "arg_min argmin",
    "max_by": "arg_max argmax",
    "bool_and": "every logical_and",
    "bool_or": "some logical_or",
    "stddev": "stddev_samp std",
    "variance": "var_samp var",
    "median": "percentile_50",
    "percentile": "percentile_cont quantile quantile_cont approx_percentile",
    "approx_count_distinct": "approx_distinct ndv",
    "power": "pow",
    "ceil": "ceiling",
    "ln": "loge",
    "position": "instr strpos charindex locate",
    "contains": "array_contains_string includes",
    "regexp_like": "regexp_matches rlike regexp",
    "array_length": "cardinality array_size list_length",
    "safe_divide": "div0 try_divide",
    "at_zone": "convert_timezone from_utc_timestamp to_utc_timestamp",
    "day_of_week": "dayofweek weekday isodow",
    "day_of_year": "dayofyear doy",
    "json_value": "json_extract_scalar json_extract_string get_json_object",
    "json_query": "json_extract",
    "today": "current_date getdate curdate",
    "now": "current_timestamp sysdate localtimestamp",
    "random": "rand",
    "uuid": "gen_random_uuid newid",
}

OTHER_NAMES: Mapping[str, str] = {other: ours for ours, others in _SAME.items() for other in others.split()}
"""The language's function by the name it has elsewhere."""

STATEMENTS = {word: f"`{word} (…)` is a statement: take away the comma before it" for word in ("key", "tags")}
"""Words that begin a statement with a list, so that a comma before makes it look like a call."""

ADVICE: Mapping[str, str] = {
    **STATEMENTS,
    "any_value": "which value it gives is not defined: use `min` or `max`",
    "first": "the first of what order? use `min_by(x, order)` or `first_value(x) over (… order by …)`",
    "last": "the last of what order? use `max_by(x, order)` or `last_value(x) over (… order by …)`",
    "date_add": "write `t + interval '1 day'`",
    "date_sub": "write `t - interval '1 day'`",
    "dateadd": "write `t + interval '1 day'`",
    "timestamp": "write `timestamp '2026-01-31 08:00:00'`, or `cast(x as timestamp)`",
    "any": "write `x in (…)`, or `array_contains(list, x)`",
}
"""What to do where the language has no such function."""

NAMES: Mapping[str, str] = {
    "current_date": "write `run_date`, the run's own date (`today()` makes a run unrepeatable)",
    "current_timestamp": "write `run_started_at`, the run's own instant (`now()` makes a run unrepeatable)",
    "current_time": "write `run_started_at`, the run's own instant (`now()` makes a run unrepeatable)",
    "localtimestamp": "write `run_started_at`, the run's own instant (`now()` makes a run unrepeatable)",
    "sysdate": "write `run_date`, the run's own date (`today()` makes a run unrepeatable)",
    "rownum": "write `row_number() over (order by …)`",
    "rowid": "a row has no number of its own: write `row_number() over (order by …)`",
}
"""What to write for words that are values elsewhere, and are no column here."""

_EXACT = "`decimal(p, s)`, with p digits of which s stand behind the point, or `bigint` for whole numbers"
_TYPES = {
    ("`double`", "double"): "float float4 float8 real float32 double64",
    ("`int`", "int"): "tinyint smallint mediumint int1 int2 int4 int16 byte short",
    ("`bigint`", "bigint"): "uint8 uint16 uint32 uint64 ubigint hugeint int128 serial bigserial",
    ("`string`", "string"): "nvarchar char character nchar bpchar clob varchar2 uuid enum str",
    ("`timestamp`", "timestamp"): "datetime2 timestampntz timestamp_ntz smalldatetime",
    ("`timestamptz`", "timestamptz"): "timestamp_tz timestamp_ltz datetimeoffset instant",
    ("`json`", "json"): "jsonb variant object super",
    ("`boolean`", "boolean"): "bit logical",
    (_EXACT, ""): "number dec fixed money bignumeric",
    ("`array<T>`", ""): "list set",
    ("`struct<a T, b U>`", ""): "record row map",
    ("`string`, or a `timestamp` with its day", ""): "time",
    ("`string`, in base64 or hex", ""): "blob bytea binary varbinary bytes",
}
TYPES: Mapping[str, tuple[str, str]] = {
    other: ours for ours, others in _TYPES.items() for other in others.split()
}
"""The language's type for one that it has under another name or not at all: help, and where it is plain the name."""

OPTIONS: Mapping[str, str] = {
    **dict.fromkeys(("delim", "sep", "separator", "field_delimiter"), "delimiter"),
    **dict.fromkeys(("quotechar", "quote_char", "quotation"), "quote"),
    **dict.fromkeys(("escapechar", "escape_char"), "escape"),
    **dict.fromkeys(("nullstr", "null_string", "null_value", "nulls", "na_values"), "null"),
    **dict.fromkeys(("has_header", "skip_header", "headers"), "header"),
    **dict.fromkeys(("dateformat",), "date_format"),
    **dict.fromkeys(("timestampformat",), "timestamp_format"),
    **dict.fromkeys(("codec",), "compression"),
}  # fmt: skip
"""The language's option of a format by the name that it has elsewhere."""


def counted(name: str, args: Sequence[Typed]) -> str:
    """Help for a sum of what is no number, or nothing."""
    if name not in ("sum", "avg") or len(args) != 1 or not isinstance(args[0].expr, Column):
        return ""
    if args[0].type == types.BOOLEAN:
        return "`count_if(condition)` counts the rows for which it is true"
    if args[0].type == types.STRING:
        return "`count(x)` counts values; a text of digits is added up by `sum(cast(x as bigint))`"
    return ""
