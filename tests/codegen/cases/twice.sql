WITH "by_country" AS (
  SELECT
    "country",
    COUNT(*) AS "customers"
  FROM "shop"."customers"
  GROUP BY
    "country"
), "t_total" AS (
  SELECT
    CAST(SUM("customers") AS BIGINT) AS "total"
  FROM "by_country"
)
SELECT
  "a"."country",
  "a"."customers",
  COALESCE(
    CAST(TRY_CAST(CAST(CASE WHEN "t"."total" = 0 THEN ERROR('division by zero') ELSE (100 * "a"."customers") / "t"."total" END AS TEXT) AS DECIMAL(38, 1)) AS DOUBLE),
    CASE WHEN "t"."total" = 0 THEN ERROR('division by zero') ELSE (100 * "a"."customers") / "t"."total" END
  ) AS "percent"
FROM "by_country" AS "a"
CROSS JOIN "t_total" AS "t"
