SELECT
  "order_id",
  "customer_id",
  "status",
  "amount",
  "discount",
  "ordered_at"
FROM "shop"."orders"
WHERE
  "amount" >= 0.50
QUALIFY
  ROW_NUMBER() OVER (PARTITION BY "order_id" ORDER BY "updated_at" DESC NULLS LAST) = 1
