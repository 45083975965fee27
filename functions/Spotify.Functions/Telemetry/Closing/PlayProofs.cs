using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Proves to whoever a play belongs to that it is in the closed ledger.</summary>
public sealed partial class PlayProofs
{
    private readonly IDocumentStore _documents;
    private readonly ILedgerFiles _files;
    private readonly ClosedPeriods _periods;
    private readonly PeriodSecrets _secrets;
    private readonly ILogger<PlayProofs> _logger;

    internal PlayProofs(IDocumentStore documents, ILedgerFiles files, ClosedPeriods periods, PeriodSecrets secrets, ILogger<PlayProofs> logger) =>
        (_documents, _files, _periods, _secrets, _logger) = (documents, files, periods, secrets, logger);

    /// <summary>Makes the proof of a play. Some parts of the shard's leaf file are read, whatever its size.</summary>
    /// <param name="period">A closed period.</param>
    /// <param name="playId">The play, 22 characters of base62.</param>
    /// <param name="mayKnow">Whether the caller may know of plays of this label.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where the period has no such play, or the caller may not know of it.</returns>
    /// <exception cref="InvalidDataException">What is stored is not what was closed.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<LedgerProof?> FindAsync(ClosedPeriod period, string playId, Func<string?, bool> mayKnow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(mayKnow);
        var id = LedgerId.Parse(playId, "play id");
        var shard = LedgerId.ShardOf(id, period.Shards);
        var root = (await _documents.ReadAsync<ClosedRootDocument>(DocumentContainer.Aggregates, ClosedScopes.Period(period.Period), ClosedScopes.RootId(shard), cancellationToken))?.Value
            ?? throw new InvalidDataException($"Period {period.Period} lacks the root of shard {shard}.");
        var file = new LeafFileReader(root.Plays, (offset, into, token) => _files.ReadAsync(ClosedScopes.LeafFile(period.Period, shard), offset, into, token));
        if (await file.FindAsync(id, cancellationToken) is not var (index, leaf))
            return null;
        if (await FindPlayAsync(period.Period, playId, leaf, cancellationToken) is not { } play)
            throw Changed(period.Period, playId, "it is not in the ledger any more");
        if (!mayKnow(play.Label))
            return null;
        var secret = await _secrets.FindAsync(period.Period, cancellationToken) ?? throw Changed(period.Period, playId, "the secret of the period is gone");
        var proof = new LedgerProof
        {
            Period = period.Period,
            Play = play,
            Encoding = LedgerEncoding.Version,
            Salt = LedgerId.SaltOf(secret, id).ToString(),
            Leaf = leaf.Hash.ToString(),
            Index = index,
            Plays = root.Plays,
            Path = [.. (await file.ProveAsync(index, cancellationToken)).Select(hash => hash.ToString())],
            Shard = shard,
            Shards = period.Shards,
            ShardRoot = root.Root,
            ShardPath = root.Path,
            PeriodRoot = period.Root,
        };
        return proof.FindFault(period.Root) is { } fault ? throw Changed(period.Period, playId, fault) : proof;
    }

    private async Task<LedgerPlay?> FindPlayAsync(string period, string playId, LedgerLeaf leaf, CancellationToken cancellationToken)
    {
        var listener = LedgerId.ToText(leaf.Listener);
        var stored = await _documents.ReadAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(listener, period), playId, cancellationToken);
        return stored is null ? null : LedgerPlays.Of(playId, listener, stored.Value);
    }

    private InvalidDataException Changed(string period, string playId, string fault)
    {
        LogUnprovable(period, playId, fault);
        return new InvalidDataException($"Play {playId} of closed period {period} cannot be proven: {fault}");
    }

    [LoggerMessage(EventId = 5306, EventName = "ClosedPlayUnprovable", Level = LogLevel.Critical, Message = "Play {PlayId} of closed period {Period} cannot be proven: {Fault}")]
    private partial void LogUnprovable(string period, string playId, string fault);
}
