using System.Globalization;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Telemetry;

/// <summary>A decision that ledger and counter are to learn.</summary>
/// <param name="Work">The session.</param>
/// <param name="Mark">The decision.</param>
/// <param name="Play">The play as the events show it; null where a corrected start event has taken it away.</param>
/// <param name="Track">The track.</param>
internal sealed record PendingPlay(SessionWork Work, PlayMark Mark, Play? Play, TrackFacts Track)
{
    public string PlayId { get; } = PlayRules.IdOf(Work.UserId, Work.Session, Mark.Track, Mark.StartId);

    public PlayDocument ToDocument()
    {
        var document = new PlayDocument
        {
            Revision = Mark.Revision,
            Counted = Mark.IsCounted,
            Delta = Mark.IsCounted ? 1 : 0,
            Period = EventTime.MonthOf(Mark.StartMs),
            Session = Work.Session,
            StartKey = Mark.StartId.ToString("x16", CultureInfo.InvariantCulture),
            Track = Track.Id,
            Album = Track.AlbumId,
            Isrc = Track.Isrc,
            Label = Track.LabelId,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(Mark.StartMs),
            ListenedMs = Play?.ListenedMs ?? 0,
            DurationMs = Mark.DurationMs,
            Tier = Play?.Facts.Tier ?? default,
            Market = Play?.Facts.Market ?? "ZZ",
        };
        if (Play is not { Facts: { } facts })
            return document;
        return document with
        {
            Device = EventNames.Of(facts.Device),
            Offline = facts.Offline,
            ContextType = NullIfEmpty(facts.ContextType),
            ContextId = NullIfEmpty(facts.ContextId),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(facts.ReceivedMs),
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
