WITH "by_customer_id" AS (
  SELECT
    "customer_id",
    MAX("ordered_at") AS "last_ordered_at"
  FROM "shop"."orders"
  GROUP BY
    "customer_id"
)
SELECT
  "c"."customer_id",
  COALESCE("c"."country", '?') AS "country",
  "o"."last_ordered_at"
FROM "shop"."customers" AS "c"
LEFT JOIN "by_customer_id" AS "o"
  ON "o"."customer_id" = "c"."customer_id"
ANTI JOIN "shop"."orders" AS "r"
  ON "r"."customer_id" = "c"."customer_id" AND "r"."status" = 'returned'
