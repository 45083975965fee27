// The peer of ./dev bench royalties: DuckDB splits pools over plays that lie in its own database file. All are whole numbers; every payout is what ours must come to.
// node royalties/bench.js make FILE PLAYS LISTENERS TRACKS: writes the rows. node royalties/bench.js run FILE MODEL PAYOUTS: splits them, and says how long that took.
const fs = require("node:fs");
const { DuckDBInstance } = require("@duckdb/node-api");

// The rows are a formula of their number, so that both sides have the same without a file between them: squares modulo a prime.
const prime = "4294967291";
const hash = (factor, more) => `((i * ${factor} + ${more}) % ${prime} * ((i * ${factor} + ${more}) % ${prime}) % ${prime})`;

const make = (plays, listeners, tracks) => [
  `CREATE TABLE plays AS
   WITH numbers AS (SELECT range::UBIGINT AS i FROM range(${plays})),
   hashes AS (SELECT ${hash(2654435761, 97)} AS u, ${hash(2246822519, 374761393)} AS v, ${hash(3266489917, 668265263)} AS w FROM numbers),
   picked AS (
     SELECT CASE WHEN w % 97 = 0 THEN u * ${listeners} // ${prime} % greatest(1, ${listeners} // 2000) ELSE u * ${listeners} // ${prime} END AS l,
       (v * v // ${prime}) * v // ${prime} * ${tracks} // ${prime} AS t, w FROM hashes)
   SELECT (l::HUGEINT * 18446744073709551557 + 12345) AS listener, (t::HUGEINT * 18446744073709551533 + 7) AS track,
     CASE WHEN w % 20 = 0 THEN w // 20 % 8 ELSE l % 8 END::SMALLINT AS market, (w // 400 % 2 = 1) AS active, (w // 1000 % 50 <> 0) AS counted
   FROM picked`,
  `CREATE TABLE fees AS
   SELECT l::HUGEINT * 18446744073709551557 + 12345 AS listener, (l % 8)::SMALLINT AS market, 300 + l * 7919 % 700 AS net FROM range(${listeners}) r(l) WHERE l % 10 <> 0`,
  `CREATE TABLE tracks AS
   SELECT t::HUGEINT * 18446744073709551533 + 7 AS track, t // 10 AS artist, t * 7919 % 2000 AS label, 5000 + t * 7919 % 2000 % 1000 AS bp,
     CASE WHEN t % 50 = 0 THEN 20 ELSE 100 END AS hundredths, CASE WHEN t % 3 = 0 THEN 0 ELSE 2000 END AS earlier, t % 3 <> 0 AS known
   FROM range(${tracks}) r(t)`,
];

const heard = `CREATE TEMP TABLE heard AS
  SELECT listener, market, track, count(*) AS plays, count(*) FILTER (active) AS active FROM plays WHERE counted GROUP BY listener, market, track`;

const terms = (isArtistCentric) => [
  `CREATE TEMP TABLE terms AS
   WITH distinct_tracks AS (SELECT listener, track, sum(plays) AS plays FROM heard GROUP BY listener, track),
   month AS (SELECT track, sum(plays) AS streams, count(*) AS listeners FROM distinct_tracks GROUP BY track)
   SELECT track, label, artist, hundredths FROM month JOIN tracks USING (track) WHERE streams + earlier >= 1000 AND (known OR listeners >= 50)`,
  ...(isArtistCentric
    ? [`CREATE TEMP TABLE professionals AS
        WITH distinct_artists AS (SELECT listener, artist, sum(plays) AS plays FROM heard JOIN tracks USING (track) GROUP BY listener, artist)
        SELECT artist FROM distinct_artists GROUP BY artist HAVING sum(plays) >= 1000 AND count(*) >= 500`]
    : []),
];

const weights = {
  pro_rata: `SELECT market, label, sum(plays * hundredths) AS weight FROM heard JOIN terms USING (track) GROUP BY market, label`,
  user_centric: `
    WITH cut AS (
      SELECT listener, market, track, label, net * 1000000000 AS budget, plays * hundredths AS share, sum(plays * hundredths) OVER (PARTITION BY listener)::BIGINT AS total
      FROM heard JOIN terms USING (track) JOIN fees USING (listener, market)),
    floors AS (SELECT *, budget // total * share + budget % total * share // total AS part, budget % total * share % total AS rest FROM cut),
    ranked AS (
      SELECT *, budget - sum(part) OVER (PARTITION BY listener) AS missing, row_number() OVER (PARTITION BY listener ORDER BY rest DESC, track) AS place FROM floors)
    SELECT market, label, sum(part + CASE WHEN place <= missing THEN 1 ELSE 0 END) AS weight FROM ranked GROUP BY market, label`,
  artist_centric: `
    WITH paid AS (SELECT listener, market, track, label, plays, active, hundredths * CASE WHEN artist IN (FROM professionals) THEN 2 ELSE 1 END AS worth FROM heard JOIN terms USING (track)),
    totals AS (SELECT listener, sum(plays)::BIGINT AS total FROM paid GROUP BY listener HAVING sum(plays) > 1000),
    few AS (SELECT market, label, sum((plays + active)::HUGEINT * 1000000000 * worth) AS weight FROM paid ANTI JOIN totals USING (listener) GROUP BY market, label),
    lines AS (
      SELECT listener, market, track, label, worth, 0 AS chosen, plays - active AS streams, total FROM paid JOIN totals USING (listener)
      UNION ALL SELECT listener, market, track, label, worth, 1, active, total FROM paid JOIN totals USING (listener)),
    floors AS (SELECT *, 1000000000000 // total * streams + 1000000000000 % total * streams // total AS part, 1000000000000 % total * streams % total AS rest FROM lines),
    ranked AS (
      SELECT *, 1000000000000 - sum(part) OVER (PARTITION BY listener) AS missing,
        row_number() OVER (PARTITION BY listener ORDER BY rest DESC, market, track, chosen) AS place FROM floors),
    many AS (
      SELECT market, label, sum((part + CASE WHEN place <= missing THEN 1 ELSE 0 END)::HUGEINT * (1 + chosen) * worth) AS weight FROM ranked GROUP BY market, label)
    SELECT market, label, sum(weight) AS weight FROM (FROM few UNION ALL FROM many) GROUP BY market, label`,
  stream_to_own: `
    WITH counted AS (
      SELECT market, label, plays, hundredths, sum(plays) OVER (PARTITION BY listener, track ORDER BY market ROWS UNBOUNDED PRECEDING)::BIGINT AS upto
      FROM heard JOIN terms USING (track))
    SELECT market, label, sum(2 * ((1::BIGINT << least(upto, 9)::INT) - (1::BIGINT << least(upto - plays, 9)::INT)) * hundredths) AS weight FROM counted GROUP BY market, label`,
};

const payouts = (weight) => `
  CREATE TEMP TABLE payouts AS
  WITH weighed AS (${weight}),
  pools AS (SELECT market, sum(net)::HUGEINT AS net FROM fees GROUP BY market),
  totals AS (SELECT market, sum(weight)::HUGEINT AS total FROM weighed GROUP BY market),
  exact AS (
    SELECT market, label, net, net * (5000 + label % 1000) * weight::HUGEINT AS above, total * 10000 AS below FROM weighed JOIN totals USING (market) JOIN pools USING (market)),
  everybody AS (
    SELECT market, 'L' || label AS holder, net, above, below FROM exact
    UNION ALL SELECT market, '~retained', any_value(net), any_value(net * below) - sum(above), any_value(below) FROM exact GROUP BY market),
  floors AS (SELECT market, holder, net, above // below AS part, above % below AS rest FROM everybody),
  ranked AS (
    SELECT *, net - sum(part) OVER (PARTITION BY market) AS missing, row_number() OVER (PARTITION BY market ORDER BY rest DESC, holder) AS place FROM floors)
  SELECT market, holder, part + CASE WHEN place <= missing THEN 1 ELSE 0 END AS amount FROM ranked`;

async function main([command, file, ...rest]) {
  const connection = await (await DuckDBInstance.create(file, { threads: "2", memory_limit: "8GB" })).connect();
  if (command === "make") {
    for (const sql of make(...rest))
      await connection.run(sql);
    return;
  }

  const [model, into] = rest;
  const begun = process.hrtime.bigint();
  for (const sql of [heard, ...terms(model === "artist_centric"), payouts(weights[model])]) {
    const at = process.hrtime.bigint();
    await connection.run(sql);
    if (process.env.BENCH_STEPS)
      console.error(sql.slice(0, 40).replaceAll("\n", " "), Number(process.hrtime.bigint() - at) / 1e9);
  }
  await connection.run(`COPY (SELECT market, holder, amount FROM payouts ORDER BY market, holder) TO '${into.replaceAll("'", "''")}' (HEADER false)`);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  const peak = fs.existsSync("/proc/self/status") ? Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) / 1024 : process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${seconds} ${peak}\n`);
}

main(process.argv.slice(2)).catch((problem) => {
  console.error(problem);
  process.exit(2);
});
