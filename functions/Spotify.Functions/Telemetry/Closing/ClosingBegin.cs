using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Shuts a period for whatever is decided from now on, and plans how it is read.</summary>
public sealed class ClosingBegin
{
    private readonly IDocumentStore _documents;
    private readonly Periods _periods;
    private readonly PeriodSecrets _secrets;
    private readonly IOptions<ClosingOptions> _options;

    internal ClosingBegin(IDocumentStore documents, Periods periods, PeriodSecrets secrets, IOptions<ClosingOptions> options) =>
        (_documents, _periods, _secrets, _options) = (documents, periods, secrets, options);

    /// <summary>Begins, or finds what was begun before. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<ClosingPlan> BeginAsync(BeginInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var closing = await _periods.BeginClosingAsync(input.Period, _options.Value.LedgerShards, input.By, cancellationToken);
        await _secrets.EnsureAsync(input.Period, cancellationToken);
        return new ClosingPlan(
            input.Period,
            input.Run,
            closing.Shards,
            closing.State == PeriodStage.Closed,
            closing.ClosingAt + Periods.Settling,
            await RangesAsync(DocumentContainer.Plays, cancellationToken),
            await RangesAsync(DocumentContainer.Aggregates, cancellationToken));
    }

    private async Task<IReadOnlyList<string>> RangesAsync(DocumentContainer container, CancellationToken cancellationToken) =>
        [.. (await _documents.GetScanRangesAsync(container, _options.Value.LedgerScanRanges, cancellationToken)).Select(range => range.Token)];
}
