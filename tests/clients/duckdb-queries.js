// The documented queries of the archive. In the view, FOLDER is where "events/" lies: a folder, or "az://archive" with DuckDB's extension "azure".

// Columns are named, so that a field that few rows have is there even if the first rows lack it. Hub, date and hour come from the path; a filter on date reads that day's files only.
exports.view = (folder) => `
CREATE VIEW plays AS
SELECT * FROM read_json('${folder}/events/hub=plays/*/*/part-*.jsonl.gz',
  format = 'newline_delimited', hive_partitioning = true,
  columns = {
    writer: 'VARCHAR', sequence: 'BIGINT', "index": 'INTEGER', received_at: 'TIMESTAMP', listener: 'VARCHAR', tier: 'VARCHAR', market: 'VARCHAR',
    device: 'VARCHAR', device_type: 'VARCHAR', app_version: 'VARCHAR', event_id: 'VARCHAR', type: 'VARCHAR', "at": 'TIMESTAMP', at_corrected: 'TIMESTAMP',
    session: 'VARCHAR', track: 'VARCHAR', position_ms: 'INTEGER', from_ms: 'INTEGER', context_type: 'VARCHAR', context_id: 'VARCHAR', offline: 'BOOLEAN',
    first_audio_ms: 'INTEGER', rebuffer_count: 'INTEGER', rebuffer_ms: 'INTEGER', error_code: 'VARCHAR'})
-- A client that heard no answer sends its events again: the archive has both receipts, a statistic wants one.
QUALIFY row_number() OVER (PARTITION BY listener, device, session, event_id ORDER BY received_at, writer, sequence, "index") = 1`;

exports.queries = {
  plays_by_market_and_day: `
SELECT strftime(date::DATE, '%Y-%m-%d') AS day, market, count(*) AS starts, count(DISTINCT listener) AS listeners
FROM plays WHERE type = 'start'
GROUP BY day, market ORDER BY day, market`,

  skip_rate_by_track: `
SELECT track, count(*) FILTER (type = 'start') AS starts, count(*) FILTER (type = 'skip') AS skips,
  round(skips / starts, 3) AS skip_rate
FROM plays
GROUP BY track HAVING starts > 0 ORDER BY starts DESC, track`,

  first_audio_by_app_version: `
SELECT app_version, count(*) AS starts,
  quantile_disc(first_audio_ms, 0.50) AS p50_ms, quantile_disc(first_audio_ms, 0.95) AS p95_ms, quantile_disc(first_audio_ms, 0.99) AS p99_ms
FROM plays WHERE type = 'start' AND first_audio_ms IS NOT NULL
GROUP BY app_version ORDER BY app_version`,
};
