using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Holds a closed period against its leaf files: roots are computed again from every leaf, not taken from where they are stored.</summary>
public sealed class LedgerRoots
{
    private readonly IDocumentStore _documents;
    private readonly ILedgerFiles _files;

    internal LedgerRoots(IDocumentStore documents, ILedgerFiles files) => (_documents, _files) = (documents, files);

    /// <summary>The root of a shard's leaves, computed again.</summary>
    /// <param name="period">The period.</param>
    /// <param name="shard">One of its shards.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>What the leaf file comes to; <see cref="RecomputedRoot.Fault"/> where that is not what the period was closed with.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RecomputedRoot> RecomputeAsync(ClosedPeriod period, int shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var stored = (await _documents.ReadAsync<ClosedRootDocument>(
            DocumentContainer.Aggregates, ClosedScopes.Period(period.Period), ClosedScopes.RootId(shard), cancellationToken))?.Value;
        if (stored is null)
            return new RecomputedRoot(shard, 0, Merkle.Empty.ToString(), $"Shard {shard} of {period.Period} has no root.");
        var name = ClosedScopes.LeafFile(period.Period, shard);
        try
        {
            var root = await LeafFileRoot.ComputeAsync(stored.Plays, (offset, into, token) => _files.ReadAsync(name, offset, into, token), cancellationToken);
            var fault = root.ToString() == stored.Root ? null : $"The leaves of shard {shard} of {period.Period} do not come to its root.";
            return new RecomputedRoot(shard, stored.Plays, root.ToString(), fault);
        }
        catch (Exception problem) when (problem is FileNotFoundException or InvalidDataException)
        {
            return new RecomputedRoot(shard, stored.Plays, Merkle.Empty.ToString(), $"Shard {shard} of {period.Period}: {problem.Message}");
        }
    }

    /// <summary>Why the shards' roots do not make the root that the period was closed with; null where they do.</summary>
    /// <param name="period">The period.</param>
    /// <param name="shards">All of its shards, in order.</param>
    public static string? FindFault(ClosedPeriod period, IReadOnlyList<RecomputedRoot> shards)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(shards);
        if (shards.FirstOrDefault(one => one.Fault is not null) is { } faulty)
            return faulty.Fault;
        if (shards.Count != period.Shards || shards.Sum(one => one.Plays) != period.Documents)
            return $"The shards of {period.Period} do not hold its {period.Documents} plays.";
        var leaves = shards.Select(one => LedgerProof.ShardLeafOf(
            period.Period, one.Shard, shards.Count, one.Plays, Hash256.TryParse(one.Root, out var root) ? root : default)).ToArray();
        return Merkle.RootOf(leaves).ToString() == period.Root ? null : $"The shards of {period.Period} do not come to the root {period.Root}.";
    }
}

/// <summary>A shard's root, computed again.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Plays">Its leaves.</param>
/// <param name="Root">What they come to.</param>
/// <param name="Fault">Why it is not what the period was closed with; null where it is.</param>
public sealed record RecomputedRoot(int Shard, long Plays, string Root, string? Fault);
