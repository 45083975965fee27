using Microsoft.Extensions.Options;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Taste, computed at read from the plays themselves.</summary>
internal sealed class TasteService(HistoryReader reader, IOptions<TasteOptions> options, TimeProvider time) : ITaste
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TrackEngagement>> GetEngagementAsync(string userId, CancellationToken cancellationToken = default) =>
        GetEngagementAsync(userId, TasteRetention.Window, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TrackEngagement>> GetEngagementAsync(string userId, TimeSpan window, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var plays = await GetHistoryAsync(userId, now - window, DateTimeOffset.MaxValue, cancellationToken);
        return Engagement.ByTrack(plays, now.ToUnixTimeMilliseconds(), options.Value.HalfLife);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Listen>> GetHistoryAsync(string userId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        var (fromMs, toMs) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var (first, last) = reader.Kept(fromMs, toMs);
        var weeks = await reader.ReadListensAsync(userId, [.. TasteWeek.Range(first, last)], cancellationToken);
        return [.. weeks.SelectMany(week => week.Plays).Where(play => play.StartMs >= fromMs && play.StartMs < toMs)];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<TrackKey, DateTimeOffset>> GetFirstListensAsync(string userId, CancellationToken cancellationToken = default)
    {
        var buckets = await reader.ReadFirstsAsync(userId, cancellationToken);
        return buckets.SelectMany(bucket => bucket.Tracks).ToDictionary(one => one.Key, one => DateTimeOffset.FromUnixTimeMilliseconds(one.Value));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Signal>> GetSignalsAsync(string userId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        var (first, last) = reader.Kept(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var signals = await reader.ReadSignalsAsync(userId, [.. TasteWeek.Range(first, last)], cancellationToken);
        return [.. signals.Where(signal => signal.At >= from && signal.At < to)];
    }
}
