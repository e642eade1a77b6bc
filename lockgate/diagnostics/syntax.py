"""Mistakes of the text itself: LG00xx and LG01xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class SyntaxProblem(Diagnostic):
    """The text is not what the grammar allows there.

    The message says what stands there, `expected` what could. One bad statement or pipe operator does
    not hide the mistakes in the rest of the file: reading goes on at the next one.

    Wrong:

    ```gate
    model mart.large_orders {
      from values (1, 10.00) as orders (order_id, amount)
      |> wher amount > 5
    }
    ```

    Right:

    ```gate
    model mart.large_orders {
      from values (1, 10.00) as orders (order_id, amount)
      |> where amount > 5
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0101"
    name: ClassVar[str] = "syntax-error"
    usual: ClassVar[Severity] = "error"


class ReservedName(Diagnostic):
    """A reserved word stands where a name must stand.

    The words that hold a query together (`from`, `where`, `case` and their like) cannot be names as they
    are, because a reader and a parser would take them for the keyword. In backticks any text is a name.

    Wrong:

    ```gate
    model mart.cases {
      from values (1, 'lost parcel') as tickets (ticket_id, reason)
      |> rename reason as case
    }
    ```

    Right:

    ```gate
    model mart.cases {
      from values (1, 'lost parcel') as tickets (ticket_id, reason)
      |> rename reason as `case`
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0102"
    name: ClassVar[str] = "reserved-name"
    usual: ClassVar[Severity] = "error"


class SuspiciousCharacter(Diagnostic):
    r"""A character that is not what it seems: bidi controls, invisible characters, look-alike letters in names.

    Such a character makes the text that a reviewer sees differ from the text that is compiled: the order
    of what is shown can be turned round, and two names can look the same without being the same.
    In the example, `\u200b` stands for the character itself, which no eye can see.

    Wrong:

    ```gate escaped
    model mart.open_orders {
      from values (1, 'open') as orders (order_id, status)
      |> where status = 'op\u200ben'
    }
    ```

    Right:

    ```gate
    model mart.open_orders {
      from values (1, 'open') as orders (order_id, status)
      |> where status = 'open'
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0103"
    name: ClassVar[str] = "suspicious-character"
    usual: ClassVar[Severity] = "error"


class UnreadableFile(Diagnostic):
    """A file that is not UTF-8 text, too large, or cannot be read.

    Guessing an encoding would give other text than was written, in names and in values, so a file in
    another encoding is refused. Save it as UTF-8. In the example, the first file is stored as Latin-1.

    Wrong:

    ```gate latin-1
    model mart.sizes {
      from values (1, 'Größe M') as sizes (size_id, label)
    }
    ```

    Right:

    ```gate
    model mart.sizes {
      from values (1, 'Größe M') as sizes (size_id, label)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0104"
    name: ClassVar[str] = "unreadable-file"
    usual: ClassVar[Severity] = "error"


class InvalidProject(Diagnostic):
    """`lockgate.toml` is not what it should be.

    An unknown setting is an error and not passed over: a misspelt one would otherwise leave a limit or
    a list of trusted folders at its default without anyone noticing.

    Wrong:

    ```toml
    [project]
    name = "shop"
    trustd = ["policies/"]
    ```

    Right:

    ```toml
    [project]
    name = "shop"
    trusted = ["policies/"]
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0105"
    name: ClassVar[str] = "invalid-project"
    usual: ClassVar[Severity] = "error"
