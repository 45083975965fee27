using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Spotify.Sqlite;

/// <summary>
/// One SQLite file in WAL mode with one writer thread and many readers. Writes that are waiting together share one transaction and
/// therefore one fsync (group commit): each is still all-or-nothing in a savepoint of its own, and its task completes only after the
/// commit is on the disk.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    private const int MaxWritesPerCommit = 4096;

    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly BlockingCollection<Write> _queue = new(new ConcurrentQueue<Write>(), boundedCapacity: 65536);
    private readonly Thread _writer;
    private int _disposed;

    /// <summary>Opens or creates the file and runs <paramref name="schema"/> on it.</summary>
    /// <param name="path">The database file; its folder is created when missing.</param>
    /// <param name="schema">Idempotent DDL (<c>CREATE TABLE IF NOT EXISTS ...</c>).</param>
    /// <exception cref="InvalidDataException">The file is damaged, no database, or another program's; the message names it and says what to do.</exception>
    /// <exception cref="SqliteException">The file cannot be opened, or another process holds it exclusively.</exception>
    public SqliteDatabase(string path, string schema)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var session = SqliteFile.OpenToWrite(Path, schema);
        _writer = new Thread(() => WriteLoop(session)) { IsBackground = true, Name = $"sqlite-writer {System.IO.Path.GetFileName(Path)}" };
        _writer.Start();
    }

    /// <summary>The full path of the database file.</summary>
    public string Path { get; }

    /// <summary>Queues <paramref name="work"/> for the writer; it runs inside a transaction that is committed durably before the task completes.</summary>
    /// <param name="work">Runs on the writer thread, alone, once. When it throws, its own changes are undone and nobody else's.</param>
    /// <param name="cancellationToken">Cancels the wait for a place in the queue; work that is queued runs.</param>
    /// <returns>What <paramref name="work"/> returned, after the commit.</returns>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken = default)
    {
        var write = new Write<T>(work);
        try
        {
            _queue.Add(write, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(SqliteDatabase));
        }

        return write.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<SqliteSession> work, CancellationToken cancellationToken = default) =>
        WriteAsync(session => { work(session); return true; }, cancellationToken);

    /// <summary>Runs <paramref name="query"/> on a read connection of its own; it sees every commit that has been reported.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (!_readers.TryTake(out var session))
            session = SqliteFile.OpenToRead(Path);

        try
        {
            return query(session);
        }
        finally
        {
            _readers.Add(session);
            // The database may have been closed meanwhile, and then nobody comes for what is in the bag.
            if (Volatile.Read(ref _disposed) != 0)
                CloseReaders();
        }
    }

    /// <summary>Commits what is queued, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _queue.CompleteAdding();
        await Task.Run(_writer.Join);
        CloseReaders();
        _queue.Dispose();
    }

    private void CloseReaders()
    {
        while (_readers.TryTake(out var session))
            session.Dispose();
    }

    private void WriteLoop(SqliteSession session)
    {
        var batch = new List<Write>(256);
        using (session)
        {
            foreach (var first in _queue.GetConsumingEnumerable())
            {
                batch.Clear();
                batch.Add(first);
                while (batch.Count < MaxWritesPerCommit && _queue.TryTake(out var next))
                    batch.Add(next);
                Commit(session, batch);
            }
        }
    }

    private static void Commit(SqliteSession session, List<Write> batch)
    {
        try
        {
            session.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                session.Execute("SAVEPOINT one");
                if (!write.TryRun(session))
                {
                    // A full disk or an I/O error ends the whole transaction by itself: then that is what everyone in it is told.
                    if (!session.IsInTransaction)
                        throw write.Error!;
                    session.Execute("ROLLBACK TO one");
                }

                session.Execute("RELEASE one");
            }

            session.Execute("COMMIT");
        }
#pragma warning disable CA1031 // Whatever broke the transaction is reported to everyone who waits for it; the writer lives on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RollBack(session);
            foreach (var write in batch)
                write.Fail(exception);
            return;
        }

        foreach (var write in batch)
            write.Complete();
    }

    private static void RollBack(SqliteSession session)
    {
        if (!session.IsInTransaction)
            return;
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The disk again, and the caller reports that already; a transaction that stays open fails the next BEGIN, which comes here once more.
        }
    }

    private abstract class Write
    {
        /// <summary>What the work threw, if it did.</summary>
        public Exception? Error { get; protected set; }

        public abstract bool TryRun(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<SqliteSession, T> work) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override bool TryRun(SqliteSession session)
        {
            try
            {
                _result = work(session);
                return true;
            }
#pragma warning disable CA1031 // The caller's own exception goes back to the caller.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Error = exception;
                return false;
            }
        }

        public override void Complete()
        {
            if (Error is null)
                _done.SetResult(_result);
            else
                _done.SetException(Error);
        }

        public override void Fail(Exception exception) => _done.SetException(Error ?? exception);
    }
}
