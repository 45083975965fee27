using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Answer = Spotify.Functions.Tests.Platform.Http.Answer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Privacy;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Privacy;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Ingestion;
using Spotify.Functions.Tests.Platform.Durable;
using Spotify.Functions.Tests.Telemetry.Charts;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Privacy;

/// <summary>Export and erasure over a store of their own: the routes, the real orchestration and activities, the real listeners' keys.</summary>
internal sealed class PrivacyHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;

    public PrivacyHarness()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Listeners = new ListenerKeys(_documents, RandomNumberGenerator.Create(), Clock);
        Plays = new RealPlays(_documents, Listeners, Clock);
        var plays = new PlayData(_documents, Listeners, Plays.Sessions, Plays.Ledger, Plays.Periods, Clock, NullLogger<PlayData>.Instance);
        Stores = [new UsersContainerData(_documents, [new PackedHistory()]), plays, new PoisonData(_documents)];
    }

    public TestClock Clock { get; } = new();

    public IDocumentStore Documents => _documents;

    public IListeners Listeners { get; }

    /// <summary>The consumer of plays.</summary>
    public RealPlays Plays { get; }

    public List<IPersonalData> Stores { get; }

    public ScheduledRuns Runs { get; } = new();

    /// <summary>Every payload that the orchestration or an activity was given or gave back.</summary>
    public List<string> Payloads { get; } = [];

    /// <summary>Runs after the first sweep, while the erasure waits.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public Erasures Erasures => new(Documents, Listeners, Stores, Clock, NullLogger<Erasures>.Instance);

    public Task<Answer> AskAsync(string user) =>
        ChartHarness.CallAsync(request => new EraseMyData(Erasures).Run(request, Runs, CancellationToken.None), "", CallerOf(user));

    public Task<Answer> StatusAsync(string instance) =>
        ChartHarness.CallAsync(request => new GetErasure(Erasures).Run(request, instance, Runs, CancellationToken.None), "", CallerOf("operator"));

    /// <summary>Asks for an erasure and runs it to its end.</summary>
    /// <returns>What the story called, in order.</returns>
    public async Task<IReadOnlyList<string>> EraseAsync(string user)
    {
        await AskAsync(user);
        var run = Runs.Started[^1];
        var context = Story(Runs.Input<ErasureInput>(Runs.Started.Count - 1));
        await EraseListener.Run(context);
        Runs.Statuses[run.Instance] = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed;
        return context.Called;
    }

    public StoryContext Story(ErasureInput input)
    {
        Payloads.Add(JsonSerializer.Serialize(input));
        var sweeps = 0;
        return new StoryContext(input, new Dictionary<string, Func<Func<Type, object>, Task<object>>>
        {
            [nameof(DestroyListenerKey)] = async read =>
            {
                await new DestroyListenerKey(Erasures).Run((ErasureInput)Note(read(typeof(ErasureInput))), CancellationToken.None);
                return new object();
            },
            [nameof(SweepPersonalData)] = async read =>
            {
                if (sweeps++ == 1)
                    await Meanwhile();
                return Note(await new SweepPersonalData(Erasures).Run((ErasureInput)Note(read(typeof(ErasureInput))), CancellationToken.None));
            },
            [nameof(FinishErasure)] = async read =>
            {
                await new FinishErasure(Erasures).Run((FinishErasureInput)Note(read(typeof(FinishErasureInput))), CancellationToken.None);
                return new object();
            },
        });
    }

    public async Task<IReadOnlyList<JsonElement>> ExportAsync(string user)
    {
        var export = new PersonalDataExport(Stores, Clock, NullLogger<PersonalDataExport>.Instance);
        var answer = await ChartHarness.CallAsync(request => Task.FromResult(new ExportMyData(export).Run(request)), "", CallerOf(user));
        return answer.Status == StatusCodes.Status200OK
            ? [.. answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]
            : throw new InvalidOperationException(answer.Body);
    }

    /// <summary>Every document of every container that holds a text anywhere: in its key, its body, or what its body holds in base64.</summary>
    public async Task<IReadOnlyList<string>> FindEverywhereAsync(string text)
    {
        var found = new List<string>();
        foreach (var container in DocumentContainer.All)
        {
            foreach (var range in await Documents.GetScanRangesAsync(container, 1))
            {
                await foreach (var document in Documents.ScanAsync<JsonElement>(container, range))
                {
                    var place = $"{container.Name}/{document.Partition}/{document.Id}";
                    if (place.Contains(text, StringComparison.Ordinal) || Holds(document.Value, text))
                        found.Add(place);
                }
            }
        }

        return found;
    }

    public async Task<int> CountAsync(DocumentContainer container)
    {
        var count = 0;
        foreach (var range in await Documents.GetScanRangesAsync(container, 1))
        {
            await foreach (var _ in Documents.ScanAsync<JsonElement>(container, range))
                count++;
        }

        return count;
    }

    public static Caller CallerOf(string user) => new(user, Tier.Premium, "SE", new HashSet<string>(), null, null);

    public async ValueTask DisposeAsync()
    {
        Plays.Dispose();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    private static bool Holds(JsonElement value, string text) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => property.Name.Contains(text, StringComparison.Ordinal) || Holds(property.Value, text)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Holds(item, text)),
        JsonValueKind.String => value.GetString()!.Contains(text, StringComparison.Ordinal)
            || (value.TryGetBytesFromBase64(out var bytes) && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0),
        _ => false,
    };

    private object Note(object payload)
    {
        Payloads.Add(JsonSerializer.Serialize(payload, payload.GetType()));
        return payload;
    }
}
