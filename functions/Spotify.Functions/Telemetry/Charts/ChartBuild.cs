using System.Globalization;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>
/// The steps of <see cref="BuildCharts"/>. Charts are exact, as the day counts of the tracks are; each range gives its best tracks alone, and memory and payloads
/// stay as they are however many tracks there are.
/// </summary>
public sealed partial class ChartBuild(IDocumentStore documents, ILogger<ChartBuild> logger)
{
    private const int Ranges = 32;
    private const int MaxRounds = 10;
    private static readonly TimeSpan PartTimeToLive = TimeSpan.FromDays(2);
    private static readonly TimeSpan ChartTimeToLive = TimeSpan.FromDays(ChartCalendar.KeptDays);

    /// <summary>Says what is to be built.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<ChartPlan> PlanAsync(ChartsInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var charts = input.Date is { } date ? Asked(date, input.At) : await DueAsync(input.At, cancellationToken);
        var ranges = await documents.GetScanRangesAsync(DocumentContainer.Aggregates, Ranges, cancellationToken);
        return new ChartPlan(charts, [.. ranges.Select(range => range.Token)]);
    }

    /// <summary>Reads one range and stores the best tracks of its markets.</summary>
    /// <returns>How many documents it read.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<int> CountAsync(ChartRangeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var counts = new ChartCounts(documents, input.Chart);
        var read = await counts.ReadAsync(new ScanRange(input.Range), cancellationToken);
        var part = DocumentOperation.Upsert(PartId(input.Part), ChartPartDocument.Of(counts.Tally), PartTimeToLive);
        var written = await documents.WriteAsync(DocumentContainer.Aggregates, ChartPartDocument.ScopeOf(input.Run, input.Chart), part, cancellationToken);
        return written.IsWritten ? read : throw new InvalidOperationException($"The best tracks of part {input.Part} of {input.Chart} were not stored: {written.Outcome}.");
    }

    /// <summary>Merges, ranks and writes; what is final stays, unless it is overruled, and what a later build wrote stays in any case.</summary>
    /// <returns>How many charts it wrote.</returns>
    /// <exception cref="TransientException">The store is in trouble, or others kept writing the same charts.</exception>
    public async Task<int> PublishAsync(ChartPublishInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tally = await MergeAsync(input, cancellationToken);
        var world = await documents.ReadAsync<ChartDocument>(DocumentContainer.Aggregates, ChartDocument.ScopeOf(ChartMarkets.Global), input.Chart.ToString(), cancellationToken);
        // A market whose plays were all withdrawn has a chart still, with nothing on it.
        List<string> markets = [.. tally.Markets.Union(world?.Value.Markets ?? []).Where(ChartMarkets.IsCountry).Order(StringComparer.Ordinal)];
        var written = await WriteAsync(input, tally, markets, null, cancellationToken);
        // Last, since it says whether a date is done.
        written += await WriteAsync(input, tally, [ChartMarkets.Global], markets, cancellationToken);
        LogPublished(input.Chart, written, markets.Count + 1);
        return written;
    }

    private static List<ChartDate> Asked(DateOnly date, DateTimeOffset now)
    {
        List<ChartDate> charts = [new ChartDate(ChartPeriod.Daily, date)];
        if (date < ChartCalendar.Day(now))
            charts.Add(new ChartDate(ChartPeriod.Weekly, date));
        return charts;
    }

    private async Task<IReadOnlyList<ChartDate>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var candidates = ChartCalendar.Due(now, _ => null);
        var stored = await ReadAsync(candidates.Select(chart => (ChartMarkets.Global, chart)), cancellationToken);
        var state = candidates.Zip(stored).ToDictionary(pair => pair.First, pair => pair.Second?.Value.Final);
        return ChartCalendar.Due(now, chart => state.GetValueOrDefault(chart));
    }

    private async Task<ChartTally> MergeAsync(ChartPublishInput input, CancellationToken cancellationToken)
    {
        var tally = new ChartTally();
        var scope = ChartPartDocument.ScopeOf(input.Run, input.Chart);
        for (var part = 0; part < input.Parts; part++)
        {
            var stored = await documents.ReadAsync<ChartPartDocument>(DocumentContainer.Aggregates, scope, PartId(part), cancellationToken)
                ?? throw new InvalidOperationException($"Part {part} of {input.Chart} is gone: the build took longer than {PartTimeToLive.TotalDays} days. The next one begins anew.");
            stored.Value.OfferTo(tally);
        }

        return tally;
    }

    private async Task<int> WriteAsync(
        ChartPublishInput input, ChartTally tally, IReadOnlyList<string> markets, IReadOnlyList<string>? all, CancellationToken cancellationToken)
    {
        var written = 0;
        var open = markets;
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
                throw new TransientException("Others kept writing the same charts.");
            var batches = await PrepareAsync(input, tally, open, all, cancellationToken);
            var results = await documents.WriteManyAsync([.. batches.Select(batch => batch.Batch)], cancellationToken);
            written += results.Count(result => result.IsWritten);
            if (results.Any(result => result.Outcome == WriteOutcome.TooLarge))
                throw new InvalidOperationException($"A chart of {input.Chart} is over the size of a document.");
            open = [.. batches.Where((_, i) => !results[i].IsWritten).Select(batch => batch.Market)];
        }

        return written;
    }

    private async Task<List<(string Market, PartitionBatch Batch)>> PrepareAsync(
        ChartPublishInput input, ChartTally tally, IReadOnlyList<string> markets, IReadOnlyList<string>? all, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(markets.Select(market => (market, input.Chart)), cancellationToken);
        var before = input.Chart with { Date = ChartCalendar.Previous(input.Chart.Period, input.Chart.Date) };
        var previous = await ReadAsync(markets.Select(market => (market, before)), cancellationToken);
        var batches = new List<(string, PartitionBatch)>(markets.Count);
        for (var i = 0; i < markets.Count; i++)
        {
            if (stored[i]?.Value is { } there && ((there.Final && !input.Overrules) || there.AsOf > input.AsOf))
                continue;
            var chart = ChartBuilder.Build(tally.Top(markets[i]), previous[i]?.Value.ToChart());
            var document = ToDocument(input, markets[i], chart, all);
            var operation = stored[i] is { } old
                ? DocumentOperation.Replace(input.Chart.ToString(), document, old.ETag, ChartTimeToLive)
                : DocumentOperation.Create(input.Chart.ToString(), document, ChartTimeToLive);
            batches.Add((markets[i], new PartitionBatch(DocumentContainer.Aggregates, ChartDocument.ScopeOf(markets[i]), [operation])));
        }

        return batches;
    }

    private static ChartDocument ToDocument(ChartPublishInput input, string market, Chart chart, IReadOnlyList<string>? all) => new()
    {
        Market = market,
        Period = input.Chart.Period,
        Date = input.Chart.Date,
        Final = ChartCalendar.IsFinal(input.Chart.Date, input.AsOf),
        AsOf = input.AsOf,
        Entries = chart.Entries,
        Away = chart.Away,
        Markets = all,
    };

    private async Task<IReadOnlyList<StoredDocument<ChartDocument>?>> ReadAsync(IEnumerable<(string Market, ChartDate Chart)> charts, CancellationToken cancellationToken) =>
        await documents.ReadManyAsync<ChartDocument>(
            DocumentContainer.Aggregates,
            [.. charts.Select(one => new DocumentKey(ChartDocument.ScopeOf(one.Market), one.Chart.ToString()))],
            cancellationToken);

    private static string PartId(int part) => part.ToString("000", CultureInfo.InvariantCulture);

    [LoggerMessage(EventId = 5601, Level = LogLevel.Information, Message = "Chart {Chart}: {Written} of {Markets} markets written")]
    private partial void LogPublished(ChartDate chart, int written, int markets);
}
