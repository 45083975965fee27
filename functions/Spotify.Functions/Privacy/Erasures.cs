using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Privacy;

/// <summary>The steps of <see cref="EraseListener"/>, and how one begins. All of them may be repeated.</summary>
public sealed partial class Erasures(
    IDocumentStore documents, IListeners listeners, IEnumerable<IPersonalData> stores, TimeProvider time, ILogger<Erasures> logger)
{
    private const int MaxRounds = 10;
    private const string InstancePrefix = "erase-";

    // Longer than any outage that is mended: a request that nobody carries out must not itself keep the person for ever.
    private static readonly TimeSpan RequestTimeToLive = TimeSpan.FromDays(30);

    /// <summary>Has a person erased: begins a run, or names the one that is under way.</summary>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="userId">The person; an id that a store can hold.</param>
    /// <param name="cancellationToken">Stops the call; a repeat finishes it.</param>
    /// <returns>The orchestration's id.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<string> BeginAsync(DurableTaskClient client, string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var id = RequestOf(userId);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await FindAsync(id, cancellationToken) is not { } request)
            {
                await WriteAsync(DocumentOperation.Create(id, NewRequest(id, userId, null), RequestTimeToLive), cancellationToken);
                continue;
            }

            var instance = request.Value.Instance;
            if (await client.StartOnceAsync(nameof(EraseListener), instance, new ErasureInput(id), cancellationToken) || !await HasFailedAsync(client, instance, cancellationToken))
                return instance;
            // A run that failed is never run again under its id: another takes over the request, and what that one knew.
            await WriteAsync(DocumentOperation.Replace(id, NewRequest(id, userId, request.Value.Pseudonym), request.ETag, RequestTimeToLive), cancellationToken);
        }

        throw new TransientException("Others kept asking for the same erasure.");
    }

    /// <summary>Destroys the listener's key, having noted the pseudonym that it led to.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task DestroyKeyAsync(string requestId, CancellationToken cancellationToken)
    {
        if (await FindAsync(requestId, cancellationToken) is not { } request)
            return;
        if (request.Value.Pseudonym is null && await listeners.FindAsync(request.Value.User, cancellationToken) is { } identity)
        {
            var noted = DocumentOperation.Replace(requestId, request.Value with { Pseudonym = identity.Pseudonym }, request.ETag, RequestTimeToLive);
            if (!await WriteAsync(noted, cancellationToken))
                throw new TransientException("The request was changed meanwhile.");
        }

        await listeners.EraseAsync(request.Value.User, cancellationToken);
    }

    /// <summary>Has every store remove what it holds of the person.</summary>
    /// <exception cref="TransientException">A store is in trouble; a repeat finishes the work.</exception>
    public async Task<SweepResult> SweepAsync(string requestId, CancellationToken cancellationToken)
    {
        var removed = new Dictionary<string, int>(StringComparer.Ordinal);
        if (await FindAsync(requestId, cancellationToken) is not { Value: { } request })
            return new SweepResult(removed);
        Exception? failure = null;
        foreach (var store in stores)
        {
            try
            {
                removed[store.Name] = await store.EraseAsync(request.User, cancellationToken);
                if (store is IPseudonymousData pseudonymous && request.Pseudonym is { } pseudonym)
                    removed[store.Name] += await pseudonymous.ErasePseudonymAsync(pseudonym, cancellationToken);
            }
#pragma warning disable CA1031 // What one store cannot do must not keep the others from it; the failure is told when all have had their turn.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogStoreFailed(store.Name, exception);
                failure ??= exception;
            }
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return new SweepResult(removed);
    }

    /// <summary>Records that it was done, without the person, and removes the request.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task FinishAsync(FinishErasureInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await FindAsync(input.Request, cancellationToken) is not { Value: { } request })
            return;
        var record = new ErasureRecord
        {
            AskedAt = request.AskedAt,
            FinishedAt = time.GetUtcNow(),
            Removed = input.Sweeps.SelectMany(sweep => sweep.Removed).GroupBy(one => one.Key).ToDictionary(group => group.Key, group => group.Sum(one => one.Value)),
        };
        await documents.WriteAsync(DocumentContainer.System, ErasureRecord.Kind, DocumentOperation.Upsert(request.Instance, record), cancellationToken);
        await WriteAsync(DocumentOperation.Delete(input.Request), cancellationToken);
        var things = record.Removed.Values.Sum();
        LogFinished(request.Instance, things);
    }

    /// <summary>How a run is getting on; null where there is none of this id.</summary>
    internal async Task<ErasureStatus?> FindStatusAsync(DurableTaskClient client, string instance, CancellationToken cancellationToken)
    {
        if (!instance.StartsWith(InstancePrefix, StringComparison.Ordinal) || !DocumentRules.IsValidId(instance))
            return null;
        var record = await documents.ReadAsync<ErasureRecord>(DocumentContainer.System, ErasureRecord.Kind, instance, cancellationToken);
        var run = await client.GetInstanceAsync(instance, cancellationToken);
        // The record outlives the orchestration's history.
        if (record is { Value: { } done })
            return new ErasureStatus(instance, "completed", done.AskedAt, done.FinishedAt, done.Removed);
        return run is null ? null : new ErasureStatus(instance, run.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => "completed",
            OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated => "failed",
            _ => "running",
        });
    }

    private static string RequestOf(string userId) => SpotifyId.Derive("erasure", userId);

    private ErasureRequest NewRequest(string id, string userId, string? pseudonym)
    {
        var now = time.GetUtcNow();
        return new ErasureRequest
        {
            User = userId,
            Instance = string.Create(CultureInfo.InvariantCulture, $"{InstancePrefix}{id}-{now.UtcDateTime:yyyyMMddHHmmssfff}"),
            AskedAt = now,
            Pseudonym = pseudonym,
        };
    }

    private static async Task<bool> HasFailedAsync(DurableTaskClient client, string instance, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instance, cancellationToken) is { IsCompleted: true, RuntimeStatus: not OrchestrationRuntimeStatus.Completed };

    private ValueTask<StoredDocument<ErasureRequest>?> FindAsync(string id, CancellationToken cancellationToken) =>
        documents.ReadAsync<ErasureRequest>(DocumentContainer.System, ErasureRequest.Kind, id, cancellationToken);

    private async Task<bool> WriteAsync(DocumentOperation operation, CancellationToken cancellationToken) =>
        (await documents.WriteAsync(DocumentContainer.System, ErasureRequest.Kind, operation, cancellationToken)).IsWritten;

    [LoggerMessage(EventId = 5701, Level = LogLevel.Information, Message = "Erasure {Instance} is done: {Removed} things removed")]
    private partial void LogFinished(string instance, int removed);

    [LoggerMessage(EventId = 5703, Level = LogLevel.Error, Message = "Store {Store} could not remove what it holds of a person")]
    private partial void LogStoreFailed(string store, Exception exception);
}
