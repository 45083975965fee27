using System.Security.Cryptography;
using Shouldly;
using Spotify.Sqlite;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Sqlite;

public sealed class SavepointTests : IDisposable
{
    private const int Rows = 600;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The corruption of SQLite 3.35.0 to 3.37.1 under temp_store=MEMORY: when an inner savepoint ended while 254 pages (or a multiple) were put aside for
    /// the outer one, a rollback of the outer one brought back none of the pages after them, or one of which the greater part was another page's.
    /// </summary>
    [Fact]
    public async Task Whatever_number_of_pages_a_savepoint_has_put_aside_a_rollback_brings_all_of_them_back()
    {
        // A row a page: each row that changes is one page that must come back.
        await using var database = new SqliteDatabase(_folder.File("a.db"), "CREATE TABLE row (id INTEGER PRIMARY KEY, changed INTEGER NOT NULL, body BLOB NOT NULL)");
        await database.WriteAsync(session =>
        {
            for (var id = 1; id <= Rows; id++)
                session.Execute("INSERT INTO row VALUES ($1, 0, randomblob(3000))", id);
        });
        var before = Sum(database);

        var wrong = new List<int>();
        foreach (var pages in TestScale.IsFull ? Enumerable.Range(1, 520) : [1, 14, 15, 16, 63, .. Enumerable.Range(245, 16), 507, 508, 509])
        {
            await Should.ThrowAsync<ChangedMyMindException>(database.WriteAsync(session =>
            {
                Change(session, 1, pages);
                session.Execute("SAVEPOINT inner_one");
                Change(session, 1, Math.Min(pages, 3));
                session.Execute("RELEASE inner_one");
                Change(session, pages + 1, pages + 20);
                throw new ChangedMyMindException();
            }));
            if (database.Read(session => session.Scalar<long>("SELECT count(*) FROM row WHERE changed <> 0")) != 0)
                wrong.Add(pages);
            await database.WriteAsync(session => session.Execute("UPDATE row SET changed = 0 WHERE changed <> 0"));
        }

        wrong.ShouldBeEmpty();
        Sum(database).ShouldBe(before);
        database.Read(session => session.Scalar<string>("PRAGMA integrity_check")).ShouldBe("ok");
    }

    private static string Sum(SqliteDatabase database) => database.Read(session =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = session.Command("SELECT body FROM row ORDER BY id").ExecuteReader();
        while (reader.Read())
            hash.AppendData(reader.GetFieldValue<byte[]>(0));
        return Convert.ToHexString(hash.GetHashAndReset());
    });

    private static void Change(SqliteSession session, int first, int last)
    {
        for (var id = first; id <= last; id++)
            session.Execute("UPDATE row SET changed = 1, body = randomblob(3000) WHERE id = $1", id).ShouldBe(1);
    }

    private sealed class ChangedMyMindException : Exception;
}
