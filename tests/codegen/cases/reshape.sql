WITH "orders_unnested" AS (
  SELECT
    "order_id",
    "customer_id",
    "status",
    "amount",
    "discount",
    "tags",
    "ordered_at",
    "updated_at",
    UNNEST("tags") AS "tag"
  FROM "shop"."orders"
  WHERE
    "amount" > 0.00
), "by_status_tag" AS (
  SELECT
    COUNT(*) AS "n",
    "status",
    "tag"
  FROM "orders_unnested"
  GROUP BY
    ROLLUP (
      "status",
      "tag"
    )
)
SELECT
  "n",
  "name",
  "value"
FROM "by_status_tag"
UNPIVOT INCLUDE NULLS ("value" FOR "name" IN ("status", "tag")) AS "by_status_tag"
