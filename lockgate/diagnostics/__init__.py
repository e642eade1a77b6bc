"""What lockgate says about a project: one class a mistake."""

from __future__ import annotations

from types import ModuleType

from lockgate.diagnostics import (
    aggregation,
    declarations,
    incremental,
    join_keys,
    joins,
    keys,
    names,
    orders,
    policies,
    queries,
    schedules,
    syntax,
    types,
    values,
)
from lockgate.diagnostics.aggregation import AverageOfAverages
from lockgate.diagnostics.base import Applicability, Diagnostic, Edit, Fix, Related, Severity
from lockgate.diagnostics.declarations import (
    ContractMismatch,
    Cycle,
    FullRebuild,
    InvalidStatement,
    InvalidTest,
    PathOutsideProject,
    SourceDrift,
    UnsupportedOnTarget,
    UntrustedDeclaration,
)
from lockgate.diagnostics.incremental import IncrementalUnsafe
from lockgate.diagnostics.join_keys import SuspiciousJoinKey, UnneededMany
from lockgate.diagnostics.joins import FanoutAggregate, FanoutJoin, RowLossJoin
from lockgate.diagnostics.keys import KeyContradicted, KeyNotProven
from lockgate.diagnostics.names import (
    AmbiguousColumn,
    DuplicateName,
    MissingName,
    UnknownColumn,
    UnknownDataset,
    UnknownFunction,
    UnknownName,
    UnusedBinding,
)
from lockgate.diagnostics.orders import NondeterministicOrder
from lockgate.diagnostics.policies import LabelLeak, PolicyViolation
from lockgate.diagnostics.queries import (
    AggregateInWhere,
    LimitWithoutOrder,
    MisplacedAggregate,
    Nondeterminism,
    NotAggregated,
    OrderWithoutLimit,
    SubqueryInExpression,
    TooComplex,
    UnionMismatch,
    WindowInWhere,
)
from lockgate.diagnostics.schedules import ImpossibleSchedule, ScheduleBeforeInput
from lockgate.diagnostics.syntax import (
    InvalidProject,
    ReservedName,
    SuspiciousCharacter,
    SyntaxProblem,
    UnreadableFile,
)
from lockgate.diagnostics.types import (
    DecimalOverflow,
    DivisionByLiteralZero,
    InvalidLiteral,
    JoinTypeMismatch,
    LossyCast,
    NullComparison,
    TypeMismatch,
    ValueNotInDomain,
    WrongArguments,
)
from lockgate.diagnostics.values import (
    AlwaysFalse,
    AlwaysTrue,
    BetweenOnTimestamp,
    LeftJoinUndone,
    NotInNullable,
)


def _kinds(*modules: ModuleType) -> tuple[type[Diagnostic], ...]:
    found = (kind for module in modules for kind in vars(module).values() if isinstance(kind, type))
    kinds = {kind for kind in found if issubclass(kind, Diagnostic) and kind is not Diagnostic}
    return tuple(sorted(kinds, key=lambda kind: kind.code))


CATALOGUE = _kinds(
    aggregation,
    declarations,
    incremental,
    join_keys,
    joins,
    keys,
    names,
    orders,
    policies,
    queries,
    schedules,
    syntax,
    types,
    values,
)
"""Every kind of diagnostic, by code: all classes of these modules."""

__all__ = [
    "CATALOGUE",
    "AggregateInWhere",
    "AlwaysFalse",
    "AlwaysTrue",
    "AmbiguousColumn",
    "Applicability",
    "AverageOfAverages",
    "BetweenOnTimestamp",
    "ContractMismatch",
    "Cycle",
    "DecimalOverflow",
    "Diagnostic",
    "DivisionByLiteralZero",
    "DuplicateName",
    "Edit",
    "FanoutAggregate",
    "FanoutJoin",
    "Fix",
    "FullRebuild",
    "ImpossibleSchedule",
    "IncrementalUnsafe",
    "InvalidLiteral",
    "InvalidProject",
    "InvalidStatement",
    "InvalidTest",
    "JoinTypeMismatch",
    "KeyContradicted",
    "KeyNotProven",
    "LabelLeak",
    "LeftJoinUndone",
    "LimitWithoutOrder",
    "LossyCast",
    "MisplacedAggregate",
    "MissingName",
    "Nondeterminism",
    "NondeterministicOrder",
    "NotAggregated",
    "NotInNullable",
    "NullComparison",
    "OrderWithoutLimit",
    "PathOutsideProject",
    "PolicyViolation",
    "Related",
    "ReservedName",
    "RowLossJoin",
    "ScheduleBeforeInput",
    "Severity",
    "SourceDrift",
    "SubqueryInExpression",
    "SuspiciousCharacter",
    "SuspiciousJoinKey",
    "SyntaxProblem",
    "TooComplex",
    "TypeMismatch",
    "UnionMismatch",
    "UnknownColumn",
    "UnknownDataset",
    "UnknownFunction",
    "UnknownName",
    "UnneededMany",
    "UnreadableFile",
    "UnsupportedOnTarget",
    "UntrustedDeclaration",
    "UnusedBinding",
    "ValueNotInDomain",
    "WindowInWhere",
    "WrongArguments",
]
