using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Dsr;
using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Catalog;
using Spotify.Functions.Royalties.Results;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>What was written for a party.</summary>
/// <param name="Party">The party.</param>
/// <param name="Files">How many files.</param>
/// <param name="Streams">Streams in its sales reports.</param>
public sealed record DeliveredStatement(string Party, int Files, long Streams);

/// <summary>
/// Writes a label's files into the container <c>statements</c>: <c>{label}/{period}/{party}/statement.csv</c>, and beside it a sales report of DDEX for each country and product. Safe to
/// repeat: the same month gives the same names, and the same bytes but for titles that the catalogue has changed.
/// </summary>
public sealed partial class StatementDelivery
{
    private const int NamedAtOnce = 200;
    private const int FlushAt = 64 * 1024;

    private readonly IRoyaltyResults _results;
    private readonly StatementDesk _desk;
    private readonly ICatalog _catalog;
    private readonly IStatementFiles _files;
    private readonly StatementOptions _options;
    private readonly ILogger<StatementDelivery> _logger;

    internal StatementDelivery(
        IRoyaltyResults results, StatementDesk desk, ICatalog catalog, IStatementFiles files, IOptions<StatementOptions> options, ILogger<StatementDelivery> logger) =>
        (_results, _desk, _catalog, _files, _options, _logger) = (results, desk, catalog, files, options.Value, logger);

    /// <summary>The instance id of the run that writes a month's files.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    public static string InstanceOf(string period) => "statements-" + period;

    /// <summary>Why a month's files may not be written; null where they may.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<string?> FindReasonNotToDeliverAsync(string period, CancellationToken cancellationToken) =>
        await _results.FindAsync(period, cancellationToken) is { Stage: >= RoyaltyStage.Approved } ? null : $"{period} is not approved: labels get what somebody stands for.";

    /// <summary>Parties of labels, in order of their ids.</summary>
    /// <param name="period">The month.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<string>> PartiesAsync(string period, string? after, int limit, CancellationToken cancellationToken)
    {
        var parties = new List<string>(limit);
        await foreach (var party in _results.PartiesAsync(period, new PartyChoice(true, null, null), cancellationToken))
        {
            if (party.Label is null || (after is not null && string.CompareOrdinal(party.Id, after) <= 0))
                continue;
            parties.Add(party.Id);
            if (parties.Count == limit)
                break;
        }

        return parties;
    }

    /// <summary>Writes a party's files.</summary>
    /// <exception cref="InvalidDataException">There is no such party of a label, its statement does not add up, or a report does not come to it.</exception>
    /// <exception cref="TransientException">The store or the storage is in trouble.</exception>
    public async Task<DeliveredStatement> DeliverAsync(string period, string party, CancellationToken cancellationToken)
    {
        var month = await _results.FindAsync(period, cancellationToken);
        var found = month is not null && await _results.PartyAsync(period, party, cancellationToken) is { Label: not null } one
            && await _results.StatementAsync(period, party, cancellationToken) is { } statement
                ? new FoundStatement(month, one, statement)
                : throw new InvalidDataException($"{party} is no party of a label with a statement for {period}.");
        var folder = $"{found.Party.Label}/{period}/{party}/";
        await _files.WriteAsync(folder + "statement.csv", stream => StatementCsvAnswer.WriteAsync(_desk, found, stream, cancellationToken), cancellationToken);
        var (files, streams) = (1, 0L);
        if (_options.SenderPartyId.Length > 0)
        {
            await foreach (var report in ReportsAsync(found, folder, cancellationToken))
                (files, streams) = (files + 1, streams + report.Streams);
        }

        LogDelivered(period, party, files, streams);
        return new DeliveredStatement(party, files, streams);
    }

    // Lines come pool by pool, so that those of a country and product are together.
    private async IAsyncEnumerable<DsrTotals> ReportsAsync(FoundStatement found, string folder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pools = (await _results.PoolsAsync(found.Month.Period, cancellationToken)).Where(one => one.Month == found.Month.Period)
            .ToDictionary(one => one.Pool.Pool.Key, one => one.Pool);
        var usages = new DsrUsages();
        (string Country, string Product)? current = null;
        await foreach (var line in _results.LinesAsync(found.Month.Period, found.Party.Id, found.Month.Period, 0, cancellationToken))
        {
            var market = (line.Pool.Country, line.Pool.Product);
            if (current is { } before && before != market && usages.Tracks > 0)
                yield return await WriteReportAsync(found, folder, before.Country, before.Product, pools, usages, cancellationToken);
            current = market;
            usages.Add(line);
        }

        if (current is { } last && usages.Tracks > 0)
            yield return await WriteReportAsync(found, folder, last.Country, last.Product, pools, usages, cancellationToken);
    }

    private async Task<DsrTotals> WriteReportAsync(
        FoundStatement found, string folder, string country, string product, Dictionary<PoolKey, DividedPool> pools, DsrUsages usages, CancellationToken cancellationToken)
    {
        var message = MessageOf(found, country, product);
        var (streams, totals) = (usages.Streams(), (DsrTotals?)null);
        var summaries = streams.Keys.Select(currency => SummaryOf(found, pools, new PoolKey(country, product, currency))).ToList();
        await _files.WriteAsync(
            $"{folder}dsr/{message.FileName}",
            async stream =>
            {
                var text = new StringBuilder();
                var writer = new DsrWriter(text, message, summaries, streams);
                foreach (var page in usages.All().Chunk(NamedAtOnce))
                {
                    var recordings = await Task.WhenAll(page.Select(track => RecordingOfAsync(track.Key, cancellationToken)));
                    for (var i = 0; i < page.Length; i++)
                        writer.AddTrack(recordings[i], page[i].Value);
                    if (text.Length >= FlushAt)
                        await FlushAsync();
                }

                totals = writer.End();
                await FlushAsync();

                async Task FlushAsync()
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
                    text.Clear();
                }
            },
            cancellationToken);
        usages.Clear();
        return totals!;
    }

    private DsrMessage MessageOf(FoundStatement found, string country, string product) => new()
    {
        Period = found.Month.Period,
        Country = country,
        Product = product,
        Party = found.Party.Id,
        PartyName = found.Party.Name,
        PartyDpid = _options.Recipients.GetValueOrDefault(found.Party.Label!),
        SenderDpid = _options.SenderPartyId,
        SenderName = _options.SenderName,
        Created = found.Month.CalculatedAt,
        Digest = found.Month.Digest,
    };

    private static DsrSummary SummaryOf(FoundStatement found, Dictionary<PoolKey, DividedPool> pools, PoolKey key)
    {
        if (!pools.TryGetValue(key, out var pool))
            throw new InvalidDataException($"The results of {found.Month.Period} lack pool {key}, which {found.Party.Id} has lines of.");
        var allocated = found.Statement.Credits.Where(credit => credit.AdjustmentOf is null && credit.Earning.Side == RoyaltySide.Master && credit.Earning.Pool == key)
            .Sum(credit => credit.Earning.Amount);
        return new DsrSummary(key.Currency, pool.Pool.Net, pool.Pool.Subscribers, allocated);
    }

    private async Task<DsrRecording> RecordingOfAsync(string track, CancellationToken cancellationToken) =>
        await _catalog.FindTrackAsync(track, cancellationToken) is { Track: var one, Album: var album }
            ? new DsrRecording
            {
                Track = track,
                Title = one.Title,
                Version = one.Version,
                Artist = string.Join(", ", one.Artists.Select(artist => artist.Name)),
                DurationMs = one.Audio.DurationMs,
                Release = album.Id,
                Upc = album.Upc,
                ReleaseTitle = album.Title,
                ReleaseVersion = album.Version,
                ReleaseArtist = string.Join(", ", album.Artists.Select(artist => artist.Name)),
                ReleaseType = album.Type,
                LabelName = album.LabelName,
                PLine = album.PLine,
            }
            : DsrRecording.Unknown(track);

    [LoggerMessage(EventId = 6301, Level = LogLevel.Information, Message = "The statement of {Party} for {Period} was written: {Files} files, {Streams} streams reported")]
    private partial void LogDelivered(string period, string party, int files, long streams);
}
