using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Archive;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Tests.Ingestion;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry.Archive;

/// <summary>The archive over a container of its own in the storage emulator, a store of its own, and a clock that stands at half past the hour after <see cref="Hour"/>.</summary>
internal sealed class ArchiveHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly BlobContainerClient _container;
    private readonly SqliteDocumentStore _documents;
    private readonly TelemetryMetrics _telemetry = new(new MeterFactory());
    private readonly ArchiveMetrics _metrics = new(new MeterFactory());
    private readonly RandomNumberGenerator _random = new CountingNumbers();

    private ArchiveHarness(BlobContainerClient container)
    {
        _container = container;
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        Options.WorkFolder = _folder.File("work");
        Restart();
    }

    public static ArchiveHour Hour { get; } = new(new DateOnly(2026, 11, 20), 10);

    public static SealInput Plays { get; } = new(EventHubNames.Plays, Hour.ToString());

    public FakeTimeProvider Time { get; } = new(Hour.End.AddMinutes(30));

    public ArchiveOptions Options { get; } = new() { PartBytes = 4096 };

    public LogLines Log { get; } = new();

    public IDocumentStore Documents => _documents;

    public ArchiveBlobs Blobs { get; private set; } = null!;

    public IListeners Listeners { get; private set; } = null!;

    public EventArchive Consumer { get; private set; } = null!;

    public ArchiveSealing Sealing { get; private set; } = null!;

    public ArchiveAudit Audit { get; private set; } = null!;

    public ArchiveTiers Tiers { get; private set; } = null!;

    public static async Task<ArchiveHarness> CreateAsync(AzuriteFixture azurite)
    {
        var container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient($"archive-{Guid.NewGuid():N}");
        await container.CreateAsync();
        return new ArchiveHarness(container);
    }

    /// <summary>Another process: nothing is remembered but what is stored.</summary>
    public void Restart()
    {
        Blobs = new ArchiveBlobs(_container);
        Listeners = new ListenerKeys(_documents, _random, Time);
        Consumer?.Dispose();
        Consumer = new EventArchive(
            Blobs, Listeners, new PoisonEvents(_documents, _telemetry, Time, NullLogger<PoisonEvents>.Instance), _telemetry, _metrics, Time, NullLogger<EventArchive>.Instance);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Sealing = new ArchiveSealing(Blobs, options, Time, Log.For<ArchiveSealing>());
        Audit = new ArchiveAudit(Blobs, Sealing, _documents, _metrics, options, Time, Log.For<ArchiveAudit>());
        Tiers = new ArchiveTiers(Blobs, _documents, options, Time, Log.For<ArchiveTiers>());
    }

    /// <summary>From now on the process dies after so many changes of the storage.</summary>
    public void KillAfter(int changes)
    {
        var left = changes;
        Blobs.AfterChange = _ => left-- <= 0 ? throw new KilledException() : Task.CompletedTask;
    }

    public Task DeliverAsync(params IEnumerable<EventData> events) => Consumer.KeepAsync(EventHubNames.Plays, [.. events], CancellationToken.None);

    /// <summary>Runs the story of <see cref="SealArchive"/>.</summary>
    public Task<ArchiveState> SealAsync(SealInput? hour = null) => SealArchive.Run(new StoryContext(hour ?? Plays, new Dictionary<string, Func<Func<Type, object>, Task<object>>>
    {
        [nameof(PlanSeal)] = async input => (await new PlanSeal(Sealing).Run((SealInput)input(typeof(SealInput)), default))!,
        [nameof(MergeSegments)] = async input => await new MergeSegments(Sealing).Run((SealPlan)input(typeof(SealPlan)), default),
        [nameof(DiscardSegments)] = async input => await new DiscardSegments(Sealing).Run((SealPlan)input(typeof(SealPlan)), default),
        [nameof(AuditHour)] = async input => await new AuditHour(Audit).Run((SealInput)input(typeof(SealInput)), default),
    }));

    public async Task<Dictionary<string, byte[]>> BlobsAsync(string prefix = "")
    {
        var blobs = new Dictionary<string, byte[]>();
        await foreach (var blob in _container.GetBlobsAsync(prefix: prefix))
            blobs.Add(blob.Name, (await _container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray());
        return blobs;
    }

    public async Task<List<string>> NamesAsync(string prefix) => [.. (await BlobsAsync(prefix)).Keys.Order(StringComparer.Ordinal)];

    public Task DeleteAsync(string name) => _container.DeleteBlobAsync(name);

    public BlobClient Blob(string name) => _container.GetBlobClient(name);

    public async Task<ArchiveManifest> ManifestAsync(SealInput? hour = null) =>
        ArchiveManifest.Parse((await BlobsAsync(ArchiveLayout.Manifest((hour ?? Plays).Hub, ArchiveSealing.HourOf((hour ?? Plays).Hour)))).Values.ShouldHaveSingleItem());

    /// <summary>Every row of the sealed parts, each part checked against the manifest.</summary>
    public async Task<List<JsonElement>> RowsAsync(SealInput? hour = null)
    {
        var manifest = await ManifestAsync(hour);
        var folder = ArchiveLayout.Folder(manifest.Hub, ArchiveSealing.HourOf((hour ?? Plays).Hour));
        var parts = await BlobsAsync(folder + "part-");
        parts.Keys.Order(StringComparer.Ordinal).ShouldBe(manifest.Parts.Select(part => folder + part.Name));
        var rows = new List<JsonElement>();
        foreach (var part in manifest.Parts)
        {
            var bytes = parts[folder + part.Name];
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(part.Sha256);
            bytes.Length.ShouldBe((int)part.Bytes);
            var lines = Unzip(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBe((int)part.Rows);
            rows.AddRange(lines.Select(line => JsonDocument.Parse(line).RootElement));
        }

        rows.Count.ShouldBe((int)manifest.Archived.Events);
        (manifest.Archived + manifest.Erased + manifest.Parked + manifest.Repeated).ShouldBe(manifest.Received);
        return rows;
    }

    /// <summary>The parts hold each event of these receipts once, and nothing else.</summary>
    public async Task ShouldHoldAsync(IEnumerable<SentBatch> sent, SealInput? hour = null) =>
        (await RowsAsync(hour)).Select(row => $"{row.GetProperty("writer")} {row.GetProperty("sequence")} {row.GetProperty("index")} {row.GetProperty("event_id")}").Order(StringComparer.Ordinal)
            .ShouldBe(sent.SelectMany(one => one.Rows).Order(StringComparer.Ordinal));

    public async Task SayAsync(SimulatedSender sender, bool isFinal = true)
    {
        foreach (var (hub, hour, document) in sender.Documents(isFinal))
            await _documents.WriteAsync(DocumentContainer.Aggregates, SentDocument.ScopeOf(hub, hour), DocumentOperation.Upsert(sender.Writer, document));
    }

    public async Task<List<ArchiveAlarmDocument>> AlarmsAsync() =>
        [.. (await _documents.RangeAsync<ArchiveAlarmDocument>(DocumentContainer.System, ArchiveAlarmDocument.Kind, default, 1000)).Documents.Select(one => one.Document.Value)];

    public async Task<List<PoisonDocument>> PoisonAsync() =>
        [.. (await _documents.RangeAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, 1000)).Documents.Select(one => one.Document.Value)];

    public static string Unzip(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        Consumer.Dispose();
        _telemetry.Dispose();
        _metrics.Dispose();
        _random.Dispose();
        await _documents.DisposeAsync();
        await _container.DeleteAsync();
        _folder.Dispose();
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    // The same keys in every harness, so that two of them can be compared to the byte.
    private sealed class CountingNumbers : RandomNumberGenerator
    {
        private byte _next;

        public override void GetBytes(byte[] data)
        {
            for (var i = 0; i < data.Length; i++)
                data[i] = _next++;
        }
    }
}

/// <summary>Lines of the log by their event's number.</summary>
internal sealed class LogLines
{
    public List<(int Event, string Text)> All { get; } = [];

    public ILogger<T> For<T>() => new Logger<T>(this);

    private sealed class Logger<T>(LogLines lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines.All)
                lines.All.Add((eventId.Id, formatter(state, exception)));
        }
    }
}

/// <summary>Stands for a process that ends in the midst of its work: nobody may take it for a fault of the storage.</summary>
internal sealed class KilledException() : Exception("The test killed the process");
