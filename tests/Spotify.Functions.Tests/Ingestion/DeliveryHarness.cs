using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Functions.Catalog;
using Spotify.Functions.Identity;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Operators;
using Spotify.Functions.Ingestion.Steps;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>The whole ingestion over SQLite and the storage emulator; a delivery's story is run by hand, so that a test may make any step of it fail.</summary>
internal sealed class DeliveryHarness : IAsyncDisposable
{
    /// <summary>What is stored of a track: ten progressive renditions, five rungs for HTTP Live Streaming and where those are cut, the analysis and the log-mel summary.</summary>
    public const int FilesOfTrack = 18;

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly TempFolder _folder = new();
    private readonly ServiceProvider _services;

    private DeliveryHarness(string connectionString, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
            [
                new("Uploads", connectionString), new("Media", connectionString), new("Embedded:DataDirectory", _folder.Path), new("Ingestion:WorkFolder", WorkFolder),
                .. settings,
            ])
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddPlatform(configuration).AddDocuments(configuration).AddBlobs(configuration).AddCatalog(configuration).AddIngestion(configuration).AddIdentity(configuration);
        services.AddSingleton<ICatalogAnnouncer>(new RecordedChanges());
        _services = services.BuildServiceProvider();
    }

    /// <summary>Labels are random, so that tests share one emulator.</summary>
    public string Label { get; set; } = "label-" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);

    public string WorkFolder => _folder.File("work");

    public ICatalog Catalog => _services.GetRequiredService<ICatalog>();

    public Deliveries Deliveries => _services.GetRequiredService<Deliveries>();

    public IAudioIdentity Identity => _services.GetRequiredService<IAudioIdentity>();

    public FailureDesk Failures => _services.GetRequiredService<FailureDesk>();

    public DeliveryReplays Replays => _services.GetRequiredService<DeliveryReplays>();

    public BlobAccounts Blobs => _services.GetRequiredService<BlobAccounts>();

    /// <summary>Called before each step; throws to make it fail.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Called before each step with what it works on; throws to make it fail.</summary>
    public Action<string, object> BeforeInput { get; set; } = (_, _) => { };

    public static async Task<DeliveryHarness> StartAsync(AzuriteFixture azurite, params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var harness = new DeliveryHarness(azurite.ConnectionString, settings);
        using var maker = new BlobContainerMaker(harness.Blobs, TimeProvider.System, NullLogger<BlobContainerMaker>.Instance);
        await maker.StartAsync(CancellationToken.None);
        await maker.ExecuteTask!;
        return harness;
    }

    /// <summary>Uploads a batch as a label does and runs its story to the end.</summary>
    public async Task<Acknowledgement?> DeliverAsync(TestRelease release, string? batch = null)
    {
        batch = await UploadAsync(release, batch);
        await RunAsync(batch);
        return await AcknowledgementAsync(batch);
    }

    /// <summary>Opens a delivery and uploads all files by their signed addresses, the manifest last.</summary>
    public async Task<string> UploadAsync(TestRelease release, string? batch = null)
    {
        var manifest = release.ToManifest();
        if (batch is null)
        {
            List<DeliveryFile> files = [.. release.Files.Select(file => new DeliveryFile(file.Key, file.Value.Length)), new("release.json", manifest.Length)];
            var (opened, faults) = await Deliveries.OpenAsync(Label, files, CancellationToken.None);
            faults.ShouldBeEmptyList();
            foreach (var upload in opened!.Uploads.Where(upload => upload.Name != "release.json"))
                await new BlobClient(upload.Url).UploadAsync(BinaryData.FromBytes(release.Files[upload.Name]));
            batch = opened.Batch;
        }

        var container = Blobs.Container(BlobContainers.Deliveries);
        await container.GetBlobClient($"{Label}/{batch}/release.json").UploadAsync(BinaryData.FromBytes(manifest), overwrite: true);
        return batch;
    }

    public async Task<(DeliveryStatus? Status, List<string> Called)> RunAsync(string batch)
    {
        var blob = Blobs.Container(BlobContainers.Deliveries).GetBlobClient($"{Label}/{batch}/release.json");
        var etag = (await blob.GetPropertiesAsync()).Value.ETag.ToString();
        var context = Story(new IngestInput(Label, batch, etag, SpotifyId.Derive("ingest", blob.Name, etag)));
        return ((await IngestRelease.Run(context))?.Status, context.Called);
    }

    /// <summary>Uploads the files of a batch of DDEX messages, named by their place in it, and last the file that completes it.</summary>
    public async Task<string> UploadBatchAsync(IReadOnlyDictionary<string, byte[]> files, string? batch = null, byte[]? complete = null)
    {
        batch ??= "b" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        var container = Blobs.Container(BlobContainers.Deliveries);
        foreach (var (name, bytes) in files)
            await container.GetBlobClient($"{Label}/{batch}/{name}").UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);
        await container.GetBlobClient($"{Label}/{batch}/BatchComplete_{batch}.xml").UploadAsync(BinaryData.FromBytes(complete ?? []), overwrite: true);
        return batch;
    }

    /// <summary>Runs the story of a batch of DDEX messages to the end.</summary>
    public async Task<(DeliveryStatus? Status, List<string> Called)> RunBatchAsync(string batch)
    {
        var file = $"BatchComplete_{batch}.xml";
        var blob = Blobs.Container(BlobContainers.Deliveries).GetBlobClient($"{Label}/{batch}/{file}");
        var etag = (await blob.GetPropertiesAsync()).Value.ETag.ToString();
        var context = Story(new BatchInput(Label, batch, etag, SpotifyId.Derive("ingest", blob.Name, etag), file));
        return (await IngestBatch.Run(context), context.Called);
    }

    /// <summary>Uploads a batch of DDEX messages and runs its story to the end.</summary>
    public async Task<Acknowledgement> DeliverBatchAsync(IReadOnlyDictionary<string, byte[]> files, string? batch = null, byte[]? complete = null)
    {
        batch = await UploadBatchAsync(files, batch, complete);
        await RunBatchAsync(batch);
        return (await AcknowledgementAsync(batch))!;
    }

    /// <summary>Whether every activity runs twice.</summary>
    public bool RunsTwice { get; set; }

    private StoryContext Story(object input)
    {
        var none = CancellationToken.None;
        var activities = new Dictionary<string, Func<Func<Type, object>, Task<object>>>
        {
            [nameof(PlanBatch)] = Step<BatchInput>(nameof(PlanBatch), async i => await Get<BatchPlanning>().PlanAsync(i, none)),
            [nameof(ReadManifest)] = Step<IngestInput>(nameof(ReadManifest), async i => await Get<ManifestReading>().ReadAsync(i, none)),
            [nameof(ProcessTrack)] = Step<TrackInput>(nameof(ProcessTrack), async i => await Get<TrackProcessing>().ProcessAsync(i, none)),
            [nameof(ProcessCover)] = Step<IngestInput>(nameof(ProcessCover), async i => await Get<CoverProcessing>().ProcessAsync(i, none)),
            [nameof(PublishRelease)] = Step<PublishInput>(nameof(PublishRelease), async i => await Get<Publication>().PublishAsync(i, none)),
            [nameof(WithdrawRelease)] = Step<IngestInput>(nameof(WithdrawRelease), async i => await Get<Withdrawal>().WithdrawAsync(i, none)),
            [nameof(DiscardAudio)] = Step<DiscardInput>(nameof(DiscardAudio), async i => await Get<AudioDisposal>().DiscardAsync(i, none)),
            [nameof(DiscardReplacedAudio)] = Step<ReplacedAudioInput>(nameof(DiscardReplacedAudio), async i => await Get<AudioDisposal>().DiscardReplacedAsync(i, none)),
            [nameof(AskForTurn)] = _ => Task.FromResult<object>(TurnAnswer.Given),
            [nameof(EndTurn)] = _ => Task.FromResult<object>(true),
            [nameof(NoteFailure)] = Step<FailureNote>(nameof(NoteFailure), async i => await Get<FailureDesk>().NoteAsync(i, none)),
            [nameof(AcknowledgeDelivery)] = Step<AcknowledgeInput>(nameof(AcknowledgeDelivery), async i => await Get<Answering>().AnswerAsync(i, none)),
            [nameof(AcknowledgeBatch)] = Step<BatchAnswerInput>(nameof(AcknowledgeBatch), async i => await Get<BatchAnswering>().AnswerAsync(i, none)),
        };
        return new StoryContext(input, activities)
        {
            RunsTwice = RunsTwice,
            Parts = new Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> { [nameof(IngestRelease)] = async context => await IngestRelease.Run(context) },
        };
    }

    public Task<int> DiscardReplacedAsync(AudioVersion version, DateTime writtenBefore) =>
        Get<AudioDisposal>().DiscardReplacedAsync(new ReplacedAudioInput([version], writtenBefore, Label), CancellationToken.None);

    public async Task<Acknowledgement?> AcknowledgementAsync(string batch)
    {
        var blob = Blobs.Container(BlobContainers.Acknowledgements).GetBlobClient($"{Label}/{batch}.json");
        if (!await blob.ExistsAsync())
            return null;
        return JsonSerializer.Deserialize<Acknowledgement>((await blob.DownloadContentAsync()).Value.Content, SnakeCase);
    }

    /// <summary>The answer to a release of a batch in DDEX's shape.</summary>
    public async Task<string> FormalAcknowledgementAsync(string batch, string folder) =>
        (await Blobs.Container(BlobContainers.Acknowledgements).GetBlobClient($"{Label}/{batch}/{folder}.xml").DownloadContentAsync()).Value.Content.ToString();

    /// <summary>The versions of a track's renditions: what is written again has another.</summary>
    public async Task<List<string>> AudioVersionsAsync(string trackId)
    {
        var versions = new List<string>();
        await foreach (var blob in Blobs.Container(BlobContainers.Audio).GetBlobsAsync(prefix: trackId + "/"))
            versions.Add($"{blob.Name} {blob.Properties.ETag}");
        return versions;
    }

    public async Task<List<string>> AudioBlobsAsync(string trackId)
    {
        var names = new List<string>();
        await foreach (var blob in Blobs.Container(BlobContainers.Audio).GetBlobsAsync(prefix: trackId + "/"))
            names.Add(blob.Name);
        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private Func<Func<Type, object>, Task<object>> Step<T>(string name, Func<T, Task<object>> run)
        where T : notnull => read =>
    {
        var input = (T)read(typeof(T));
        Before(name);
        BeforeInput(name, input);
        return run(input);
    };
}

/// <summary>A release to deliver; what a test changes of it is what it is about.</summary>
internal sealed class TestRelease
{
    private const int Rate = 44_100;

    private static int _count = (int)(DateTime.UtcNow.Ticks / 10_000 % 100_000_000);

    public TestRelease(params string[] files)
    {
        var body = (Interlocked.Increment(ref _count) % 100_000_000_000).ToString("00000000000", System.Globalization.CultureInfo.InvariantCulture);
        var sum = body.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum();
        Upc = body + ((10 - (sum % 10)) % 10);
        Manifest = new JsonObject
        {
            ["release"] = new JsonObject
            {
                ["upc"] = Upc,
                ["title"] = "A release",
                ["type"] = "album",
                ["artists"] = new JsonArray("Ann"),
                ["release_date"] = "2026-11-20",
            },
            ["tracks"] = new JsonArray(),
            ["rights"] = new JsonArray(new JsonObject
            {
                ["markets"] = new JsonArray("*"),
                ["tiers"] = new JsonArray("free", "premium"),
                ["uses"] = new JsonArray("stream"),
                ["from"] = "2020-01-01T00:00:00Z",
            }),
        };
        foreach (var (i, file) in files.Index())
            Add(file, Tone(300 + (100 * i) + (_count % 97), 1));
    }

    public string Upc { get; }

    public JsonObject Manifest { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    public JsonObject Track(int index) => Manifest["tracks"]![index]!.AsObject();

    public string TrackId(int index) => SpotifyId.Derive("track", Upc, (string)Track(index)["isrc"]!);

    public void Add(string file, byte[] bytes)
    {
        Files[file] = bytes;
        var number = Manifest["tracks"]!.AsArray().Count + 1;
        Manifest["tracks"]!.AsArray().Add(new JsonObject
        {
            ["file"] = file,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["isrc"] = $"QZT{Upc[^7..^3]}{number:00000}"[..12],
            ["title"] = $"Track {number}",
            ["artists"] = new JsonArray("Ann"),
            ["number"] = number,
        });
    }

    /// <summary>Gives a track another sound.</summary>
    public void Replace(int index, byte[] bytes)
    {
        Files[(string)Track(index)["file"]!] = bytes;
        Track(index)["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    public byte[] ToManifest() => Encoding.UTF8.GetBytes(Manifest.ToJsonString());

    /// <summary>A WAV file with a tone.</summary>
    public static byte[] Tone(double frequency, double seconds, double level = 0.3) =>
        Wave((int)(Rate * seconds), i => level * Math.Sin(2 * Math.PI * frequency * i / Rate));

    /// <summary>A WAV file of samples between -1 and 1.</summary>
    public static byte[] Wave(int frames, Func<int, double> sample)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("RIFF"u8);
        writer.Write(36 + (frames * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(frames * 2);
        for (var i = 0; i < frames; i++)
            writer.Write((short)(32_000 * sample(i)));
        return memory.ToArray();
    }
}

internal static class ListAssertions
{
    public static void ShouldBeEmptyList(this IReadOnlyList<string> list)
    {
        if (list.Count > 0)
            throw new InvalidOperationException(string.Join("; ", list));
    }
}
