WITH "customers_united" AS (
  SELECT
    "customer_id" AS "id",
    "country"
  FROM "shop"."customers"
  UNION ALL
  SELECT
    "customer_id" AS "id",
    "status" AS "country"
  FROM "shop"."orders"
)
SELECT DISTINCT
  "id",
  "country"
FROM "customers_united"
