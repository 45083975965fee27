using Spotify.Core;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>The experiments. There are few; listeners' requests read them from this process, which looks for changes every minute.</summary>
public sealed class ExperimentStore
{
    /// <summary>The most experiments that there may be.</summary>
    internal const int Most = 500;

    private const int Attempts = 5;
    private const string Everything = "all";

    private readonly IDocumentStore _documents;
    private readonly ReadThroughCache<Experiments> _cache;

    internal ExperimentStore(IDocumentStore documents, SpotifyMetrics metrics, TimeProvider time)
    {
        _documents = documents;
        var options = new ReadThroughCacheOptions { Capacity = 1, FreshFor = TimeSpan.FromMinutes(1), ConfirmWithin = TimeSpan.FromMinutes(1) };
        _cache = new("experiments", options, async (_, token) => new Experiments([.. (await ListAsync(token)).Where(one => one.StoppedAt is null)]), static (_, _) => false, metrics, time);
    }

    /// <summary>Who a listener is to experiments: nobody without his key can tell, and it is the same in every week.</summary>
    internal static string PseudonymOf(ListenerIdentity listener) => listener.KeyOf("experiments", "");

    /// <summary>Every experiment by its name, as the store has it.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<ExperimentDocument>> ListAsync(CancellationToken cancellationToken)
    {
        var page = await _documents.RangeAsync<ExperimentDocument>(DocumentContainer.System, ExperimentDocument.Kind, default, Most, null, cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    /// <summary>An experiment.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ExperimentDocument?> FindAsync(string name, CancellationToken cancellationToken) => (await ReadAsync(name, cancellationToken))?.Value;

    /// <summary>What became of it as of the last measuring; null where it was not measured yet.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ExperimentResultDocument?> FindResultAsync(string name, CancellationToken cancellationToken) => DocumentRules.IsValidId(name)
        ? (await _documents.ReadAsync<ExperimentResultDocument>(DocumentContainer.System, ExperimentResultDocument.Kind, name, cancellationToken))?.Value : null;

    internal Task WriteResultAsync(string name, ExperimentResultDocument result, CancellationToken cancellationToken) =>
        _documents.WriteAsync(DocumentContainer.System, ExperimentResultDocument.Kind, DocumentOperation.Upsert(name, result), cancellationToken).AsTask();

    /// <summary>Begins an experiment, or changes one that runs: its description, and how far its last arm reaches. Safe to repeat.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ExperimentChange> PutAsync(ExperimentDocument wanted, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var all = await ListAsync(cancellationToken);
            var there = await ReadAsync(wanted.Name, cancellationToken);
            if (there is null && all.Count >= Most)
                return new ExperimentChange(null, "There are 500 experiments, and no more may be.");
            if (there is null && all.FirstOrDefault(one => one.Product == wanted.Product && one.StoppedAt is null) is { } other)
                return new ExperimentChange(null, $"'{other.Name}' runs with this product: one experiment at a time changes a product's lists. Stop it first.");
            if (there is not null && FindConflict(there.Value, wanted) is { } conflict)
                return new ExperimentChange(null, conflict);
            var document = there is null ? wanted : wanted with { StartedAt = there.Value.StartedAt };
            var operation = there is null ? DocumentOperation.Create(wanted.Name, document) : DocumentOperation.Replace(wanted.Name, document, there.ETag);
            if ((await _documents.WriteAsync(DocumentContainer.System, ExperimentDocument.Kind, operation, cancellationToken)).IsWritten)
            {
                _cache.Remove(Everything);
                return new ExperimentChange(document, null) { IsNew = there is null };
            }
        }

        throw new TransientException($"Others kept changing {wanted.Name}");
    }

    /// <summary>Stops an experiment for good; one that was stopped stays as it is.</summary>
    /// <returns>Null where there is no such experiment.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ExperimentDocument?> StopAsync(string name, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await ReadAsync(name, cancellationToken) is not { } there)
                return null;
            if (there.Value.StoppedAt is not null)
                return there.Value;
            var stopped = there.Value with { StoppedAt = now, By = by };
            if ((await _documents.WriteAsync(DocumentContainer.System, ExperimentDocument.Kind, DocumentOperation.Replace(name, stopped, there.ETag), cancellationToken)).IsWritten)
            {
                _cache.Remove(Everything);
                return stopped;
            }
        }

        throw new TransientException($"Others kept changing {name}");
    }

    /// <summary>A listener's arms of the experiments that run, by product.</summary>
    /// <param name="pseudonym">The listener's pseudonym for experiments.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The store is in trouble and they were not read before.</exception>
    internal async Task<IReadOnlyDictionary<ListKind, ChosenArm>> ArmsOfAsync(string pseudonym, CancellationToken cancellationToken)
    {
        var arms = new Dictionary<ListKind, ChosenArm>();
        foreach (var one in (await _cache.GetAsync(Everything, cancellationToken))!.Running)
        {
            if (one.ToExperiment().ArmOf(pseudonym) is { } arm)
                arms.TryAdd(one.Product, new ChosenArm(one.Name, arm.Name, one.Arms.First(known => known.Name == arm.Name).Weights));
        }

        return arms;
    }

    private static string? FindConflict(ExperimentDocument there, ExperimentDocument wanted)
    {
        if (there.StoppedAt is not null)
            return "It was stopped: begin another under another name, so that its listeners are drawn anew.";
        if (there.Product != wanted.Product || there.Arms.Count != wanted.Arms.Count || !there.Arms.SkipLast(1).SequenceEqual(wanted.Arms.SkipLast(1)))
            return "It runs: only its description may change, and the share of its last arm may grow. Begin another under another name.";
        var (before, after) = (there.Arms[^1], wanted.Arms[^1]);
        return before with { Share = after.Share } != after || after.Share < before.Share
            ? "It runs: only its description may change, and the share of its last arm may grow. Begin another under another name." : null;
    }

    private async Task<StoredDocument<ExperimentDocument>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        DocumentRules.IsValidId(name) ? await _documents.ReadAsync<ExperimentDocument>(DocumentContainer.System, ExperimentDocument.Kind, name, cancellationToken) : null;

    private sealed record Experiments(IReadOnlyList<ExperimentDocument> Running);
}

/// <summary>How a change of an experiment ended.</summary>
/// <param name="Document">The experiment as it is now; null where it could not be.</param>
/// <param name="Conflict">Why it could not be; null where it was.</param>
internal sealed record ExperimentChange(ExperimentDocument? Document, string? Conflict)
{
    /// <summary>Whether it has just begun.</summary>
    public bool IsNew { get; init; }
}
