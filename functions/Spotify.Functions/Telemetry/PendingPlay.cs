using System.Globalization;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Telemetry;

/// <summary>A decision that ledger and counter are to learn.</summary>
/// <param name="Work">The session.</param>
/// <param name="Mark">The decision.</param>
/// <param name="Play">The play as the events show it; null where a corrected start event has taken it away.</param>
/// <param name="Track">The track; null where the catalogue has it no more.</param>
internal sealed record PendingPlay(SessionWork Work, PlayMark Mark, Play? Play, TrackFacts? Track)
{
    public string PlayId { get; } = PlayRules.IdOf(Work.Pseudonym, Work.SessionId, Mark.Track, Mark.StartId);

    /// <summary>The play as an earlier period has it: what was recorded first stays.</summary>
    public PlayDocument? First { get; set; }

    /// <summary>Where to look for <see cref="First"/> before anything is written; null where that is not needed.</summary>
    public string? LookIn => Mark.FactsPeriod ?? (Track is null ? Mark.Period : null);

    /// <summary>Whether there is nothing yet to make a document of.</summary>
    public bool MustWait => Track is null && First is null;

    public DateOnly Day => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(Mark.StartMs).UtcDateTime);

    public PlayDocument ToDocument() => Apply(First ?? NewDocument());

    /// <summary>The document with this decision.</summary>
    public PlayDocument Apply(PlayDocument document)
    {
        var month = AccountingPeriod.Of(Mark.StartMs);
        return document with
        {
            Revision = Mark.Revision,
            Counted = Mark.IsCounted,
            Excluded = Mark.Excluded,
            Delta = Mark.Delta,
            Period = Mark.Period,
            AdjustmentOf = Mark.Period == month ? null : month,
            ListenedMs = Mark.ListenedMs,
        };
    }

    private PlayDocument NewDocument()
    {
        var track = Track ?? throw new InvalidOperationException("The track is not known.");
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(Mark.StartMs);
        var grant = Licence(track.Rights, startedAt);
        var document = new PlayDocument
        {
            Revision = Mark.Revision,
            Counted = Mark.IsCounted,
            Delta = Mark.Delta,
            Period = Mark.Period,
            Session = Work.SessionId,
            StartKey = Mark.StartId.ToString("x16", CultureInfo.InvariantCulture),
            Track = track.Id,
            Album = track.AlbumId,
            Isrc = track.Isrc,
            Label = track.LabelId,
            Artists = track.Artists,
            StartedAt = startedAt,
            ListenedMs = 0,
            DurationMs = Mark.DurationMs,
            Tier = Mark.Tier,
            Market = Mark.Market,
            DeviceKey = Work.DeviceKey,
            ListenerSince = Work.ListenerSince,
            RightsFrom = grant?.From,
            RightsUntil = grant?.Until,
            Licensed = grant is not null,
        };
        if (Play is not { Facts: { } facts })
            return document;
        return document with
        {
            Device = EventNames.Of(facts.Device),
            NetworkKey = facts.NetworkKey == 0 ? null : facts.NetworkKey.ToString("x16", CultureInfo.InvariantCulture),
            AppVersion = NullIfEmpty(facts.AppVersion),
            Offline = facts.Offline,
            ContextType = NullIfEmpty(facts.ContextType),
            ContextId = NullIfEmpty(facts.ContextId),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(facts.ReceivedMs),
        };
    }

    // What is heard offline was downloaded, or is what the player had kept of a stream.
    private RightsGrant? Licence(IReadOnlyList<RightsGrant> grants, DateTimeOffset at) =>
        (Play?.Facts.Offline == true ? Rights.Permitting(grants, Mark.Market, Mark.Tier, RightsUse.Download, at) : null)
        ?? Rights.Permitting(grants, Mark.Market, Mark.Tier, RightsUse.Stream, at);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
