"""Runs statements on fakesnow, in its own environment: a JSON object a line in, one out."""

from __future__ import annotations

import datetime
import decimal
import json
import logging
import sys

import fakesnow
import snowflake.connector


def plain(value: object) -> object:
    """A value as JSON has it, with its type where JSON has none."""
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (datetime.datetime, datetime.date)):
        return {type(value).__name__: value.isoformat()}
    return value if value is None or isinstance(value, (bool, int, float, str)) else {"other": repr(value)}


def answer(cursor: snowflake.connector.cursor.SnowflakeCursor, statement: str) -> dict[str, object]:
    try:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
        return {"rows": [[plain(value) for value in row] for row in rows]}
    except Exception as problem:
        return {"error": f"{type(problem).__name__}: {problem}"}


def main() -> None:
    logging.disable(logging.WARNING)
    with fakesnow.patch():
        cursor = snowflake.connector.connect(database="db", schema="public").cursor()
        for line in sys.stdin:
            print(json.dumps(answer(cursor, json.loads(line)["statement"])), flush=True)


main()
