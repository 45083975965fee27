using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>
/// What a listener's friends play. Friends are two who follow each other: neither shows to anybody who only follows him. Nobody waits long for it: a request that finds it not at hand within 30 ms
/// goes on without, while it is read on and kept for the next ones.
/// </summary>
internal sealed partial class FriendTracks
{
    private const int MostFriends = 8;
    private const int MostFollowed = 200;
    private const int TracksOfFriend = 20;
    private const int Kept = 20_000;
    private const string UserUri = "spotify:user:";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan OfLate = TimeSpan.FromDays(28);
    private static readonly IReadOnlyDictionary<TrackKey, string> None = FrozenDictionary<TrackKey, string>.Empty;

    private readonly ITaste _taste;
    private readonly IAccounts _accounts;
    private readonly TimeProvider _time;
    private readonly ILogger<FriendTracks> _logger;
    private readonly ReadThroughCache<FrozenDictionary<TrackKey, string>> _cache;

    public FriendTracks(ITaste taste, IAccounts accounts, SpotifyMetrics metrics, TimeProvider time, ILogger<FriendTracks> logger)
    {
        (_taste, _accounts, _time, _logger) = (taste, accounts, time, logger);
        var options = new ReadThroughCacheOptions
        {
            Capacity = Kept,
            FreshFor = TimeSpan.FromMinutes(10),
            ConfirmWithin = TimeSpan.FromMinutes(10),
            AbsentFor = TimeSpan.FromMinutes(10),
            LoadTimeout = TimeSpan.FromSeconds(2),
        };
        _cache = new("friend_tracks", options, ReadAsync, static (one, other) => one.Count == other.Count && one.Keys.All(other.ContainsKey), metrics, time);
    }

    /// <summary>Tracks that friends like and played in the last four weeks, each with the name of one of them; empty where nothing is known in time.</summary>
    public async Task<IReadOnlyDictionary<TrackKey, string>> OfAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            return await _cache.GetAsync(userId, cancellationToken).AsTask().WaitAsync(Patience, _time, cancellationToken) ?? None;
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoFriends(problem);
            return None;
        }
    }

    /// <summary>The same of one whose signals are at hand, as the store has it now and however long that takes, for batch jobs. One who follows nobody costs nothing.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyCollection<TrackKey>> ReadAsync(string userId, IReadOnlyList<Signal> signals, CancellationToken cancellationToken) =>
        (await ReadAsync(userId, FollowedBy(signals), cancellationToken)).Keys;

    private async Task<FrozenDictionary<TrackKey, string>?> ReadAsync(string userId, CancellationToken cancellationToken) =>
        await ReadAsync(userId, await FollowedAsync(userId, cancellationToken), cancellationToken) is { Count: > 0 } tracks ? tracks.ToFrozenDictionary() : null;

    private async Task<Dictionary<TrackKey, string>> ReadAsync(string userId, IEnumerable<string> followed, CancellationToken cancellationToken)
    {
        var tracks = new Dictionary<TrackKey, string>();
        var friends = 0;
        foreach (var other in followed.Order(StringComparer.Ordinal).Take(MostFollowed))
        {
            if (friends == MostFriends)
                break;
            if (other == userId || !(await FollowedAsync(other, cancellationToken)).Contains(userId) || await _accounts.FindAsync(other, cancellationToken) is not { State: AccountState.Active } friend)
                continue;
            friends++;
            foreach (var track in (await _taste.GetEngagementAsync(other, OfLate, cancellationToken)).TakeWhile(track => track.Value > 0).Take(TracksOfFriend))
                tracks.TryAdd(track.Track, friend.DisplayName);
        }

        return tracks;
    }

    /// <summary>Users whom a listener follows, as the last of his signals says.</summary>
    private async Task<IReadOnlySet<string>> FollowedAsync(string userId, CancellationToken cancellationToken) =>
        FollowedBy(await _taste.GetSignalsAsync(userId, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken));

    private static HashSet<string> FollowedBy(IEnumerable<Signal> signals)
    {
        var followed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signal in signals)
        {
            if (signal is not { Type: "follow" or "block", Uri: { } uri } || !uri.StartsWith(UserUri, StringComparison.Ordinal))
                continue;
            if (signal.Action == "follow")
                followed.Add(uri[UserUri.Length..]);
            else if (signal.Action is "unfollow" or "block")
                followed.Remove(uri[UserUri.Length..]);
        }

        return followed;
    }

    [LoggerMessage(EventId = 6503, Level = LogLevel.Warning, Message = "What a listener's friends play could not be read in time")]
    private partial void LogNoFriends(Exception problem);
}
