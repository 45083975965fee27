using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Limits;

/// <summary>What the instances tell each other of callers' budgets, through documents that go by themselves soon after the window.</summary>
internal sealed partial class LimitStore(IOptions<LimitOptions> options, TimeProvider time, ILogger<LimitStore> logger, IDocumentStore? documents = null)
{
    private const int MostInstances = 1000;

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private long _awayUntil;

    /// <summary>Whether the others cannot be heard for now.</summary>
    public bool IsAway(DateTimeOffset now) => documents is null || now.UtcTicks < Volatile.Read(ref _awayUntil);

    /// <summary>Tells what this instance gave a caller, and hears what the others did.</summary>
    public Task ExchangeAsync(LimitRule rule, string caller, CallerBudget budget, int unshared) => TryAsync(async cancellationToken =>
    {
        var partition = PartitionOf(rule, caller);
        var told = budget.Tell(rule, time.GetUtcNow());
        // First told, then asked: of two who do both at once, at least one hears the other.
        await documents!.WriteAsync(
            DocumentContainer.System, partition, DocumentOperation.Upsert(_instance, LimitCounts.Of(told, rule.Window), KeptFor(rule)), cancellationToken);
        var all = await documents.RangeAsync<LimitCounts>(DocumentContainer.System, partition, default, MostInstances, null, cancellationToken);
        var others = all.Documents.Where(one => one.Id != _instance && one.Document.Value.WindowSeconds == rule.Window.TotalSeconds).Select(one => one.Document.Value).ToList();
        budget.Hear(rule, unshared, time.GetUtcNow(), told, others);
    });

    /// <summary>Takes a place for each request in the caller's document.</summary>
    /// <returns>The decision; null where the store is away.</returns>
    public async Task<LimitDecision?> TakePlaceAsync(LimitRule rule, string caller, int cost)
    {
        LimitDecision? decision = null;
        await TryAsync(async cancellationToken =>
        {
            var partition = PartitionOf(rule, caller);
            // Each time somebody was quicker a place is gone: after as many tries as there are places, none is left.
            for (var attempt = 0; attempt <= rule.Requests && decision is null; attempt++)
            {
                var found = await documents!.ReadAsync<LimitPlaces>(DocumentContainer.System, partition, LimitPlaces.Id, cancellationToken);
                var now = time.GetUtcNow();
                if (!ExactCount.TryTake(found?.Value.Taken ?? [], rule, now, cost, out var taken, out var outcome))
                {
                    decision = outcome;
                    return;
                }

                var places = new LimitPlaces { Taken = taken };
                var operation = found is null
                    ? DocumentOperation.Create(LimitPlaces.Id, places, KeptFor(rule))
                    : DocumentOperation.Replace(LimitPlaces.Id, places, found.ETag, KeptFor(rule));
                if ((await documents.WriteAsync(DocumentContainer.System, partition, operation, cancellationToken)).IsWritten)
                    decision = outcome;
            }
        });
        return decision;
    }

    /// <summary>Gives the newest of a caller's places back.</summary>
    public Task GivePlaceBackAsync(LimitRule rule, string caller) => TryAsync(async cancellationToken =>
    {
        var partition = PartitionOf(rule, caller);
        for (var attempt = 0; attempt <= rule.Requests; attempt++)
        {
            var found = await documents!.ReadAsync<LimitPlaces>(DocumentContainer.System, partition, LimitPlaces.Id, cancellationToken);
            if (found is not { Value.Taken: { Count: > 0 } taken })
                return;
            var operation = DocumentOperation.Replace(LimitPlaces.Id, new LimitPlaces { Taken = [.. taken.SkipLast(1)] }, found.ETag, KeptFor(rule));
            if ((await documents.WriteAsync(DocumentContainer.System, partition, operation, cancellationToken)).IsWritten)
                return;
        }
    });

    private async Task TryAsync(Func<CancellationToken, Task> work)
    {
        using var limit = new CancellationTokenSource(options.Value.SharingTimeout, time);
        try
        {
            await work(limit.Token).WaitAsync(limit.Token);
        }
#pragma warning disable CA1031 // Whatever the store's trouble is, callers are counted here alone then: a limit is not worth a refusal.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _awayUntil, (time.GetUtcNow() + options.Value.SharingPause).UtcTicks);
            LogAway(exception);
        }
    }

    private static string PartitionOf(LimitRule rule, string caller)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(caller), hash);
        return $"{LimitCounts.Kind}:{NameOf(rule.Kind)}:{Base64Url.EncodeToString(hash[..16])}";
    }

    private static TimeSpan KeptFor(LimitRule rule) => rule.Window + (rule.Window / RollingCount.Slots) + TimeSpan.FromSeconds(30);

    /// <summary>A kind as it is written in names and messages.</summary>
    public static string NameOf(LimitKind kind) => Names[(int)kind];

    private static readonly string[] Names = [.. Enum.GetValues<LimitKind>().Select(kind => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()))];

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "What other instances gave cannot be had; each counts callers' requests for itself for a while")]
    private partial void LogAway(Exception exception);
}
