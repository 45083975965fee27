using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>What one batch makes of a track's day.</summary>
internal sealed class DayChange
{
    private readonly TrackDay _day;
    private readonly string? _etag;

    private DayChange(TrackDay day, string? etag) => (_day, _etag) = (day, etag);

    /// <summary>Whether it differs from what is stored.</summary>
    public bool IsChanged { get; private set; }

    public static DayChange Of(string trackId, StoredDocument<TrackAggregate>? stored) => new(
        new TrackDay { Track = trackId, Counts = stored?.Value.Counts ?? [], Excluded = stored?.Value.Excluded ?? [] }, stored?.ETag);

    /// <summary>Counts a play, or takes it back.</summary>
    /// <returns>What it was given.</returns>
    public int Count(PlayMark mark, int delta)
    {
        if (delta == 0)
            return 0;
        if (!_day.Counts.TryGetValue(mark.Market, out var products))
            _day.Counts.Add(mark.Market, products = []);
        Add(products, TrackDay.ProductOf(mark.Tier), delta);
        if (products.Count == 0)
            _day.Counts.Remove(mark.Market);
        return delta;
    }

    /// <summary>Adds to the plays that are excluded for a reason; nothing where there is none.</summary>
    public void Exclude(string? reason, int delta)
    {
        if (reason is not null)
            Add(_day.Excluded, reason, delta);
    }

    public DocumentOperation ToOperation(string id, TimeSpan timeToLive) => _etag is null
        ? DocumentOperation.Create(id, _day, timeToLive)
        : DocumentOperation.Replace(id, _day, _etag, timeToLive);

    private void Add(Dictionary<string, long> counts, string name, int delta)
    {
        var count = counts.GetValueOrDefault(name) + delta;
        if (count == 0)
            counts.Remove(name);
        else
            counts[name] = count;
        IsChanged = true;
    }
}
