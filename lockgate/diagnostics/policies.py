"""What the project's own policies do not allow: LG07xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class LabelLeak(Diagnostic):
    """Labelled data arrives where a policy keeps it from.

    A label flows through every expression that uses a labelled column, through renames, joins, unions and
    aggregates, until a function takes it away that the rule names after `through`. The path is shown hop by hop,
    from the labelled column to where the value arrives. A rule that says `including implicit` also counts rows
    and values that a labelled column only decides about: a filter, a join's condition, a group, the condition of
    a `case`. How bad it is, is the rule's level: `deny` is an error, `gate` needs an approval, and `warn` and
    `note` only say so.

    Wrong:

    ```gate
    source shop.customers {
      read csv 'data/customers.csv' (header = true)
      columns (customer_id bigint not null, email string label pii, country string)
    }

    model mart.contacts {
      from shop.customers
      |> select customer_id, lower(email) as contact
    }

    policy pii_stays_inside {
      deny flow pii to mart.* unless through sha256
    }
    ```

    Right:

    ```gate
    source shop.customers {
      read csv 'data/customers.csv' (header = true)
      columns (customer_id bigint not null, email string label pii, country string)
    }

    model mart.contacts {
      from shop.customers
      |> select customer_id, sha256(lower(email)) as contact
    }

    policy pii_stays_inside {
      deny flow pii to mart.* unless through sha256
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0701"
    name: ClassVar[str] = "label-leak"
    usual: ClassVar[Severity] = "error"


class PolicyViolation(Diagnostic):
    """Something that a policy of the project does not allow.

    The message names the policy, and the rule is shown among the related places. How bad it is, is the rule's
    level: `deny` is an error, `gate` a warning that names the approval it needs, `warn` and `note` what they say.
    What is waived is a note that names the waiver.

    Wrong:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    policy house_rules {
      deny missing owner on mart.*
    }
    ```

    Right:

    ```gate
    model mart.orders {
      owner 'shop-team'
      from values (1, 10.00) as orders (order_id, amount)
    }

    policy house_rules {
      deny missing owner on mart.*
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0702"
    name: ClassVar[str] = "policy-violation"
    usual: ClassVar[Severity] = "error"
