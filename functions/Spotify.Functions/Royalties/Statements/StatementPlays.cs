using Spotify.Core;
using Spotify.Functions.Royalties.Results;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>The plays behind the lines of statements: the last step of the way from a payout to what was heard.</summary>
public sealed class StatementPlays(IRoyaltyResults results, ClosedPeriods closed, TrackPlays plays)
{
    /// <summary>The plays of a track in a pool that a statement has a line of; null where it has none.</summary>
    /// <param name="found">The statement.</param>
    /// <param name="chosen">The month, the pool and the track.</param>
    /// <param name="from">Where the page before ended.</param>
    /// <param name="limit">After how many plays the page ends.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidDataException">What is stored is not what was closed.</exception>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<StatementPlayList?> FindAsync(FoundStatement found, LineChoice chosen, TrackPlaysPlace from, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(chosen);
        var period = found.Month.Period;
        var line = await results.LinesAsync(period, found.Party.Id, chosen.Month, 0, cancellationToken).FirstOrDefaultAsync(chosen.Includes, cancellationToken);
        if (line is null)
            return null;
        var ledger = await closed.FindAsync(period, cancellationToken) ?? throw new InvalidDataException($"{period} has statements and is not closed.");
        // What corrects an earlier month lies in the ledger of the month that posts it.
        var choice = new TrackPlaysChoice(line.Track, line.Pool.Country, line.Pool.Product, chosen.Month == period ? null : chosen.Month);
        var page = await plays.ListAsync(ledger, choice, from, limit, cancellationToken);
        return new StatementPlayList([.. page.Plays.Select(play => new StatementPlay(play.Play, play.StartedAt, play.Delta, $"/v1/royalties/{period}/proof/{play.Play}"))], page.Next?.ToString());
    }
}

/// <summary>A play that is paid.</summary>
/// <param name="Play">Its id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Delta">1 for one that is paid, -1 for one that was paid and did not count after all.</param>
/// <param name="Proof">The path that proves it to staff of its label and to operators.</param>
public sealed record StatementPlay(string Play, DateTimeOffset StartedAt, int Delta, string Proof);

/// <summary>A page of plays.</summary>
/// <param name="Plays">The plays.</param>
/// <param name="Next">What <c>after</c> goes on with; null on the last page. A page may be short, or empty, and not be the last.</param>
public sealed record StatementPlayList(IReadOnlyList<StatementPlay> Plays, string? Next);
