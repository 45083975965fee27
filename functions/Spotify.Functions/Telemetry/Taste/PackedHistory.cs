using System.Text.Json;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Unpacks a listener's history for an export.</summary>
internal sealed class PackedHistory : IPackedPersonalData
{
    /// <inheritdoc/>
    public JsonElement? Unpack(string type, string id, byte[] packed) => type switch
    {
        HistoryDocument.ListensType when TasteWeek.Parse(id[HistoryDocument.ListensPrefix.Length..]) is { } week && ListenWeekCodec.TryRead(week, packed) is { } listens =>
            JsonSerializer.SerializeToElement(listens.Plays.Select(ToView), ApiJson.Options),
        HistoryDocument.FirstsType when FirstListens.TryRead(packed) is { } firsts =>
            JsonSerializer.SerializeToElement(firsts.Tracks.Select(one => new FirstListenView(one.Key.ToString(), TimeOf(one.Value))), ApiJson.Options),
        _ => null,
    };

    private static ListenView ToView(Listen listen) => new(
        listen.Track.ToString(), TimeOf(listen.StartMs), listen.ListenedMs, listen.DurationMs, listen.End, listen.Failed, EventNames.Of(listen.Device), listen.Offline, listen.ContextType, listen.ContextId);

    private static DateTimeOffset TimeOf(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    private sealed record ListenView(
        string Track, DateTimeOffset StartedAt, long ListenedMs, long DurationMs, PlayEnd End, bool Failed, string Device, bool Offline, string ContextType, string ContextId);

    private sealed record FirstListenView(string Track, DateTimeOffset HeardAt);
}
