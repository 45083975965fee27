using System.Security.Cryptography;
using System.Text;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Accounts;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;
using Spotify.TestSupport.Recommendations;

namespace Benchmarks;

/// <summary>Made-up listeners, each of one of forty kinds of music, and the catalogue that they play from. What they have played is stored as consumers of events would have stored it.</summary>
internal sealed class DiscoverWorld : IAccounts, IPlans, IPopularity, ITrackSounds, ICatalogAnnouncer, IListAnnouncer
{
    private const int Kinds = 40;
    private const int TracksOfArtist = 5;
    private const int PlaysEach = 60;
    private const long Length = 200_000;

    private readonly int _tracks;

    public DiscoverWorld(int tracks) => _tracks = tracks;

    public static TrackKey KeyOf(int number) => TrackKey.TryParse(SpotifyId.Derive("track", "bench", $"{number}"), out var key) ? key : throw new InvalidOperationException();

    ValueTask<AccountInfo?> IAccounts.FindAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult<AccountInfo?>(null);

    ValueTask<string?> IAccounts.FindIdByEmailAsync(string email, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IAccounts.SetCountryAsync(string userId, string country, CancellationToken cancellationToken) => throw new NotSupportedException();

    ValueTask<PlanInfo> IPlans.GetAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult(new PlanInfo(Tier.Premium, "SE", default));

    ValueTask<IReadOnlyDictionary<string, int>> IPopularity.GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, int>>(ids.ToDictionary(id => id, id => id[0] % 100));

    Task<MelSummary?> ITrackSounds.FindAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<MelSummary?>(null);

    Task ICatalogAnnouncer.AnnounceAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken) => Task.CompletedTask;

    Task IListAnnouncer.AnnounceAsync(ListAnnouncement announcement, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Publishes all tracks.</summary>
    public async Task PublishAsync(ICatalog catalog, CancellationToken cancellationToken)
    {
        foreach (var albums in Enumerable.Range(0, _tracks).Select(Make).GroupBy(track => track.Album.Id).Chunk(50))
        {
            await Task.WhenAll(albums.Select(album => Task.Run(
                async () =>
                {
                    var tracks = album.Select((track, place) => track.Track with { Number = place + 1 }).ToList();
                    var whole = album.First().Album with { Tracks = [.. tracks.Select(track => new AlbumTrack(track.Id, 1, track.Number))] };
                    if (await catalog.PublishAsync(whole, tracks, cancellationToken) is not PublishOutcome.Published and var outcome)
                        throw new InvalidOperationException($"An album was not published: {outcome}.");
                },
                cancellationToken)));
        }
    }

    /// <summary>Writes everybody's history.</summary>
    public async Task StoreAsync(IDocumentStore documents, int listeners, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var some in Enumerable.Range(0, listeners).Chunk(200))
            await documents.WriteManyAsync([.. some.Select(listener => new PartitionBatch(DocumentContainer.Users, $"listener-{listener}", HistoryOf(listener, until)))], cancellationToken);
    }

    private List<DocumentOperation> HistoryOf(int listener, DateTimeOffset until)
    {
        var random = new Random(listener);
        var (kind, perKind) = (listener % Kinds, _tracks / Kinds);
        var plays = Enumerable.Range(0, PlaysEach).Select(i =>
        {
            // Within a kind few tracks have most plays; one play of ten is of anything.
            var within = (int)(perKind * Math.Pow(random.NextDouble(), 2));
            var track = random.Next(10) == 0 ? random.Next(_tracks) : (within * Kinds) + kind;
            return (Track: KeyOf(Math.Min(track, _tracks - 1)), At: until.AddDays(-0.1 - (50 * random.NextDouble())), Id: ((ulong)listener << 16) + (ulong)i);
        }).DistinctBy(play => play.Track).ToList();
        var operations = new List<DocumentOperation>
        {
            DocumentOperation.Upsert(ListenerKeyDocument.Id, new ListenerKeyDocument { Key = SHA256.HashData(Encoding.UTF8.GetBytes($"{listener}")), Since = DateTimeOffset.UnixEpoch }),
        };
        var firsts = new Dictionary<int, FirstListens>();
        foreach (var week in plays.GroupBy(play => TasteWeek.Of(play.At.ToUnixTimeMilliseconds())))
        {
            var listens = new ListenWeek(week.Key);
            listens.Take(new SessionView((ulong)week.Key.Number, [.. week.Select(play => PlayOf(play.Track, play.At, play.Id))], _ => Length));
            operations.Add(DocumentOperation.Upsert(HistoryDocument.IdOf(week.Key), new HistoryDocument { Type = HistoryDocument.ListensType, Data = ListenWeekCodec.ToBytes(listens) }));
            foreach (var heard in listens.Plays.Where(play => play.IsHeard))
            {
                var bucket = FirstListens.BucketOf(heard.Track);
                (firsts.TryGetValue(bucket, out var known) ? known : firsts[bucket] = new FirstListens()).Learn(heard.Track, heard.StartMs);
            }
        }

        operations.AddRange(firsts.Select(bucket => DocumentOperation.Upsert(HistoryDocument.IdOf(bucket.Key), new HistoryDocument { Type = HistoryDocument.FirstsType, Data = bucket.Value.ToBytes() })));
        return operations;
    }

    private static Play PlayOf(TrackKey track, DateTimeOffset at, ulong id) => TastePlays.Of(track, at, Length, PlayEnd.Completed, id);

    private PublishedTrack Make(int number)
    {
        var artist = new ArtistRef(SpotifyId.Derive("artist", "bench", $"{number / TracksOfArtist / Kinds} {number % Kinds}"), $"Artist {number / TracksOfArtist / Kinds} {number % Kinds}");
        var track = new Track
        {
            Id = KeyOf(number).ToString(),
            AlbumId = SpotifyId.Derive("album", artist.Id),
            ReleaseVersion = "1",
            LabelId = "bench",
            Isrc = $"SEBE{(char)('A' + (number / 100_000 % 26))}26{number % 100_000:00000}",
            Title = $"Track {number}",
            Artists = [artist],
            Disc = 1,
            Number = 1,
            Rights = [new RightsGrant { Markets = ["*"], Tiers = ["free", "premium"], Uses = ["stream"], From = DateTimeOffset.UnixEpoch }],
            Audio = new TrackAudio { SourceSha256 = "00", DurationMs = Length, IntegratedLufs = -14, TruePeakDbtp = -1, Renditions = [] },
        };
        var album = new Album
        {
            Id = track.AlbumId,
            ReleaseVersion = "1",
            LabelId = "bench",
            Upc = "1234567890123",
            Title = "Album",
            Type = "album",
            Artists = track.Artists,
            ReleaseDate = new DateOnly(2025, 1, 1),
            Genres = [$"kind {number % Kinds}"],
            IntegratedLufs = -14,
            TruePeakDbtp = -1,
            Tracks = [],
            PublishedAt = default,
        };
        return new PublishedTrack(track, album);
    }
}
