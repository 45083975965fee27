using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Puts a period together: the roots of its shards under one root, and what it comes to; marks it closed in the end.</summary>
public sealed partial class PeriodSealing
{
    private readonly ClosedOutputs _outputs;
    private readonly ILedgerFiles _files;
    private readonly Periods _periods;
    private readonly ClosingMetrics _metrics;
    private readonly ILogger<PeriodSealing> _logger;

    internal PeriodSealing(ClosedOutputs outputs, ILedgerFiles files, Periods periods, ClosingMetrics metrics, ILogger<PeriodSealing> logger) =>
        (_outputs, _files, _periods, _metrics, _logger) = (outputs, files, periods, metrics, logger);

    /// <summary>Writes roots and totals, or compares them. Safe to repeat.</summary>
    /// <exception cref="InvalidDataException">The parts of the period contradict each other.</exception>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<ClosingResult> SealAsync(SealInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (count, scope) = (input.Shards.Count, ClosedScopes.Period(input.Period));
        var leaves = input.Shards.Select((shard, i) => LedgerProof.ShardLeafOf(input.Period, i, count, shard.Plays, RootOf(shard))).ToArray();
        var output = await _outputs.OpenAsync(input.Period, input.IsReplay, cancellationToken);
        foreach (var difference in input.Shards.SelectMany(one => one.Differences).Concat(input.Markets.SelectMany(one => one.Differences)).Concat(input.Listeners.SelectMany(one => one.Differences)))
            output.Note(difference);
        for (var i = 0; i < count; i++)
        {
            var shard = input.Shards[i];
            var path = Merkle.PathOf(leaves, i).Select(hash => hash.ToString());
            var document = new ClosedRootDocument { Shard = i, Plays = shard.Plays, Root = shard.Root, Sha256 = shard.Sha256, Path = [.. path] };
            await output.PutAsync(scope, ClosedScopes.RootId(i), document, cancellationToken);
        }

        var summary = Summarise(input, Merkle.RootOf(leaves).ToString(), output.Version);
        await output.PutAsync(scope, ClosedScopes.SummaryId, new ClosedSummaryDocument { Summary = summary }, cancellationToken);
        return new ClosingResult(input.Period, summary.Documents, summary.Root, output.IsReplay, output.Differences);
    }

    /// <summary>Closes the period for good, or tells what a replay found. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task FinishAsync(ClosingResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.IsReplay)
        {
            await _periods.MarkClosedAsync(result.Period, cancellationToken);
            LogClosed(result.Period, result.Plays, result.Root);
            _metrics.Closed("closed");
        }
        else if (result.Differences.Count == 0)
        {
            LogSame(result.Period, result.Plays, result.Root);
            _metrics.Closed("same");
        }
        else
        {
            var differences = string.Join(", ", result.Differences);
            LogDifferent(result.Period, result.Differences.Count, differences);
            _metrics.Closed("different");
        }
    }

    /// <summary>Removes what a run left on its way. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task RemovePartsAsync(BeginInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _files.RemoveAsync(ClosedScopes.Parts(input.Period, input.Run), cancellationToken);
    }

    private static ClosedPeriod Summarise(SealInput input, string root, int version)
    {
        List<MarketTotals> markets =
        [
            .. input.Markets.SelectMany(bucket => bucket.Totals).OrderBy(one => one.Market, StringComparer.Ordinal).ThenBy(one => one.Product, StringComparer.Ordinal),
        ];
        List<ListenerTotals> listeners = [.. input.Listeners.Select(one => one.Totals)];
        var plays = markets.Sum(one => one.Plays);
        if (plays != listeners.Sum(one => one.Plays))
            throw new InvalidDataException($"Period {input.Period}: markets come to {plays} plays and listeners to {listeners.Sum(one => one.Plays)}.");
        return new ClosedPeriod(
            input.Period,
            input.Shards.Count,
            root,
            input.Shards.Sum(shard => shard.Plays),
            plays,
            markets.Sum(one => one.Adjustments),
            markets.Sum(one => one.Excluded),
            markets.Sum(one => one.ListenedMs),
            markets,
            listeners,
            version);
    }

    private static Hash256 RootOf(SealedShard shard) =>
        Hash256.TryParse(shard.Root, out var root) ? root : throw new InvalidDataException($"'{shard.Root}' is no root.");

    [LoggerMessage(EventId = 5301, Level = LogLevel.Information, Message = "Period {Period} is closed: {Documents} documents of the ledger, root {Root}")]
    private partial void LogClosed(string period, long documents, string root);

    [LoggerMessage(EventId = 5302, Level = LogLevel.Information, Message = "Period {Period} was computed again and is the same: {Documents} documents of the ledger, root {Root}")]
    private partial void LogSame(string period, long documents, string root);

    [LoggerMessage(EventId = 5303, EventName = "ClosedPeriodDiffers", Level = LogLevel.Critical,
        Message = "Closed period {Period} was computed again and is NOT what is stored; nothing was changed. {Count} differences: {Differences}")]
    private partial void LogDifferent(string period, int count, string differences);
}
