using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Spotify.Core.Search;

namespace Benchmarks;

/// <summary>
/// PostgreSQL as one would set it up for this: accents taken off, <c>tsvector</c> for words and beginnings, <c>pg_trgm</c> for what is misspelt, popularity in the ranking; a
/// cluster of its own in a temporary folder, reached by a socket. Trigrams are asked only where words find fewer than eight, as our index does with its corrections.
/// </summary>
internal sealed class SearchPostgres : ISearchSide
{
    /// <summary>What to do where there is none.</summary>
    public const string Missing = "PostgreSQL is not on this machine, so ours runs alone. Install it with: apt-get install postgresql (scenario looks for /usr/lib/postgresql/*/bin/initdb).";

    private const string Schema =
        """
        CREATE EXTENSION pg_trgm;
        CREATE EXTENSION unaccent;
        CREATE TABLE raw (id text, name text, artist text, popularity int);
        """;

    private const string Indexes =
        """
        CREATE TABLE tracks AS SELECT id, lower(unaccent(name)) AS name, lower(unaccent(name || ' ' || artist)) AS whole, popularity,
          to_tsvector('simple', lower(unaccent(name || ' ' || artist))) AS words FROM raw;
        DROP TABLE raw;
        CREATE INDEX tracks_words ON tracks USING gin (words);
        CREATE INDEX tracks_name ON tracks USING gin (name gin_trgm_ops);
        CREATE INDEX tracks_whole ON tracks USING gin (whole gin_trgm_ops);
        CREATE INDEX tracks_popularity ON tracks (popularity DESC);
        VACUUM ANALYZE tracks;
        """;

    private const string SearchSql =
        """
        WITH asked AS (SELECT to_tsquery('simple', unaccent($1)) AS words, lower(unaccent($2)) AS whole),
        found AS (
          SELECT id, 10 + similarity(name, asked.whole) + ts_rank(tracks.words, asked.words) + popularity / 300.0 AS score
          FROM tracks, asked WHERE tracks.words @@ asked.words ORDER BY score DESC LIMIT 10),
        nearly AS (
          SELECT id, greatest(similarity(name, asked.whole), similarity(tracks.whole, asked.whole)) + popularity / 1000.0 AS score
          FROM tracks, asked WHERE (SELECT count(*) FROM found) < 8 AND (name % asked.whole OR tracks.whole % asked.whole) ORDER BY score DESC LIMIT 10)
        SELECT id FROM (SELECT * FROM found UNION ALL SELECT * FROM nearly WHERE id NOT IN (SELECT id FROM found)) AS all_found ORDER BY score DESC LIMIT 10
        """;

    private const string SuggestSql =
        """
        WITH asked AS (SELECT to_tsquery('simple', unaccent($1)) AS words, lower(unaccent($2)) AS whole),
        found AS (SELECT id, 10 + popularity / 100.0 AS score FROM tracks, asked WHERE tracks.words @@ asked.words ORDER BY popularity DESC LIMIT 10),
        nearly AS (
          SELECT id, word_similarity(asked.whole, name) AS score
          FROM tracks, asked WHERE NOT EXISTS (SELECT 1 FROM found) AND asked.whole <% name ORDER BY score DESC LIMIT 10)
        SELECT id FROM (SELECT * FROM found UNION ALL SELECT * FROM nearly) AS all_found ORDER BY score DESC LIMIT 10
        """;

    private readonly string _bin;
    private readonly DirectoryInfo _folder;
    private readonly List<NpgsqlConnection> _connections = [];
    private readonly List<NpgsqlCommand> _searches = [];
    private readonly List<NpgsqlCommand> _suggests = [];

    private SearchPostgres(string bin, DirectoryInfo folder) => (_bin, _folder) = (bin, folder);

    /// <summary>Starts a cluster and loads all tracks.</summary>
    /// <returns>Null where PostgreSQL is not installed.</returns>
    public static async Task<SearchPostgres?> LoadAsync(IReadOnlyList<SearchDocument> tracks, CancellationToken cancellationToken)
    {
        const string Root = "/usr/lib/postgresql";
        var bin = Directory.Exists(Root)
            ? Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
            : null;
        if (bin is null)
            return null;
        var side = new SearchPostgres(bin, Directory.CreateTempSubdirectory("spotify-pg-"));
        try
        {
            await side.StartAsync(cancellationToken);
            await side.LoadRowsAsync(tracks, cancellationToken);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<string> Search(int thread, string query) => Ask(_searches[thread], query);

    public IReadOnlyList<string> Suggest(int thread, string typed) => Ask(_suggests[thread], typed);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await RunAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"], CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private static List<string> Ask(NpgsqlCommand command, string text)
    {
        var found = new List<string>(10);
        var words = SearchText.Of(text).Words;
        if (words.Count == 0)
            return found;
        command.Parameters[0].Value = string.Join(" & ", text.ToLowerInvariant().Split([.. text.Where(c => !char.IsLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries)) + ":*";
        command.Parameters[1].Value = text;
        if ((string)command.Parameters[0].Value! == ":*")
            return found;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await ExecuteAsync("chown", ["postgres", _folder.FullName], cancellationToken);
        await RunAsync("initdb", ["-D", Data, "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], cancellationToken);
        var options = $"-k {_folder.FullName} -c listen_addresses='' -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=1GB -c jit=off -c fsync=off "
            + "-c max_parallel_workers_per_gather=0 -c max_wal_size=8GB -c autovacuum=off";
        await RunAsync("pg_ctl", ["-D", Data, "-w", "-t", "60", "-l", Path.Combine(_folder.FullName, "log"), "-o", options, "start"], cancellationToken);
    }

    private async Task LoadRowsAsync(IReadOnlyList<SearchDocument> tracks, CancellationToken cancellationToken)
    {
        var address = new NpgsqlConnectionStringBuilder { Host = _folder.FullName, Username = "bench", Database = "postgres", Pooling = false, CommandTimeout = 0 }.ToString();
        for (var i = 0; i < SearchMeasure.Threads; i++)
        {
            var connection = new NpgsqlConnection(address);
            _connections.Add(connection);
            await connection.OpenAsync(cancellationToken);
        }

        await ExecuteAsync(_connections[0], Schema, cancellationToken);
        await using (var writer = await _connections[0].BeginBinaryImportAsync("COPY raw (id, name, artist, popularity) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var track in tracks)
            {
                await writer.StartRowAsync(cancellationToken);
                await writer.WriteAsync(track.Id, NpgsqlDbType.Text, cancellationToken);
                await writer.WriteAsync(track.Name, NpgsqlDbType.Text, cancellationToken);
                await writer.WriteAsync(string.Join(' ', track.Artists), NpgsqlDbType.Text, cancellationToken);
                await writer.WriteAsync(track.Popularity, NpgsqlDbType.Integer, cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
        }

        foreach (var statement in Indexes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            await ExecuteAsync(_connections[0], statement, cancellationToken);
        foreach (var connection in _connections)
        {
            _searches.Add(Prepare(connection, SearchSql));
            _suggests.Add(Prepare(connection, SuggestSql));
        }
    }

    private static NpgsqlCommand Prepare(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // A constant of this file.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text });
        command.Prepare();
        return command;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // A constant of this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a program of PostgreSQL, which refuses to be root.</summary>
    private Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_bin, program);
        return Environment.IsPrivilegedProcess
            ? ExecuteAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments], cancellationToken)
            : ExecuteAsync(path, arguments, cancellationToken);
    }

    private async Task ExecuteAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // Its output goes nowhere: the server that pg_ctl leaves behind would hold a pipe open for ever.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder.FullName };
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}."));
    }
}
