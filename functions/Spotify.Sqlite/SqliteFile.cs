using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Spotify.Sqlite;

/// <summary>How a file is opened: the settings of every connection, and what a file must be before it is used.</summary>
internal static class SqliteFile
{
    // "Spfy" in ASCII, in bytes 68 to 71 of the file (https://www.sqlite.org/fileformat2.html#application_id).
    private const int ApplicationId = 0x53706679;

    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>Opens the connection that writes, creates the file when missing, holds it against what it must be and runs the schema.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, no database, or another program's; the message names it and says what to do.</exception>
    public static SqliteSession OpenToWrite(string path, string schema)
    {
        try
        {
            return OpenAndCheck(path, schema);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Corrupt)
        {
            throw new InvalidDataException(DamagedMessage(path, exception.Message), exception);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == NotADatabase)
        {
            throw new InvalidDataException(NoDatabaseMessage(path), exception);
        }
    }

    /// <summary>Opens a connection that only reads.</summary>
    public static SqliteSession OpenToRead(string path)
    {
        var session = Open(path);
        session.Execute("PRAGMA query_only=1");
        return session;
    }

    private static SqliteSession OpenAndCheck(string path, string schema)
    {
        var session = Open(path);
        try
        {
            session.Execute("PRAGMA journal_mode=WAL");
            // FULL: a commit that was reported survives a power cut, not only a crash of the process.
            session.Execute("PRAGMA synchronous=FULL");
            session.Execute("PRAGMA wal_autocheckpoint=4000");
            Check(session, path);
            RunScript(session, schema);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a connection. Two settings are left as they are by default, on purpose.
    /// <c>temp_store</c> is a file, never MEMORY: from SQLite 3.35.0 to 3.37.1 (the package brings 3.35.5) the pages that a savepoint puts aside are lost
    /// count of in memory, when an inner savepoint or a statement ends while 254 of them, or a multiple, are kept for the outer one
    /// (https://www.sqlite.org/releaselog/3_37_2.html); the next ROLLBACK TO then writes pieces of other pages over good ones. The first 64 KiB stay in
    /// memory with a file too, in one piece, where that fault cannot happen; a larger sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL) is no way out, for
    /// 3.35 cannot write more than 128 KiB of it to the file at once.
    /// <c>mmap_size</c> is 0: an I/O error on a mapped page is a signal that ends the process, where a read reports it.
    /// </summary>
    private static SqliteSession Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        var session = new SqliteSession(connection);
        try
        {
            connection.Open();
            session.Execute("PRAGMA busy_timeout=30000");
            session.Execute("PRAGMA temp_store=FILE");
            session.Execute("PRAGMA mmap_size=0");
            session.Execute("PRAGMA cache_size=-16000");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the header, the schema and the way to the first row of each table: some pages, whatever the size of the file, and enough to notice a file that was
    /// cut off, overwritten or mixed up. Damage deeper down is for <c>PRAGMA integrity_check</c>, which reads the whole file.
    /// </summary>
    private static void Check(SqliteSession session, string path)
    {
        var id = session.Scalar<int>("PRAGMA application_id");
        if (id is not 0 and not ApplicationId)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"The database file '{path}' belongs to another program (application id 0x{id:x8}). Move it away, or set another data directory."));
        }

        var tables = new List<string>();
        using (var reader = session.Command("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").ExecuteReader())
        {
            while (reader.Read())
                tables.Add(reader.GetString(0));
        }

        foreach (var table in tables)
            RunScript(session, $"SELECT 1 FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\" LIMIT 1");
        if (id == 0)
            session.Execute($"PRAGMA application_id={ApplicationId}");
    }

    private static void RunScript(SqliteSession session, string sql)
    {
        using var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the caller's code, or a name out of the schema, quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string DamagedMessage(string path, string detail) =>
        $"The database file '{path}' is damaged ({detail}). Stop the service, keep a copy of this file and of '{path}-wal', then put a backup in its place. "
        + $"Without a backup, SQLite's own shell saves what can still be read: sqlite3 '{path}' .recover | sqlite3 recovered.db";

    private static string NoDatabaseMessage(string path) =>
        $"The file '{path}' is not an SQLite database, or its header was overwritten. If it is not meant to be one, move it away or set another data directory; "
        + "if it is, put a backup in its place.";
}
