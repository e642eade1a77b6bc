SELECT
  "orders"."order_id" AS "customer_id",
  "orders"."customer_id" AS "order_id",
  CAST("orders"."amount" * 2 AS DECIMAL(13, 2)) AS "amount"
FROM "shop"."orders"
WHERE
  "orders"."amount" * 2 > 10.00
