using Microsoft.Extensions.Options;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>The runtime's own state in one SQLite file, <c>runtime.db</c>: histories, checkpoints, receipts, schedules, keys. Each part adds its tables.</summary>
internal sealed class RuntimeDatabase(IOptions<EmbeddedRuntimeOptions> options) : IAsyncDisposable
{
    /// <summary>The open database.</summary>
    public SqliteDatabase Database { get; } = new(Path.Combine(options.Value.DataDirectory, "runtime.db"), "SELECT 1");

    /// <summary>Creates a part's tables where they are missing.</summary>
    /// <param name="ddl">Idempotent statements.</param>
    public Task EnsureAsync(string ddl) => Database.WriteAsync(session =>
    {
        using var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // DDL is a constant of the runtime.
        command.CommandText = ddl;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
