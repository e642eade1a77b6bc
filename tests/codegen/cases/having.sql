SELECT
  "customer_id",
  CASE WHEN COUNT(*) = 0 THEN ERROR('division by zero') ELSE SUM("amount") / COUNT(*) END AS "mean"
FROM "shop"."orders"
GROUP BY
  "customer_id"
HAVING
  COUNT(*) > 3
ORDER BY
  "mean" DESC NULLS LAST,
  "customer_id" NULLS LAST
LIMIT 10
