WITH "shipped" AS (
  SELECT
    "order_id",
    "customer_id",
    "status",
    "amount",
    "discount",
    "tags",
    "ordered_at",
    "updated_at"
  FROM "shop"."orders"
  WHERE
    "status" = 'shipped' AND "discount" IS NOT NULL
)
SELECT
  DATE_TRUNC('day', "o"."ordered_at") AS "day",
  "c"."country",
  COUNT(*) AS "orders",
  SUM("o"."amount" * (1 - "o"."discount")) AS "revenue",
  ROW_NUMBER() OVER (
    PARTITION BY DATE_TRUNC('day', "o"."ordered_at")
    ORDER BY SUM("o"."amount" * (1 - "o"."discount")) DESC NULLS LAST, "c"."country" NULLS LAST
  ) AS "rank"
FROM "shipped" AS "o"
INNER JOIN "shop"."customers" AS "c"
  ON "o"."customer_id" = "c"."customer_id"
GROUP BY
  "day",
  "c"."country"
QUALIFY
  "rank" <= 3
