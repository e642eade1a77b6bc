"""Which names BigQuery's columns can have."""

from __future__ import annotations

import unicodedata

_LENGTH = 300
_SIGNS = "_&%=+:'<>#|- "
_RESERVED = (
    "_TABLE_",
    "_FILE_",
    "_PARTITION",
    "_ROW_TIMESTAMP",
    "__ROOT__",
    "_COLIDENTIFIER",
    "_CHANGE_SEQUENCE_NUMBER",
    "_CHANGE_TYPE",
    "_CHANGE_TIMESTAMP",
)


def name_problem(name: str) -> str | None:
    """Why no column of a BigQuery table can have the name, else None."""
    if len(name) > _LENGTH:
        return f"BigQuery's names have at most {_LENGTH} characters"
    if name.upper().startswith(_RESERVED):
        return "BigQuery keeps names that begin so for itself"
    for char in name:
        if char not in _SIGNS and unicodedata.category(char)[0] not in "LMN":
            return f"BigQuery's names hold letters, digits and a few signs, not U+{ord(char):04X}"
    return None
