using System.Globalization;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Lists the plays behind a figure of a closed month, so that each of them can be proven.</summary>
public sealed class TrackPlays
{
    /// <summary>The most documents of listeners' rows (a thousand rows each) that one page looks at, so that a page takes a bounded time whatever the month is.</summary>
    public const int MaxChunks = 50;

    private readonly IDocumentStore _documents;
    private readonly ClosedPeriods _periods;

    internal TrackPlays(IDocumentStore documents, ClosedPeriods periods) => (_documents, _periods) = (documents, periods);

    /// <summary>A page of plays, listener by listener in the order of their pseudonyms, those of one listener by id. A page holds all plays of its last listener.</summary>
    /// <param name="period">The closed month.</param>
    /// <param name="chosen">Which plays.</param>
    /// <param name="from">Where the page before ended; the default begins.</param>
    /// <param name="limit">After how many plays no further listener is looked at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidDataException">What is stored is not what was closed.</exception>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<TrackPlaysPage> ListAsync(ClosedPeriod period, TrackPlaysChoice chosen, TrackPlaysPlace from, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(chosen);
        var (plays, chunks) = (new List<TrackPlay>(), 0);
        for (var (shard, chunk, row) = from; shard < period.Listeners.Count; (shard, chunk, row) = (shard + 1, 0, 0))
        {
            for (; chunk < period.Listeners[shard].Chunks; (chunk, row) = (chunk + 1, 0))
            {
                if (plays.Count >= limit || chunks++ == MaxChunks)
                    return new TrackPlaysPage(plays, new TrackPlaysPlace(shard, chunk, row));
                var rows = await _periods.ListenersAsync(period, period.Listeners[shard], chunk, cancellationToken);
                for (; row < rows.Count && plays.Count < limit; row++)
                {
                    if (chosen.Includes(rows[row]))
                        await AddAsync(plays, period, chosen, rows[row], cancellationToken);
                }

                if (row < rows.Count)
                    return new TrackPlaysPage(plays, new TrackPlaysPlace(shard, chunk, row));
            }
        }

        return new TrackPlaysPage(plays, null);
    }

    private async Task AddAsync(List<TrackPlay> plays, ClosedPeriod period, TrackPlaysChoice chosen, ClosedListenerRow row, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _documents.RangeAsync<PlayDocument>(
                DocumentContainer.Plays, new PartitionKeyValue(row.Listener, period.Period), default, DocumentRules.MaxReads, continuation, cancellationToken);
            foreach (var (id, document) in page.Documents)
            {
                var play = LedgerPlays.Of(id, row.Listener, document.Value);
                if (play.Delta != 0 && play.Isrc == row.Isrc && play.Label == row.Label && chosen.Includes(play))
                    plays.Add(new TrackPlay(id, play.StartedAt, play.Delta));
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}

/// <summary>Which plays of a closed month are meant.</summary>
/// <param name="Track">The track.</param>
/// <param name="Market">The country, or <c>ZZ</c> for none.</param>
/// <param name="Product">The plan, or <c>unknown</c>.</param>
/// <param name="AdjustmentOf">The earlier month that they correct; null for the month's own.</param>
public sealed record TrackPlaysChoice(string Track, string Market, string Product, string? AdjustmentOf = null)
{
    /// <summary>Whether a row sums such plays.</summary>
    public bool Includes(ClosedListenerRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Track == Track && row.Market == Market && row.Product == Product && row.AdjustmentOf == AdjustmentOf;
    }

    internal bool Includes(LedgerPlay play) =>
        play.Track == Track && (play.Market ?? LedgerRowKey.NoMarket) == Market && (play.Product ?? LedgerRowKey.NoProduct) == Product && play.AdjustmentOf == AdjustmentOf;
}

/// <summary>A play behind a figure.</summary>
/// <param name="Play">Its id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Delta">1 for one that is paid, -1 for one that was paid and did not count after all.</param>
public sealed record TrackPlay(string Play, DateTimeOffset StartedAt, int Delta);

/// <summary>A page of plays.</summary>
/// <param name="Plays">The plays; a page may be short, or empty, and not be the last.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record TrackPlaysPage(IReadOnlyList<TrackPlay> Plays, TrackPlaysPlace? Next);

/// <summary>A place among the rows of a month's listeners.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Chunk">The document within it.</param>
/// <param name="Row">The row within that.</param>
public readonly record struct TrackPlaysPlace(int Shard, int Chunk, int Row)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>False where it is something else.</returns>
    public static bool TryParse(string text, out TrackPlaysPlace place)
    {
        ArgumentNullException.ThrowIfNull(text);
        place = default;
        if (text.Split('.') is not [var shard, var chunk, var row] || !TryNumber(shard, out var first) || !TryNumber(chunk, out var second) || !TryNumber(row, out var third))
            return false;
        place = new TrackPlaysPlace(first, second, third);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Shard}.{Chunk}.{Row}");

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
