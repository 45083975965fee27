using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Playback;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>The restore of docs/runbooks/restore.md, rehearsed: copied, damaged, brought back, and music plays.</summary>
public sealed class RestoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private string Data => _folder.File("data");

    private string Copy => _folder.File("copy");

    private string Fresh => _folder.File("fresh");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_copied_and_then_damaged_is_brought_back_whole_and_plays()
    {
        Directory.CreateDirectory(Data);
        var release = TestReleases.New(tracks: 2);
        await PublishAsync(release);
        byte[] audio;
        string digest;
        await using (var platform = await LocalPlatform.StartAsync(Data, onOutput: _ => { }))
        {
            await UploadAsync(platform, release);
            audio = await PlayAsync(platform, release);
            digest = await DigestOfBlobsAsync(platform);
        }

        var documents = await DigestOfDocumentsAsync(Data);
        var copied = DataBackup.Make(Data, Copy, Now);
        copied.Files.Select(file => file.Path).ShouldContain("documents.db");
        copied.Files.Select(file => file.Path).ShouldContain(path => path.StartsWith("azurite", StringComparison.Ordinal));

        Damage(Path.Combine(Data, "documents.db"));
        Directory.Delete(Path.Combine(Data, "azurite"), recursive: true);

        DataBackup.Restore(Copy, Fresh).Files.ShouldBe(copied.Files);
        (await DigestOfDocumentsAsync(Fresh)).ShouldBe(documents);
        await using (var platform = await LocalPlatform.StartAsync(Fresh, onOutput: _ => { }))
        {
            (await DigestOfBlobsAsync(platform)).ShouldBe(digest);
            (await PlayAsync(platform, release)).ShouldBe(audio);
        }
    }

    [Fact]
    public void A_copy_that_is_damaged_brings_nothing_back_and_every_fault_is_named()
    {
        MakeSmall();
        File.WriteAllText(Path.Combine(Copy, "files", "documents.db"), "other");
        File.Delete(Path.Combine(Copy, "files", "keys", "development.json"));

        var refusal = Should.Throw<InvalidOperationException>(() => DataBackup.Restore(Copy, Fresh)).Message;
        refusal.ShouldContain("'documents.db' is not what was copied");
        refusal.ShouldContain("development.json' is missing");
        Directory.Exists(Fresh).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_is_ever_written_over()
    {
        MakeSmall();
        Should.Throw<InvalidOperationException>(() => DataBackup.Make(Data, Copy, Now)).Message.ShouldContain("holds something");
        Should.Throw<InvalidOperationException>(() => DataBackup.Restore(Copy, Data)).Message.ShouldContain("holds something");
        Should.Throw<InvalidOperationException>(() => DataBackup.Make(Fresh, _folder.File("other"), Now)).Message.ShouldContain("no documents");
        Should.Throw<InvalidOperationException>(() => DataBackup.Restore(Data, Fresh)).Message.ShouldContain("no copy");
    }

    [Fact]
    public void A_copy_cannot_write_outside_of_the_folder_it_is_brought_back_to()
    {
        MakeSmall();
        File.WriteAllText(Path.Combine(Copy, "backup.json"), JsonSerializer.Serialize(new BackupManifest(Now, [new BackupFile("../../outside", 0, "")])));
        Should.Throw<InvalidOperationException>(() => DataBackup.Restore(Copy, Fresh)).Message.ShouldContain("no copy");
    }

    [Fact]
    public void What_only_a_running_process_means_anything_by_is_left_out_and_keys_stay_their_owners()
    {
        MakeSmall();
        File.Exists(Path.Combine(Copy, "files", "running.json")).ShouldBeFalse();
        DataBackup.Restore(Copy, Fresh);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(Fresh, "keys", "development.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void MakeSmall()
    {
        Directory.CreateDirectory(Path.Combine(Data, "keys"));
        File.WriteAllText(Path.Combine(Data, "documents.db"), "documents");
        File.WriteAllText(Path.Combine(Data, "running.json"), "{}");
        var key = Path.Combine(Data, "keys", "development.json");
        File.WriteAllText(key, "key");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        DataBackup.Make(Data, Copy, Now);
    }

    private static void Damage(string file)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(stream.Length / 2);
        stream.Position = 0;
        stream.Write(new byte[200]);
    }

    private async Task PublishAsync(TestRelease release)
    {
        await using var harness = new CatalogHarness();
        await using var store = Open(Data);
        var catalog = new CatalogService(store, new RecordedChanges(), Options.Create(new CatalogOptions()), harness.Metrics, TimeProvider.System, NullLoggerFactory.Instance);
        (await catalog.PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
    }

    private static async Task UploadAsync(LocalPlatform platform, TestRelease release)
    {
        var audio = new BlobServiceClient(platform.Azurite.ConnectionString).GetBlobContainerClient("audio");
        foreach (var rendition in release.Tracks.SelectMany(track => track.Audio.Renditions))
            await audio.UploadBlobAsync(rendition.Blob, new BinaryData(RandomNumberGenerator.GetBytes(20_000)));
    }

    private static async Task<byte[]> PlayAsync(LocalPlatform platform, TestRelease release)
    {
        using var client = new HttpClient { BaseAddress = platform.Application.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", LocalTokens.Issue(platform.DataDirectory, "listener"));
        var answer = JsonSerializer.Deserialize<StreamAnswer>(await client.GetStringAsync($"/v1/tracks/{release.Tracks[0].Id}/stream"), ApiJson.Options)!;
        using var anybody = new HttpClient();
        return await anybody.GetByteArrayAsync(answer.Url);
    }

    private static async Task<string> DigestOfBlobsAsync(LocalPlatform platform)
    {
        var text = new StringBuilder();
        var audio = new BlobServiceClient(platform.Azurite.ConnectionString).GetBlobContainerClient("audio");
        await foreach (var blob in audio.GetBlobsAsync())
            text.Append(blob.Name).Append(' ').AppendLine(Convert.ToHexString(SHA256.HashData((await audio.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content)));
        return text.ToString();
    }

    // Of the catalogue: what the service itself writes while it runs goes on changing.
    private static async Task<string> DigestOfDocumentsAsync(string data)
    {
        await using var store = Open(data);
        var lines = new List<string>();
        foreach (var range in await store.GetScanRangesAsync(DocumentContainer.Catalog, 4))
        {
            await foreach (var document in store.ScanAsync<JsonElement>(DocumentContainer.Catalog, range))
                lines.Add($"{document.Partition} {document.Id} {document.ETag} {document.Value.GetRawText()}");
        }

        lines.ShouldNotBeEmpty();
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))));
    }

    private static SqliteDocumentStore Open(string data) => new(Path.Combine(data, "documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
}
