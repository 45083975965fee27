using Microsoft.Extensions.Logging;
using Spotify.Core;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Takes plays out of pay and charts, and brings them back: a decision of the session like every other, stored before anything follows from it. Never removes anything.
/// </summary>
internal sealed partial class PlayExclusions(SessionStore sessions, PlayLedger ledger, Periods periods, TimeProvider time, ILogger<PlayExclusions> logger)
{
    private const int MaxReason = 64;
    private const int SessionsTogether = 200;

    /// <summary>Excludes plays; safe to repeat. What comes of them later keeps them excluded.</summary>
    /// <param name="pseudonym">The listener.</param>
    /// <param name="plays">Plays of that listener, at most <see cref="SessionWork.TimeToLive"/> old.</param>
    /// <param name="reason">Why, in upper snake case.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many of them are excluded now for this reason; those whose session is not kept any more are not.</returns>
    /// <exception cref="ArgumentException">The reason is none.</exception>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public Task<int> ExcludeAsync(string pseudonym, IReadOnlyCollection<PlayReference> plays, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (reason.Length is 0 or > MaxReason || !char.IsAsciiLetterUpper(reason[0]) || !reason.All(one => char.IsAsciiLetterUpper(one) || char.IsAsciiDigit(one) || one == '_'))
            throw new ArgumentException($"'{reason}' is no reason: upper snake case, at most {MaxReason} characters.", nameof(reason));
        return OrderAsync(pseudonym, plays, reason, cancellationToken);
    }

    /// <summary>Brings excluded plays back; safe to repeat.</summary>
    /// <param name="pseudonym">The listener.</param>
    /// <param name="plays">Plays of that listener, excluded at most <see cref="SessionWork.ExcludedTimeToLive"/> ago.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many of them are not excluded now; those whose session is not kept any more are not among them.</returns>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public Task<int> RestoreAsync(string pseudonym, IReadOnlyCollection<PlayReference> plays, CancellationToken cancellationToken) =>
        OrderAsync(pseudonym, plays, null, cancellationToken);

    private async Task<int> OrderAsync(string pseudonym, IReadOnlyCollection<PlayReference> plays, string? reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pseudonym);
        ArgumentNullException.ThrowIfNull(plays);
        var obeyed = 0;
        foreach (var together in plays.Distinct().GroupBy(play => play.Session, StringComparer.Ordinal).Chunk(SessionsTogether))
        {
            obeyed += await PeriodView.UseAsync(
                periods, time, view => OrderAsync(Array.ConvertAll(together, group => NewWork(pseudonym, group, reason)), view), cancellationToken);
        }

        return obeyed;
    }

    private static SessionWork NewWork(string pseudonym, IGrouping<string, PlayReference> plays, string? reason)
    {
        var work = new SessionWork(pseudonym, plays.Key);
        work.Orders.AddRange(plays.Select(play => new ExclusionOrder(play, reason)));
        return work;
    }

    private async Task<int> OrderAsync(SessionWork[] works, PeriodView view)
    {
        var tracks = await sessions.StoreAsync(works, view);
        await ledger.CarryOutAsync(works, tracks, view);
        foreach (var work in works)
        {
            if (work.Fault is { } fault)
                SessionFailed(work.Pseudonym, work.SessionId, fault);
            else if (work.Obeyed < work.Orders.Count)
                PlaysGone(work.Orders.Count - work.Obeyed, work.Pseudonym, work.SessionId);
        }

        return works.Where(work => work.IsGood).Sum(work => work.Obeyed);
    }

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "{Plays} plays of listener {Pseudonym}, session {SessionId}, are not kept any more: they stay as they were decided.")]
    private partial void PlaysGone(int plays, string pseudonym, string sessionId);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Error, Message = "Plays of listener {Pseudonym}, session {SessionId}, stay as they were decided: {Reason}")]
    private partial void SessionFailed(string pseudonym, string sessionId, string reason);
}
