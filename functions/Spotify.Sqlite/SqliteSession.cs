using Microsoft.Data.Sqlite;

namespace Spotify.Sqlite;

/// <summary>
/// One open connection with its prepared statements: a statement is compiled on first use and kept for the life of the session.
/// Not thread-safe; whoever holds the session uses it alone.
/// </summary>
public sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private IDisposable? _companion;

    internal SqliteSession(SqliteConnection connection) => Connection = connection;

    /// <summary>The connection itself, for what prepared statements do not cover (schema, pragmas).</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Whether a transaction is open, as SQLite itself knows it.</summary>
    internal bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    /// <summary>The prepared statement for <paramref name="sql"/>, its parameters bound in the order given as <c>$1</c>, <c>$2</c>, ...</summary>
    /// <param name="sql">One statement; the same text is prepared once.</param>
    /// <param name="parameters">Values for <c>$1</c> onwards; null is SQL NULL.</param>
    /// <returns>A command owned by the session: execute it, dispose its reader, never the command.</returns>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this code base; values travel as parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            _commands.Add(sql, command);
        }

        for (var i = command.Parameters.Count; i < parameters.Length; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1) });
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>
    /// The one object that the owner of the database keeps with each session, such as statements made by hand on <see cref="Connection"/>:
    /// made on first use, disposed before the connection.
    /// </summary>
    /// <param name="create">Makes it. All calls on the sessions of one database must ask for the same type.</param>
    public T Companion<T>(Func<SqliteConnection, T> create)
        where T : class, IDisposable
    {
        _companion ??= create(Connection);
        return (T)_companion;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <inheritdoc cref="Command"/>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters) => Command(sql, parameters).ExecuteNonQuery();

    /// <summary>Runs a query for one value.</summary>
    /// <inheritdoc cref="Command"/>
    /// <returns>The first column of the first row, or default when there is no row or it is NULL.</returns>
    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var reader = Command(sql, parameters).ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetFieldValue<T>(0) : default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _companion?.Dispose();
        foreach (var command in _commands.Values)
            command.Dispose();
        Connection.Dispose();
    }
}
