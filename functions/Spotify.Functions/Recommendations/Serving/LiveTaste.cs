using System.Text;
using Microsoft.Extensions.Options;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>A listener's taste as of seconds ago, made by the very rules of the weekly snapshot.</summary>
internal sealed class LiveTaste(ITaste taste, IListeners listeners, IOptions<RecommendationOptions> options, TimeProvider time)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<ListenerSnapshot> ReadAsync(Caller caller, CancellationToken cancellationToken) => (await ReadAllAsync(caller, cancellationToken)).Snapshot;

    /// <summary>Reads it with the plays and signals that it is made of.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<LiveListener> ReadAllAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var plays = taste.GetHistoryAsync(caller.Subject, now - TasteRetention.Window, DateTimeOffset.MaxValue, cancellationToken).AsTask();
        var signals = taste.GetSignalsAsync(caller.Subject, now - TasteRetention.Window, DateTimeOffset.MaxValue, cancellationToken).AsTask();
        var firsts = taste.GetFirstListensAsync(caller.Subject, cancellationToken).AsTask();
        var listener = listeners.FindAsync(caller.Subject, cancellationToken).AsTask();
        await Task.WhenAll(plays, signals, firsts, listener);
        var week = WeekCalendar.Current(caller.Country, now).ToString();
        // By our clock what is dated a little ahead has happened.
        var maker = new SnapshotMaker(now + EventTime.MaxAhead, now, TimeSpan.FromDays(options.Value.HalfLifeDays));
        var key = (await listener) is { } known ? ListenerReading.PseudonymOf(known, week) : StableHash.Of(Encoding.UTF8.GetBytes(caller.Subject));
        var snapshot = maker.Make(key, await plays, await signals, await firsts) with { Country = caller.Country, Tier = caller.Tier, FiltersExplicit = caller.FiltersExplicit };
        return new LiveListener(snapshot, await listener, await plays, await signals);
    }

    /// <summary>What a listener likes, with weights.</summary>
    public static IReadOnlyList<WeightedTrack> LikedBy(ListenerSnapshot listener) => [.. listener.Tastes.Where(entry => entry.Current > 0).OrderByDescending(entry => entry.Current)
        .ThenBy(entry => entry.Track.Value).Take(TasteWeight.MostTracks).Select(entry => new WeightedTrack(entry.Track, entry.Current))];
}

/// <summary>A listener as of seconds ago.</summary>
/// <param name="Snapshot">His taste.</param>
/// <param name="Identity">Who he is; null where he was never seen.</param>
/// <param name="Plays">The plays that it is made of, in the order of <see cref="Listen.Compare"/>.</param>
/// <param name="Signals">The signals that it is made of, in their order.</param>
internal sealed record LiveListener(ListenerSnapshot Snapshot, ListenerIdentity? Identity, IReadOnlyList<Listen> Plays, IReadOnlyList<Signal> Signals);
