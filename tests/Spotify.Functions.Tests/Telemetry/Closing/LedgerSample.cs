using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>A play as it lies in the ledger.</summary>
internal sealed record StoredPlay(string Listener, string Id, PlayDocument Play)
{
    public Task<WriteResult> StoreAsync(IDocumentStore store) =>
        store.WriteAsync(DocumentContainer.Plays, new PartitionKeyValue(Listener, Play.Period), DocumentOperation.Create(Id, Play)).AsTask();
}

/// <summary>Ledgers of a month, random and yet the same for a seed: counted and excluded plays, adjustments of the month before, listeners in several markets.</summary>
internal static class LedgerSample
{
    public const string Period = "2026-11";

    public static readonly DateTimeOffset Begin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Tier[] Tiers = Enum.GetValues<Tier>();

    public static List<StoredPlay> Plays(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Play(random, i, seed))];
    }

    public static StoredPlay Play(Random random, int number, int seed = 0)
    {
        var (listener, track, kind) = (random.Next(1 + (number / 4)), random.Next(12), random.Next(10));
        var adjusts = kind == 0;
        var counted = kind != 1;
        var started = adjusts ? Begin.AddMilliseconds(-random.NextInt64(1, 2_000_000_000)) : Begin.AddMilliseconds(random.NextInt64(0, 30L * 86_400_000));
        return new StoredPlay(
            SpotifyId.Derive("listener", $"{seed}-{listener}"),
            SpotifyId.Derive("play", $"{seed}-{number}"),
            new PlayDocument
            {
                Revision = 1,
                Counted = counted,
                Excluded = counted ? null : "REPEATED_TRACK",
                Delta = adjusts ? random.Next(2) == 0 ? 1 : -1 : counted ? 1 : 0,
                Period = Period,
                AdjustmentOf = adjusts ? "2026-10" : null,
                Session = SpotifyId.Derive("session", $"{number}"),
                StartKey = "00000000000000aa",
                Track = SpotifyId.Derive("track", $"{track}"),
                Isrc = track == 11 ? null : $"SEABC26000{track:d2}",
                Label = track == 11 ? null : $"label-{track % 3}",
                StartedAt = started,
                ListenedMs = random.Next(30_000, 300_000),
                DurationMs = 300_000,
                Tier = Tiers[listener % Tiers.Length],
                Market = listener % 3 == 0 ? "SE" : "NO",
                ContextType = (number % 3) switch { 0 => "search", 1 => "playlist", _ => null },
                RightsFrom = Begin.AddYears(-1),
                Licensed = true,
            });
    }

    /// <summary>The daily counters that belong to plays: of their own month, by the day of their start, whatever period pays them.</summary>
    public static async Task StoreCountersAsync(IDocumentStore store, IEnumerable<StoredPlay> plays)
    {
        foreach (var day in plays.GroupBy(one => (one.Play.Track, DateOnly.FromDateTime(one.Play.StartedAt.UtcDateTime))))
        {
            var counts = day.GroupBy(one => one.Play.Market).ToDictionary(
                market => market.Key,
                market => market.GroupBy(one => one.Play.Tier.ToString().ToLowerInvariant()).ToDictionary(product => product.Key, product => product.Sum(one => (long)one.Play.Delta)));
            var document = new TrackDay { Track = day.Key.Track, Counts = counts, Excluded = [] };
            await store.WriteAsync(DocumentContainer.Aggregates, $"track:{day.Key.Track}", DocumentOperation.Upsert(TrackDay.IdOf(day.Key.Item2), document));
        }
    }
}
