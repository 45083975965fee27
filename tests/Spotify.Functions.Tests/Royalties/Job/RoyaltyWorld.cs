using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Billing;
using Spotify.Functions.Catalog;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Telemetry.Closing;

namespace Spotify.Functions.Tests.Royalties.Job;

/// <summary>Listeners, what they heard and paid, and who owns it: random, and yet the same for a seed.</summary>
internal sealed class RoyaltyWorld : IRevenue, IRightsSource
{
    public const string October = "2026-10";
    public const string November = "2026-11";

    public List<StoredPlay> Plays { get; } = [];

    public List<(string Period, RevenueEntry Entry)> Revenue { get; } = [];

    public RightsSnapshot Rights { get; set; } = DefaultRights();

    /// <summary>Whether a catalogue knows the tracks.</summary>
    public bool IsInCatalogue { get; init; } = true;

    public static string Listener(int number) => SpotifyId.Derive("listener", $"{number}");

    public static string Track(int number) => SpotifyId.Derive("track", $"{number}");

    public static string Artist(int number) => SpotifyId.Derive("artist", $"{number}");

    /// <summary>Two months: in each, listeners of two countries and three products, some plays excluded; the second corrects the first.</summary>
    public static RoyaltyWorld Random(int seed, int plays = 250, int listeners = 20)
    {
        var (world, random) = (new RoyaltyWorld(), new Random(seed));
        foreach (var month in (string[])[October, November])
        {
            for (var i = 0; i < plays; i++)
                world.Play(month, random.Next(listeners), random.Next(10), $"{month}-{i}", random.Next(8) == 0 ? Fate.Excluded : Fate.Counted, random.Next(3) == 0 ? "search" : "radio");
            for (var listener = 0; listener < listeners; listener++)
            {
                if (random.Next(5) > 0)
                    world.Pay(month, listener, random.Next(500, 2000));
            }

            world.Advertise(month, "SE", random.Next(5_000, 20_000));
        }

        return world;
    }

    /// <summary>Whether a listener is in one country or another, and on which plan, is told by the number.</summary>
    public void Play(string month, int listener, int track, string id, Fate fate, string? context = null, string? of = null)
    {
        var start = new DateTimeOffset(int.Parse(month[..4]), int.Parse(month[5..]), 5, 0, 0, 0, TimeSpan.Zero);
        Plays.Add(new StoredPlay(Listener(listener), SpotifyId.Derive("play", id), new PlayDocument
        {
            Revision = 1,
            Counted = fate == Fate.Counted,
            Excluded = fate == Fate.Counted ? null : "REPEATED_TRACK",
            Delta = fate switch { Fate.Counted => 1, Fate.Excluded => 0, _ => -1 },
            Period = month,
            AdjustmentOf = of,
            Session = SpotifyId.Derive("session", id),
            StartKey = "00000000000000aa",
            Track = Track(track),
            Isrc = $"SEABC26000{track:d2}",
            Label = track == 9 ? null : $"label-{track % 3}",
            StartedAt = of is null ? start : start.AddMonths(-1),
            ListenedMs = 60_000,
            DurationMs = 200_000,
            Tier = TierOf(listener),
            Market = CountryOf(listener),
            ContextType = context,
            Licensed = true,
        }));
    }

    public void Pay(string month, int listener, long gross, string? of = null) => Revenue.Add((month, new RevenueEntry(
        new RevenueRow($"pay-{month}-{listener}-{of}-{Revenue.Count}", gross < 0 ? RevenueType.Refund : RevenueType.Payment, month, CountryOf(listener), TierOf(listener).ToString().ToLowerInvariant(), CurrencyOf(listener), gross, gross / 5, gross / 10),
        Listener(listener),
        of)));

    public void Advertise(string month, string country, long gross) => Revenue.Add((month, new RevenueEntry(
        new RevenueRow($"ad-{month}-{country}", RevenueType.AdRevenue, month, country, "free", country == "SE" ? "SEK" : "EUR", gross, 0, 0), null, null)));

    public Task<IReadOnlyList<RevenueTotal>> SumAsync(string period, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<RevenueEntry> ReadAsync(string period, CancellationToken cancellationToken = default) =>
        Revenue.Where(one => one.Period == period).Select(one => one.Entry).ToAsyncEnumerable();

    Task<RightsSnapshot> IRightsSource.ReadAsync(string period, CancellationToken cancellationToken) => Task.FromResult(Rights);

    public static RightsSnapshot DefaultRights() => new()
    {
        Agreements =
        [
            Master("a-0", "label-0", RoyaltyModel.ProRata, 5_200),
            Master("a-1", "label-1", RoyaltyModel.UserCentric, 5_500),
            Master("a-2", "label-2", RoyaltyModel.ArtistCentric, 5_000) with { Minimums = [new MinimumGuarantee("SEK", 40)] },
            new Agreement { Id = "p-0", Side = RoyaltySide.Publishing, Licensor = "pub-0", Payee = "pub-0", Territory = Territory.World, From = "2026-01", Model = RoyaltyModel.ProRata, ShareBp = 1_500 },
        ],
        Sheets =
        [
            Sheet(0, RoyaltySide.Master, new SplitLink("label-0", "label", 600_000, null, []), new SplitLink(Artist(0), "artist", 400_000, null, [])),
            Sheet(1, RoyaltySide.Master, new SplitLink("label-1", "label", 333_333, null, []), new SplitLink(Artist(1), "artist", 333_333, null, []), new SplitLink(null, "producer", 333_334, null, [])),
            Sheet(0, RoyaltySide.Publishing, new SplitLink("pub-0", "publisher", 500_000, null, []), new SplitLink(Artist(0), "writer", 500_000, EscrowReason.Disputed, [])),
        ],
        Parties =
        [
            Party("label-0", "EUR"), Party("label-1", "SEK"), Party("label-2", "JPY") with { Threshold = 500 }, Party("pub-0", "EUR"), Party(Artist(0), "EUR"), Party(Artist(1), "SEK"),
        ],
        Rates = [new FrozenRate("SEK", "EUR", "0.0873"), new FrozenRate("EUR", "SEK", "11.4321"), new FrozenRate("SEK", "JPY", "15.217"), new FrozenRate("EUR", "JPY", "174.06")],
        Taxes = [new TreatyRate("SE", "*", 3_000, 3_000), new TreatyRate("SE", "DE", 500, 500)],
    };

    public static Agreement Master(string id, string label, RoyaltyModel model, int shareBp) =>
        new() { Id = id, Side = RoyaltySide.Master, Licensor = label, Payee = label, Territory = Territory.World, From = "2026-01", Model = model, ShareBp = shareBp };

    public static SplitSheet Sheet(int track, RoyaltySide side, params IReadOnlyList<SplitLink> links) =>
        new() { Track = Track(track), Side = side, Territory = Territory.World, From = "2026-01", Version = 1, Links = links };

    public static Party Party(string id, string currency) => new() { Id = id, Name = id, Country = "DE", Currency = currency, TreatyCertificate = id == "label-0" };

    private static string CountryOf(int listener) => listener % 3 == 0 ? "SE" : "DE";

    private static string CurrencyOf(int listener) => listener % 3 == 0 ? "SEK" : "EUR";

    private static Tier TierOf(int listener) => (listener % 4) switch { 0 => Tier.Free, 1 => Tier.Premium, 2 => Tier.Family, _ => Tier.Premium };

    /// <summary>What becomes of a play.</summary>
    internal enum Fate
    {
        Counted = 0,
        Excluded = 1,
        TakenBack = 2,
    }

    /// <summary>A catalogue without any.</summary>
    internal sealed class NoTracks : TracksAlone
    {
        public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) => ValueTask.FromResult<PublishedTrack?>(null);
    }

    /// <summary>The catalogue of it: track n is artist n's.</summary>
    internal sealed class Tracks : TracksAlone
    {
        private static readonly Dictionary<string, string> Artists = Enumerable.Range(0, 10).ToDictionary(Track, Artist);

        public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) => ValueTask.FromResult<PublishedTrack?>(
            Artists.TryGetValue(trackId, out var artist) ? new PublishedTrack(TrackOf(trackId, artist), null!) : null);

        private static Core.Catalog.Track TrackOf(string id, string artist) => new()
        {
            Id = id,
            AlbumId = "album",
            ReleaseVersion = "1",
            LabelId = "label-0",
            Isrc = "SEABC2600000",
            Title = "A track",
            Artists = [new ArtistRef(artist, "An artist")],
            Disc = 1,
            Number = 1,
            Rights = [],
            Audio = new TrackAudio { SourceSha256 = "00", DurationMs = 200_000, IntegratedLufs = -14, TruePeakDbtp = -1, Renditions = [] },
        };
    }
}
