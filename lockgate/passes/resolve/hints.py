"""What people write by the name that another system has for a function."""

from __future__ import annotations

from collections.abc import Mapping

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

ADVICE: Mapping[str, str] = {
    "any_value": "which value it gives is not defined: use `min` or `max`",
    "first": "the first of what order? use `min_by(x, order)` or `first_value(x) over (… order by …)`",
    "last": "the last of what order? use `max_by(x, order)` or `last_value(x) over (… order by …)`",
    "date_add": "write `t + interval '1 day'`",
    "date_sub": "write `t - interval '1 day'`",
    "dateadd": "write `t + interval '1 day'`",
}
"""What to do where the language has no such function."""
