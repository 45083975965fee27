using Microsoft.Data.Sqlite;
using Shouldly;
using Spotify.Sqlite;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Sqlite;

public sealed class SqliteFileTests : IDisposable
{
    private const int PageBytes = 4096;
    private const string Schema = "CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, body BLOB)";

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("a.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_ours_opens_again_and_again()
    {
        await MakeAsync();
        await MakeAsync();
        await using var database = new SqliteDatabase(Path, Schema);
        database.Read(session => session.Scalar<long>("SELECT count(*) FROM item")).ShouldBe(200);
        database.Read(session => session.Scalar<long>("PRAGMA application_id")).ShouldNotBe(0);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused_with_its_name_and_what_to_do()
    {
        await MakeAsync();
        using (var file = File.OpenWrite(Path))
            file.SetLength(file.Length / 2);
        ShouldBeRefused("damaged", ".recover");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_file_with_a_page_of_something_else_is_refused_with_its_name_and_what_to_do(int page)
    {
        await MakeAsync();
        using (var file = File.OpenWrite(Path))
        {
            // The header of the first page stays, or it would not be a database at all.
            file.Position = (page * PageBytes) + 100;
            if (page > 0)
                file.Position -= 100;
            file.Write(Enumerable.Repeat((byte)0xA5, 2000).ToArray());
        }

        ShouldBeRefused("damaged", ".recover");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_its_name_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is a shopping list.\n", 100));
        File.WriteAllText(Path, text);
        ShouldBeRefused("not an SQLite database");
        File.ReadAllText(Path).ShouldBe(text);
    }

    [Fact]
    public void Another_programs_database_is_refused_with_its_name()
    {
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA application_id=0x0F055112; CREATE TABLE theirs (id)";
            command.ExecuteNonQuery();
        }

        ShouldBeRefused("another program", "0x0f055112");
    }

    [Fact]
    public async Task A_refused_file_is_closed_again()
    {
        await MakeAsync();
        var good = await File.ReadAllBytesAsync(Path);
        await File.WriteAllTextAsync(Path, new string('x', 5000));
        ShouldBeRefused("not an SQLite database");
        await File.WriteAllBytesAsync(Path, good);
        await using var database = new SqliteDatabase(Path, Schema);
        database.Read(session => session.Scalar<long>("SELECT count(*) FROM item")).ShouldBe(100);
    }

    private void ShouldBeRefused(params string[] words)
    {
        var message = Should.Throw<InvalidDataException>(() => new SqliteDatabase(Path, Schema)).Message;
        foreach (var word in (string[])[Path, .. words])
            message.ShouldContain(word);
    }

    private async Task MakeAsync()
    {
        await using var database = new SqliteDatabase(Path, Schema);
        await database.WriteAsync(session =>
        {
            for (var i = 0; i < 100; i++)
                session.Execute("INSERT INTO item (body) VALUES (randomblob(1000))");
        });
    }
}
