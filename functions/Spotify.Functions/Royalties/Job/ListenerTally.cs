using System.Globalization;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>The first pass over a shard of listeners: streams and distinct listeners of tracks and artists.</summary>
internal sealed class ListenerTally(MonthLedger ledger, FrozenInputsStore inputs, ILedgerFiles files, RoyaltyLimits limits)
{
    /// <summary>Counts a shard. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<TalliedShard> TallyAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var (scope, folder) = (step.Scope, step.Run.Parts + step.Scope.Month + "/");
        var rules = (await inputs.GetAsync(step.Run, scope.IsBefore ? step.Run.Period : scope.Month, cancellationToken)).Rules;
        var (recordings, facts) = (new RecordingTable(), await FactTable.LoadAsync(step.Run, scope, inputs, files, cancellationToken));
        var builder = new TallyBuilder(recordings, facts.ArtistOf, rules, limits.Rows);
        await using var tracks = new ExternalSort<TrackTally>(files, folder, RoyaltyFormats.Tracks(rules.MinListeners), 1, _ => 0, limits);
        await using var artists = new ExternalSort<ArtistTally>(files, folder, RoyaltyFormats.Artists, 1, _ => 0, limits);
        var listener = UInt128.Zero;
        await foreach (var row in await ledger.PlaysAsync(step.Run, scope, step.Part, cancellationToken))
        {
            if (row.Plays <= 0)
                continue;
            if (row.Listener != listener && builder.IsFull)
                await DrainAsync();
            listener = row.Listener;
            builder.Add(new ListenerPlays(listener, 0, recordings.NumberOf(new Recording(row.Key.Track, row.Key.Isrc, row.Key.Label)), row.Plays, Math.Clamp(row.Active, 0, row.Plays)));
        }

        await DrainAsync();
        return new TalliedShard(
            await WriteAsync("tracks", RoyaltyFormats.Tracks(rules.MinListeners), tracks.ReadAsync(0, cancellationToken)),
            await WriteAsync("artists", RoyaltyFormats.Artists, artists.ReadAsync(0, cancellationToken)));

        async Task DrainAsync()
        {
            foreach (var artist in builder.Artists())
                await artists.AddAsync(artist, cancellationToken);
            foreach (var track in builder.DrainTracks())
                await tracks.AddAsync(track, cancellationToken);
        }

        Task<FrozenFile> WriteAsync<T>(string kind, RunFormat<T> format, IAsyncEnumerable<T> items) => files.WriteHashedAsync(
            folder, string.Create(CultureInfo.InvariantCulture, $"{kind}-{step.Part:d4}"), stream => RunMerge.WriteAsync(format, items, stream, cancellationToken), cancellationToken);
    }
}
