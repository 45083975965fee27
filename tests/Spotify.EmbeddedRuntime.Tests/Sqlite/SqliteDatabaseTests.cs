using Microsoft.Data.Sqlite;
using Shouldly;
using Spotify.Sqlite;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, body BLOB);
        CREATE TABLE IF NOT EXISTS child (item INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED);
        """;

    private const int Full = 13;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_write_that_throws_undoes_its_own_changes_and_nobody_elses()
    {
        await using var database = Open();
        var writes = await InOneCommitAsync(
            database,
            session => Insert(session, 1),
            session =>
            {
                Insert(session, 2);
                session.Execute("UPDATE item SET body = 'spoilt'");
                throw new InvalidOperationException("no");
            },
            session => Insert(session, 3));

        writes[0].IsCompletedSuccessfully.ShouldBeTrue();
        writes[1].Exception!.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("no");
        writes[2].IsCompletedSuccessfully.ShouldBeTrue();
        Ids(database).ShouldBe([1, 3]);
        database.Read(session => session.Scalar<long>("SELECT count(*) FROM item WHERE body = 'spoilt'")).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_see_every_commit_that_was_reported()
    {
        await using var database = Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var id = (writer * 1000) + i;
                await database.WriteAsync(session => Insert(session, id));
                database.Read(session => session.Scalar<long>("SELECT count(*) FROM item WHERE id = $1", id)).ShouldBe(1);
            }
        })));
        Ids(database).Count.ShouldBe(200);
    }

    [Fact]
    public async Task Disposal_commits_what_is_queued_and_then_refuses()
    {
        var database = Open();
        using var gate = new ManualResetEventSlim();
        var first = database.WriteAsync(_ => gate.Wait());
        var writes = Enumerable.Range(0, 500).Select(id => database.WriteAsync(session => Insert(session, id))).ToList();
        var closing = database.DisposeAsync();
        gate.Set();
        await closing;

        await Task.WhenAll([first, .. writes]);
        await Should.ThrowAsync<ObjectDisposedException>(() => database.WriteAsync(session => Insert(session, 1000)));
        Should.Throw<ObjectDisposedException>(() => Ids(database));
        File.Exists(database.Path + "-wal").ShouldBeFalse("the last connection folds the log into the file");
        await using var again = Open();
        Ids(again).Count.ShouldBe(500);
    }

    [Fact]
    public async Task A_full_disk_is_told_to_everyone_in_the_transaction_and_the_writer_lives_on()
    {
        await using var database = Open();
        await database.WriteAsync(session => Insert(session, 1));
        // The pages that the file has now are all that it may have.
        await database.WriteAsync(session => session.Scalar<long>("PRAGMA max_page_count=1"));
        var writes = await InOneCommitAsync(
            database,
            session => Insert(session, 2),
            session => session.Execute("INSERT INTO item VALUES (3, zeroblob(1000000))"),
            session => Insert(session, 4));

        foreach (var write in writes)
            write.Exception!.InnerException.ShouldBeOfType<SqliteException>().SqliteErrorCode.ShouldBe(Full);
        Ids(database).ShouldBe([1]);

        await database.WriteAsync(session => session.Scalar<long>("PRAGMA max_page_count=1000000"));
        await database.WriteAsync(session => session.Execute("INSERT INTO item VALUES (3, zeroblob(1000000))"));
        Ids(database).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_commit_that_fails_is_told_to_all_its_writers_and_the_writer_lives_on()
    {
        await using var database = Open();
        var writes = await InOneCommitAsync(
            database,
            session => Insert(session, 1),
            session => session.Execute("INSERT INTO child VALUES (99)"),
            session => Insert(session, 2));

        foreach (var write in writes)
            write.Exception!.InnerException.ShouldBeOfType<SqliteException>().Message.ShouldContain("FOREIGN KEY");
        Ids(database).ShouldBeEmpty();
        await database.WriteAsync(session => Insert(session, 3));
        Ids(database).ShouldBe([3]);
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        await using var database = Open();
        Should.Throw<SqliteException>(() => database.Read(session => session.Execute("INSERT INTO item VALUES (1, NULL)")));
        Ids(database).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_savepoints_put_aside_never_lies_in_memory_alone()
    {
        await using var database = Open();
        const long File = 1;
        (await database.WriteAsync(session => session.Scalar<long>("PRAGMA temp_store"))).ShouldBe(File, "see SqliteFile and SavepointTests");
        database.Read(session => session.Scalar<long>("SELECT count(*) FROM pragma_compile_options WHERE compile_options LIKE 'TEMP_STORE=%'"))
            .ShouldBe(0, "SQLite can be built to keep it in memory whatever the setting");
    }

    private static void Insert(SqliteSession session, int id) => session.Execute("INSERT INTO item VALUES ($1, NULL)", id);

    private static List<long> Ids(SqliteDatabase database) => database.Read(session =>
    {
        var ids = new List<long>();
        using var reader = session.Command("SELECT id FROM item ORDER BY id").ExecuteReader();
        while (reader.Read())
            ids.Add(reader.GetInt64(0));
        return ids;
    });

    /// <summary>Holds the writer until all are queued, so that they share a transaction, and waits until each has ended somehow.</summary>
    private static async Task<List<Task>> InOneCommitAsync(SqliteDatabase database, params Action<SqliteSession>[] works)
    {
        using var running = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var first = database.WriteAsync(_ =>
        {
            running.Set();
            gate.Wait();
        });
        running.Wait();
        var writes = works.Select(work => database.WriteAsync(work)).ToList();
        gate.Set();
        await first;
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));
        return writes;
    }

    private SqliteDatabase Open() => new(_folder.File("a.db"), Schema);
}
