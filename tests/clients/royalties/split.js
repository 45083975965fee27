// Splits a month's pools by SQL alone, from rows that were exported as CSV: an engine that shares no line of code with the one that it is compared to.
// node royalties/split.js FOLDER: reads plays, earlier, facts, fees, pools, agreements, publishing, splits and rules; writes payouts.csv.
//
// Every number is a whole one, in HUGEINT where 64 bits are not enough. A largest remainder is a floor and a row number over the rests.
const { DuckDBInstance } = require("@duckdb/node-api");

const tables = {
  plays: "listener VARCHAR, country VARCHAR, product VARCHAR, track VARCHAR, isrc VARCHAR, label VARCHAR, delta BIGINT, active BOOLEAN",
  earlier: "track VARCHAR, listener VARCHAR",
  facts: "track VARCHAR, id VARCHAR, artist BIGINT, duration_ms BIGINT, noise BOOLEAN",
  fees: "listener VARCHAR, country VARCHAR, product VARCHAR, currency VARCHAR, net BIGINT",
  pools: "country VARCHAR, product VARCHAR, currency VARCHAR, net BIGINT",
  agreements: "id VARCHAR, label VARCHAR, product VARCHAR, model VARCHAR, share_bp BIGINT",
  publishing: "track VARCHAR, id VARCHAR, share_bp BIGINT",
  splits: "track VARCHAR, side BIGINT, holder VARCHAR, percent BIGINT, escrow BOOLEAN",
  rules: "min_streams BIGINT, min_listeners BIGINT, noise_min_ms BIGINT, noise_hundredths BIGINT, pro_streams BIGINT, pro_listeners BIGINT, cap BIGINT, first_price BIGINT, "
    + "priced_plays BIGINT, master_bp BIGINT, publishing_bp BIGINT",
};

const load = (folder) => Object.entries(tables).map(([name, columns]) => `
CREATE TABLE ${name} AS SELECT * FROM read_csv('${folder}/${name}.csv', header = true, nullstr = '',
  columns = {${columns.split(", ").map((column) => column.split(" ")).map(([field, type]) => `${field}: '${type}'`).join(", ")}})`);

const split = [
  // What each listener heard, and what that makes of tracks and artists.
  `CREATE TABLE heard AS SELECT listener, country, product, track, isrc, label, sum(delta)::BIGINT AS plays, coalesce(sum(delta) FILTER (active), 0)::BIGINT AS active
   FROM plays GROUP BY ALL HAVING sum(delta) <> 0`,
  `CREATE TABLE tracks AS
   WITH year AS (SELECT track, listener, plays FROM heard UNION ALL SELECT track, listener, 1 FROM earlier)
   SELECT track, sum(plays) AS streams, count(DISTINCT listener) AS listeners FROM year GROUP BY track`,
  `CREATE TABLE professionals AS
   SELECT artist FROM heard JOIN facts USING (track) CROSS JOIN rules WHERE artist IS NOT NULL
   GROUP BY artist, pro_streams, pro_listeners HAVING sum(plays) >= pro_streams AND count(DISTINCT listener) >= pro_listeners`,
  `CREATE TABLE terms AS
   SELECT track, CASE WHEN coalesce(noise, false) THEN noise_hundredths ELSE 100 END AS hundredths, artist IN (FROM professionals) AS professional
   FROM tracks LEFT JOIN facts USING (track) CROSS JOIN rules
   WHERE streams >= min_streams AND listeners >= min_listeners AND NOT (coalesce(noise, false) AND duration_ms < noise_min_ms)`,
  `CREATE TABLE paid AS SELECT heard.*, hundredths, coalesce(professional, false) AS professional FROM heard JOIN terms USING (track)`,

  // By listeners: each fee, in billionths, over what the listener heard in the fee's market.
  `CREATE TABLE user_centric AS
   WITH cut AS (
     SELECT country, product, currency, listener, track, isrc, label, net::HUGEINT * 1000000000 AS budget, plays * hundredths AS weight,
       sum(plays * hundredths) OVER (PARTITION BY listener, country, product, currency) AS total
     FROM paid JOIN fees USING (listener, country, product) WHERE net > 0),
   floors AS (SELECT *, budget * weight // total AS part, budget * weight % total AS rest FROM cut),
   ranked AS (
     SELECT *, budget - sum(part) OVER (PARTITION BY listener, country, product, currency) AS missing,
       row_number() OVER (PARTITION BY listener, country, product, currency ORDER BY rest DESC, track, isrc NULLS FIRST, label NULLS FIRST) AS place
     FROM floors)
   SELECT country, product, currency, track, isrc, label, sum(part + CASE WHEN place <= missing THEN 1 ELSE 0 END)::HUGEINT AS weight FROM ranked GROUP BY ALL`,

  // By weighted streams: a listener's streams over all markets, cut to the cap; what was chosen and what was not are lines of their own.
  `CREATE TABLE artist_centric AS
   WITH lines AS (
     SELECT listener, country, product, track, isrc, label, hundredths, professional, 0 AS chosen, plays - active AS streams FROM paid
     UNION ALL SELECT listener, country, product, track, isrc, label, hundredths, professional, 1, active FROM paid),
   cut AS (SELECT *, sum(streams) OVER (PARTITION BY listener) AS total, cap FROM lines CROSS JOIN rules),
   floors AS (
     SELECT *, least(total, cap)::HUGEINT * 1000000000 AS budget, budget * streams // total AS part, budget * streams % total AS rest FROM cut),
   ranked AS (
     SELECT *, budget - sum(part) OVER (PARTITION BY listener) AS missing,
       row_number() OVER (PARTITION BY listener ORDER BY rest DESC, country, product, track, isrc NULLS FIRST, label NULLS FIRST, chosen) AS place
     FROM floors)
   SELECT country, product, track, isrc, label,
     sum((part + CASE WHEN place <= missing THEN 1 ELSE 0 END) * (1 + chosen) * (CASE WHEN professional THEN 2 ELSE 1 END) * hundredths)::HUGEINT AS weight
   FROM ranked GROUP BY ALL`,

  // By prices: the nth play of a listener costs double the one before, until the track is its own.
  `CREATE TABLE stream_to_own AS
   WITH counted AS (
     SELECT *, sum(plays) OVER (PARTITION BY listener, track ORDER BY country, product, isrc NULLS FIRST, label NULLS FIRST ROWS UNBOUNDED PRECEDING)::BIGINT AS upto
     FROM paid CROSS JOIN rules)
   SELECT country, product, track, isrc, label,
     sum(first_price * ((1::BIGINT << least(upto, priced_plays)::INT) - (1::BIGINT << least(upto - plays, priced_plays)::INT)) * hundredths)::HUGEINT AS weight
   FROM counted GROUP BY ALL`,

  // What a recording weighs in each pool, under the model of its master agreement.
  `CREATE TABLE weights AS
   WITH streams AS (SELECT country, product, track, isrc, label, sum(plays) AS streams, sum(plays * hundredths)::HUGEINT AS pro_rata FROM paid GROUP BY ALL),
   models AS (
     SELECT p.country, p.product, p.currency, p.net, s.track, s.isrc, s.label, s.streams, s.pro_rata, a.id AS agreement, a.share_bp, coalesce(a.model, 'pro_rata') AS model,
       CASE coalesce(a.model, 'pro_rata')
         WHEN 'pro_rata' THEN s.pro_rata
         WHEN 'user_centric' THEN coalesce(u.weight, 0)
         WHEN 'artist_centric' THEN r.weight
         ELSE o.weight END AS weight
     FROM streams s JOIN pools p USING (country, product)
     LEFT JOIN agreements a ON a.label = s.label AND a.product = s.product
     LEFT JOIN user_centric u ON u.country = p.country AND u.product = p.product AND u.currency = p.currency AND u.track = s.track
       AND u.isrc IS NOT DISTINCT FROM s.isrc AND u.label IS NOT DISTINCT FROM s.label
     LEFT JOIN artist_centric r ON r.country = s.country AND r.product = s.product AND r.track = s.track AND r.isrc IS NOT DISTINCT FROM s.isrc AND r.label IS NOT DISTINCT FROM s.label
     LEFT JOIN stream_to_own o ON o.country = s.country AND o.product = s.product AND o.track = s.track AND o.isrc IS NOT DISTINCT FROM s.isrc AND o.label IS NOT DISTINCT FROM s.label),
   checked AS (SELECT *, sum(weight) OVER (PARTITION BY country, product, currency, model) AS of_model FROM models)
   SELECT * EXCLUDE (weight, of_model), CASE WHEN of_model = 0 THEN pro_rata ELSE weight END AS weight FROM checked`,

  // Who gets each side: the splits, or the payee of the agreement, or an account of escrow.
  `CREATE TABLE owed AS
   SELECT w.*, 0 AS side, w.agreement AS terms, w.share_bp AS bp, coalesce(s.holder, w.label) AS holder, coalesce(s.percent, 100) AS percent, coalesce(s.escrow, false) AS escrow
   FROM weights w LEFT JOIN splits s ON s.track = w.track AND s.side = 0 WHERE w.agreement IS NOT NULL
   UNION ALL
   SELECT w.*, 0, NULL, master_bp, 'escrow:' || CASE WHEN w.label IS NULL THEN 'no_owner' ELSE 'no_agreement' END || ':master:' || f.id, 100, true
   FROM weights w JOIN facts f USING (track) CROSS JOIN rules WHERE w.agreement IS NULL
   UNION ALL
   SELECT w.*, 1, p.id, p.share_bp, s.holder, s.percent, s.escrow
   FROM weights w JOIN publishing p USING (track) JOIN splits s ON s.track = w.track AND s.side = 1
   UNION ALL
   SELECT w.*, 1, p.id, coalesce(p.share_bp, publishing_bp),
     'escrow:' || CASE WHEN w.track IN (SELECT track FROM splits WHERE side = 1) THEN 'no_agreement' ELSE 'unclaimed' END || ':publishing:' || f.id, 100, true
   FROM weights w JOIN facts f USING (track) LEFT JOIN publishing p USING (track) CROSS JOIN rules
   WHERE p.id IS NULL OR w.track NOT IN (SELECT track FROM splits WHERE side = 1)`,

  // One rounding for each pool: N x (streams of the model / streams) x (weight / weights of the model) x share. The two largest factors are divided by what they have in common.
  `CREATE TABLE exact AS
   WITH models AS (SELECT country, product, currency, net, model, sum(pro_rata) AS of_model, sum(weight) AS weights FROM weights GROUP BY ALL),
   pooled AS (SELECT *, sum(of_model) OVER (PARTITION BY country, product, currency) AS streams FROM models),
   holders AS (
     SELECT country, product, currency, model, side, terms, holder, escrow, bp, sum(weight * percent)::HUGEINT AS weight
     FROM owed GROUP BY ALL)
   SELECT h.country, h.product, h.currency, h.model, h.side, h.terms, h.holder, h.escrow,
     CASE WHEN p.of_model = p.streams THEN 1 ELSE p.of_model END * (p.net * h.bp) * h.weight AS above,
     CASE WHEN p.of_model = p.streams THEN 1 ELSE p.streams END::HUGEINT * p.weights * 1000000 AS below
   FROM holders h JOIN pooled p USING (country, product, currency, model)`,
  `CREATE TABLE payouts AS
   WITH floors AS (SELECT *, above // below AS part, above % below AS rest FROM exact),
   -- What the service keeps is what is left: its rest is one less the rests of the others. Pools with one denominator are exact; others are told apart by what their rests come to.
   sums AS (
     SELECT country, product, currency, count(DISTINCT below) AS denominators, max(below) AS below, (max(below) - sum(rest) % max(below)) % max(below) AS rest,
       sum(rest::DOUBLE / below) AS shares
     FROM floors GROUP BY country, product, currency),
   kept AS (
     SELECT country, product, currency, NULL AS model, NULL AS side, NULL AS terms, '~retained' AS holder, NULL AS escrow, NULL AS part,
       CASE WHEN denominators = 1 THEN rest ELSE 0 END AS rest, below, CASE WHEN denominators = 1 THEN rest::DOUBLE / below ELSE ceil(shares) - shares END AS share
     FROM sums),
   units AS (
     SELECT p.country, p.product, p.currency, p.net - coalesce(sum(f.part), 0) AS free, round(coalesce(sum(f.rest::DOUBLE / f.below), 0) + coalesce(any_value(k.share), 0))::BIGINT AS missing
     FROM pools p LEFT JOIN floors f USING (country, product, currency) LEFT JOIN kept k USING (country, product, currency) GROUP BY p.country, p.product, p.currency, p.net),
   everybody AS (
     SELECT country, product, currency, model, side, terms, holder, escrow, part, rest, below, rest::DOUBLE / below AS share FROM floors
     UNION ALL BY NAME SELECT * FROM kept),
   ranked AS (
     SELECT *, row_number() OVER (PARTITION BY country, product, currency
       ORDER BY share DESC, rest DESC, holder, side, terms NULLS FIRST, array_position(['pro_rata', 'user_centric', 'artist_centric', 'stream_to_own'], model)) AS place
     FROM everybody)
   SELECT r.country, r.product, r.currency, r.holder, r.side, r.terms, r.model, r.escrow, r.part + CASE WHEN r.place <= u.missing THEN 1 ELSE 0 END AS amount
   FROM ranked r JOIN units u USING (country, product, currency) WHERE r.holder <> '~retained'`,
];

async function main(folder) {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  const quoted = folder.replaceAll("'", "''");
  for (const sql of [...load(quoted), ...split])
    await connection.run(sql);
  await connection.run(`COPY (SELECT country, product, currency, holder, side, terms, model, amount FROM payouts ORDER BY ALL) TO '${quoted}/payouts.csv' (HEADER false)`);
  process.stdout.write(JSON.stringify({ check: "every pool is split", ok: true }) + "\n");
}

main(process.argv[2]).catch((problem) => {
  console.error(problem);
  process.exit(2);
});
