"""What each mart of the flights example should hold, as SQL over the data's own files.

Written apart from the specs and in another way where there is one (a self join for a moving sum, a
subquery for a rank), so that the two agree only if both are right.
"""

from __future__ import annotations

FLIGHTS = """
    select *, make_date(year, month, day) as d from 'data/flights.parquet'
"""

REFERENCE = {
    "select carrier, carrier_name, month, flights, cancelled, arrived, on_time, "
    "round(mean_arr_delay, 6), median_arr_delay, on_time_percent from mart.carrier_month": f"""
        select f.carrier, name, cast(date_trunc('month', d) as date), count(*), count(*) filter (dep_time is null),
          count(*) filter (arr_delay is not null), count(*) filter (arr_delay < 15),
          round(avg(arr_delay), 6), quantile_cont(arr_delay, 0.5),
          round(100 * cast(count(*) filter (arr_delay < 15) as decimal(18, 9)) / count(arr_delay), 1)
        from ({FLIGHTS}) f, 'data/airlines.parquet' a where a.carrier = f.carrier group by all
    """,
    "select carrier, month, round(change, 6) from mart.carrier_month": f"""
        with m as (
          select carrier, month as n, avg(arr_delay) as mean, any_value(cast(date_trunc('month', d) as date)) as month
          from ({FLIGHTS}) group by carrier, n
        )
        select m.carrier, m.month, round(m.mean - before.mean, 6)
        from m left join m as before on before.carrier = m.carrier and before.n = (
          select max(n) from m as x where x.carrier = m.carrier and x.n < m.n)
    """,
    "select carrier, arrived, cancelled, diverted from mart.carrier_outcomes": """
        select carrier, count(arr_delay), count(*) - count(dep_time), count(dep_time) - count(arr_delay)
        from 'data/flights.parquet' group by carrier
    """,
    "select origin, dest, dest_name, miles, flights, round(mean_arr_delay, 6), delay_rank "
    "from mart.route_performance": """
        with r as (
          select origin, dest, min(distance) as miles, count(*) as n, avg(arr_delay) as mean
          from 'data/flights.parquet' group by all
        )
        select origin, dest, (select name from 'data/airports.parquet' where faa = dest), miles, n,
          round(mean, 6), 1 + (select count(*) from r as x where x.origin = r.origin
            and coalesce(x.mean, -1e9) > coalesce(r.mean, -1e9))
        from r
    """,
    "select flight_date, flights, on_time_percent_7d from mart.daily_on_time": f"""
        with f as ({FLIGHTS}), days as (select d, count(*) as n from f group by d)
        select days.d, n, round(100 * cast(count(*) filter (arr_delay < 15) as decimal(18, 9))
          / count(arr_delay), 1)
        from days, f where f.d between days.d - 6 and days.d group by days.d, n
    """,
    "select age_band, flights, planes, round(mean_dep_delay, 6), round(mean_arr_delay, 6) "
    "from mart.plane_age": """
        select case when f.tailnum is null then 'no tail number'
            when not exists (select 1 from 'data/planes.parquet' q where q.tailnum = f.tailnum)
              then 'unknown plane'
            when p.year is null then 'unknown age'
            when 2013 - p.year >= 25 then '25+'
            else (2013 - p.year) // 5 * 5 || '-' || (2013 - p.year) // 5 * 5 + 4 end,
          count(*), count(distinct f.tailnum), round(avg(dep_delay), 6), round(avg(arr_delay), 6)
        from 'data/flights.parquet' f left join 'data/planes.parquet' p using (tailnum) group by 1
    """,
    "select visibility, rain_or_snow, flights, cancelled, round(mean_dep_delay, 6) "
    "from mart.departure_weather": """
        select case when visib >= 5 then 'over 5 miles' when visib >= 1 then '1 to 5 miles'
            when visib >= 0 then 'under 1 mile' else 'not observed' end,
          precip is not null and precip > 0, count(*), count(*) filter (dep_time is null),
          round(avg(dep_delay), 6)
        from 'data/flights.parquet' left join 'data/weather.parquet' using (origin, time_hour)
        group by all
    """,
    "select worst, flight_date, round(mean_arr_delay, 6), lowest_visibility, heaviest_hour, "
    "strongest_wind from mart.worst_days": f"""
        with f as (select d, avg(arr_delay) as mean from ({FLIGHTS}) group by d
                   order by mean desc, d limit 20)
        select row_number() over (order by mean desc, d), d, round(mean, 6), min(visib), max(precip),
          max(wind_speed) filter (wind_speed < 200)
        from f join 'data/weather.parquet' on d = make_date(year, month, day) group by d, mean
    """,
    "select tailnum, flights, carriers, first_seen, last_seen from mart.unmatched_planes": f"""
        select tailnum, count(*), count(distinct carrier), min(d), max(d) from ({FLIGHTS})
        where tailnum not in (select tailnum from 'data/planes.parquet') group by tailnum
    """,
    "select flight_date, carrier, flight, origin, departures from mart.flight_numbers": f"""
        select d, carrier, flight, min_by(origin, sched_dep_time), count(*) from ({FLIGHTS})
        group by d, carrier, flight
    """,
}
