"""ZetaSQL, Google's own analyser and evaluator of BigQuery's SQL, as WebAssembly: small tables, one query at a time."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import frozen
from google.protobuf import empty_pb2
from wasmtime import Config, Engine, Linker, Module, Store, Trap, WasiConfig
from zetasql.core.exceptions import ServerError, StatusCode
from zetasql.core.wasm_client import WasmClient, get_tzinfo_dir
from zetasql.wasi import get_wasm_path
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service
from zetasql.wasi._pb2.zetasql.proto import options_pb2
from zetasql.wasi._pb2.zetasql.public import options_pb2 as public
from zetasql.wasi._pb2.zetasql.resolved_ast import resolved_node_kind_pb2

from lockgate.ir.types import Schema
from tests.engines.zetasql_values import decoded, encoded, kind_of, name_of

Error = ServerError
"""What a query that is refused, or fails, raises."""
CACHE = Path(__file__).resolve().parents[2] / ".cache"
NOT_IN_BIGQUERY = (
    "AGGREGATE_FILTERING",
    "ARRAY_AGGREGATION_FUNCTIONS",
    "ARRAY_EQUALITY",
    "ARRAY_FIND_FUNCTIONS",
    "ARRAY_GREATEST_LEAST",
    "ARRAY_ORDERING",
    "ARRAY_ZIP",
    "BARE_ARRAY_ACCESS",
    "BY_NAME",
    "CORRESPONDING",
    "CORRESPONDING_FULL",
    "FIRST_AND_LAST_N",
    "INLINE_LAMBDA_ARGUMENT",
    "JSON_TYPE_COMPARISON",
    "LATERAL_JOIN",
    "LITERAL_CONCATENATION",
    "MAP_TYPE",
    "MULTILEVEL_AGGREGATION",
    "MULTIWAY_UNNEST",
    "PI_FUNCTIONS",
    "STRUCT_POSITIONAL_ACCESSOR",
    "TIMESTAMP_NANOS",
    "TIMESTAMP_PICOS",
    "UUID_TYPE",
)
"""Features that ZetaSQL has and BigQuery has not, or not surely: a query that needs one is refused here."""
STATEMENTS = ("QUERY", "CREATE_SCHEMA", "CREATE_TABLE", "CREATE_TABLE_AS_SELECT", "CREATE_VIEW")


class _Client(WasmClient):
    """The wheel's client, with its module compiled once and kept, and memory copied whole instead of by byte."""

    def __init__(self) -> None:
        config = Config()
        config.shared_memory = True
        engine = Engine(config)
        self.store = Store(engine)
        wasi = WasiConfig()
        wasi.inherit_stderr()
        wasi.preopen_dir(get_tzinfo_dir(), "/usr/share/zoneinfo")
        self.store.set_wasi(wasi)
        linker = Linker(engine)
        linker.define_wasi()
        self.instance = linker.instantiate(self.store, _module(engine))
        self.exports = self.instance.exports(self.store)
        self.exports["_initialize"](self.store)
        self.memory = self.exports["memory"]

    def write_bytes(self, ptr: int, data: bytes) -> None:
        ctypes.memmove(self._address() + ptr, data, len(data))

    def read_bytes(self, ptr: int, size: int) -> bytes:
        return ctypes.string_at(self._address() + ptr, size)

    def _address(self) -> int:
        return ctypes.addressof(self.memory.data_ptr().contents)


def _module(engine: Engine) -> Module:
    """Compiling takes a quarter of a minute, so the machine's code is kept in `.cache`."""
    key = f"{version('zetasql')} {version('wasmtime')} {os.uname().machine}"
    kept = CACHE / f"zetasql-{hashlib.sha256(key.encode()).hexdigest()[:12]}.cwasm"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "zetasql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            part = kept.with_suffix(".part")
            part.write_bytes(Module.from_file(engine, str(get_wasm_path())).serialize())
            part.rename(kept)
    return Module.deserialize_file(engine, str(kept))


@cache
def client() -> Any:
    """The one instance of a process."""
    return _Client()


@cache
def _language() -> Any:
    """The language as near to BigQuery's as its switches bring it."""
    made = client().call_grpc_func(
        "ZetaSqlLocalService_GetLanguageOptions",
        service.LanguageOptionsRequest(maximum_features=True),
        options_pb2.LanguageOptionsProto,
    )
    made.product_mode = public.PRODUCT_EXTERNAL
    left_out = {public.LanguageFeature.Value(f"FEATURE_{name}") for name in NOT_IN_BIGQUERY}
    kept = [feature for feature in made.enabled_language_features if feature not in left_out]
    del made.enabled_language_features[:]
    made.enabled_language_features.extend(kept)
    made.reserved_keywords.append("QUALIFY")
    made.supported_statement_kinds.extend(
        resolved_node_kind_pb2.ResolvedNodeKind.Value(f"RESOLVED_{name}_STMT") for name in STATEMENTS
    )
    return made


@frozen
class Result:
    """What a query gives: the names of its columns, their types, and its rows."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Crashed(ServerError):
    """The evaluator itself broke off; the next query finds a new one."""

    def __init__(self, reason: str) -> None:
        super().__init__(StatusCode.INTERNAL, reason, reason)


class Database:
    """Tables by name (`shop.orders`), and queries over them.

    The wheel gives rows to tables at the top alone: one in a dataset stands there under its whole name, and
    queries that are run are turned to it. Those that are only analysed find it in its dataset.
    """

    def __init__(self, tables: Mapping[str, tuple[Schema, Iterable[Sequence[Any]]]] | None = None) -> None:
        self._request = service.RegisterCatalogRequest()
        catalog = self._request.simple_catalog
        catalog.name = "catalog"
        catalog.builtin_function_options.language_options.CopyFrom(_language())
        folders: dict[str, Any] = {}
        self._inside: list[str] = []
        for name, (schema, rows) in (tables or {}).items():
            folder, dot, bare = name.partition(".")
            places = [catalog.table.add(name=name)]
            if dot:
                if folder not in folders:
                    folders[folder] = catalog.catalog.add(name=folder)
                places.append(folders[folder].table.add(name=bare))
                self._inside.append(name)
            for item in schema:
                for place in places:
                    place.column.add(name=item.name, type=kind_of(item.type))
            data = self._request.table_content[name].table_data
            data.SetInParent()
            for row in rows:
                pairs = zip(row, schema, strict=True)
                data.row.add(cell=[encoded(value, item.type) for value, item in pairs])
        self._known: tuple[Any, int] | None = None

    def run(self, text: str, parameters: Mapping[str, tuple[Any, Any]] | None = None) -> Result:
        """The rows of a query; raises Error. Parameters are values with their types, by name."""
        request = service.EvaluateQueryRequest(sql=self._turned(text), registered_catalog_id=self._id())
        request.options.CopyFrom(self._options(parameters))
        for name, (value, kind) in (parameters or {}).items():
            request.params.add(name=name, value=encoded(value, kind))
        made = self._call("EvaluateQuery", request, service.EvaluateQueryResponse)
        columns = made.prepared.columns
        rows = [
            tuple(decoded(cell, item.type) for cell, item in zip(row.cell, columns, strict=True))
            for row in made.content.table_data.row
        ]
        names, kinds = (item.name for item in columns), (name_of(item.type) for item in columns)
        return Result(tuple(names), tuple(kinds), rows)

    def analyse(self, text: str) -> None:
        """Check names and types of a statement; raises Error."""
        request = service.AnalyzeRequest(sql_statement=text, registered_catalog_id=self._id())
        request.options.CopyFrom(self._options(None))
        self._call("Analyze", request, service.AnalyzeResponse)

    def _turned(self, text: str) -> str:
        for name in self._inside:
            folder, _, bare = name.partition(".")
            text = re.sub(rf"`{folder}`\.`{bare}`(?! AS )", f"`{name}` AS `{bare}`", text)
            text = text.replace(f"`{folder}`.`{bare}` AS ", f"`{name}` AS ")
        return text

    def _options(self, parameters: Mapping[str, tuple[Any, Any]] | None) -> Any:
        made = options_pb2.AnalyzerOptionsProto()
        made.language_options.CopyFrom(_language())
        for name, (_, kind) in (parameters or {}).items():
            made.query_parameters.add(name=name, type=kind_of(kind))
        return made

    def _id(self) -> int:
        if self._known is None or self._known[0] is not client():
            made = self._call("RegisterCatalog", self._request, service.RegisterResponse)
            self._known = (client(), int(made.registered_id))
        return self._known[1]

    def _call(self, name: str, request: Any, response: Any) -> Any:
        try:
            return client().call_grpc_func(f"ZetaSqlLocalService_{name}", request, response)
        except Trap as trap:
            client.cache_clear()
            raise Crashed(str(trap)) from None

    def close(self) -> None:
        """Forget the tables."""
        if self._known is not None and self._known[0] is client():
            self._call(
                "UnregisterCatalog", service.UnregisterRequest(registered_id=self._known[1]), empty_pb2.Empty
            )
        self._known = None
