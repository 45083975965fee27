using System.Globalization;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Accounts;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport.Recommendations;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>
/// Listeners who each like one of a few kinds of music, and the catalogue that they play from. In every kind there are tracks that most of its listeners play and others that few have found
/// yet. A listener's taste shows in his plays alone.
/// </summary>
internal sealed class TasteWorld : TracksAlone, IAccounts, IPlans, IPopularity, ICharts, ITrackSounds
{
    public const int Kinds = 3;
    public const int ArtistsOfKind = 20;
    public const int TracksOfArtist = 3;
    public const int TracksOfKind = ArtistsOfKind * TracksOfArtist;

    private readonly Dictionary<string, PublishedTrack> _tracks;
    private readonly Random _random = new(7);
    private readonly bool _isDescribed;
    private readonly SoundOf _sound;

    public TasteWorld(int listeners = 90, string grantedTo = "*", bool isDescribed = true, SoundOf sound = SoundOf.Nothing)
    {
        (_isDescribed, _sound) = (isDescribed, sound);
        Listeners = [.. Enumerable.Range(0, listeners).Select(i => $"listener-{i}")];
        _tracks = Enumerable.Range(0, Kinds * TracksOfKind).Select(number => Make(number, grantedTo)).ToDictionary(track => track.Track.Id);
    }

    /// <summary>What tracks sound like.</summary>
    public enum SoundOf
    {
        /// <summary>They were not analysed.</summary>
        Nothing,

        /// <summary>Like their kind.</summary>
        Kind,

        /// <summary>Like anything.</summary>
        Chance,
    }

    public IReadOnlyList<string> Listeners { get; }

    public bool SoundsFail { get; set; }

    /// <summary>So many tracks of each kind, its last ones, are played by nobody.</summary>
    public int Unheard { get; init; }

    public static IReadOnlyList<string> Tracks => [.. Enumerable.Range(0, Kinds * TracksOfKind).Select(TrackOf)];

    /// <summary>What listeners have played, when, and for how much of it.</summary>
    public List<(string Listener, string Track, DateTimeOffset At, double Part)> Plays { get; } = [];

    public List<(string Listener, Signal Signal)> Signals { get; } = [];

    public string Country { get; set; } = "SE";

    public HashSet<string> Explicit { get; } = [];

    /// <summary>Tracks of which the catalogue never answers.</summary>
    public HashSet<string> Hanging { get; } = [];

    public HashSet<string> FilteringListeners { get; } = [];

    public Dictionary<string, int> BirthYears { get; } = [];

    public bool ChartsFail { get; set; }

    public static string TrackOf(int number) => SpotifyId.Derive("track", $"{number}");

    public static string ArtistOf(int number) => SpotifyId.Derive("artist", $"{number}");

    public static int KindOfTrack(string track) => Array.IndexOf([.. Tracks], track) / TracksOfKind;

    public static int KindOf(string listener) => int.Parse(listener.Split('-')[1], CultureInfo.InvariantCulture) % Kinds;

    public static TrackKey KeyOf(string track) => TrackKey.TryParse(track, out var key) ? key : throw new InvalidOperationException(track);

    /// <summary>Everybody plays for some weeks: fifteen tracks of his kind over the time, and a few more that are new to him in the last days.</summary>
    public void PlayWeeks(DateTimeOffset until, int weeks = 5, int tracks = 15, int fresh = 3)
    {
        foreach (var listener in Listeners)
        {
            var first = KindOf(listener) * TracksOfKind;
            var chosen = Enumerable.Range(0, TracksOfKind - Unheard).OrderBy(number => _random.NextDouble() * (1 + (number / 10))).Take(tracks + fresh).ToList();
            foreach (var (index, number) in chosen.Index())
            {
                var days = index < tracks ? 7.5 + (_random.NextDouble() * 7 * weeks) : 0.5 + (_random.NextDouble() * 6);
                Plays.Add((listener, TrackOf(first + number), until.AddDays(-days), 1));
            }
        }
    }

    public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) => Hanging.Contains(trackId)
        ? new(new TaskCompletionSource<PublishedTrack?>().Task) : ValueTask.FromResult(_tracks.GetValueOrDefault(trackId) is { } found
        ? Explicit.Contains(trackId) ? found with { Track = found.Track with { Explicit = true } } : found : null);

    public override async IAsyncEnumerable<CatalogChange> ScanAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var track in _tracks.Keys)
            yield return new CatalogChange(CatalogKinds.Track, track, default);
        yield return new CatalogChange(CatalogKinds.Artist, ArtistOf(0), default);
    }

    public override ValueTask<Artist?> FindArtistAsync(string artistId, CancellationToken cancellationToken = default) => ValueTask.FromResult(
        _tracks.Values.FirstOrDefault(track => track.Track.Artists.Any(artist => artist.Id == artistId)) is { } found
            ? new Artist { Id = artistId, Name = found.Track.Artists.First(artist => artist.Id == artistId).Name, Genres = found.Album.Genres } : null);

    public override ValueTask<Album?> FindAlbumAsync(string albumId, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_tracks.Values.FirstOrDefault(track => track.Album.Id == albumId)?.Album);

    public Task<MelSummary?> FindAsync(string folder, CancellationToken cancellationToken = default)
    {
        if (SoundsFail)
            throw new InvalidDataException("The spectrograms are gone.");
        var number = int.Parse(folder.Split('/')[0], CultureInfo.InvariantCulture);
        var random = new Random(number);
        var (centre, tilt) = (15 + (25 * (_sound == SoundOf.Kind ? number / TracksOfKind : random.Next(Kinds))) + (3 * random.NextDouble()), 0.1 * random.NextDouble());
        double Level(int band, int frame) => -40 - (tilt * band) + (20 * Math.Exp(-Math.Pow((band - centre) / 8, 2))) + random.NextDouble();
        return Task.FromResult<MelSummary?>(MelSummary.Create(200_000, Level, (_, _) => 4 + random.NextDouble()));
    }

    public void Withdraw(string track) => _tracks.Remove(track);

    /// <summary>Gives an artist's tracks another date of release.</summary>
    public void Release(int artist, DateOnly day)
    {
        foreach (var (id, track) in _tracks.Where(track => track.Value.Track.Artists[0].Id == ArtistOf(artist)).ToList())
            _tracks[id] = track with { Album = track.Album with { ReleaseDate = day } };
    }

    /// <summary>Puts back what was withdrawn.</summary>
    public void Restore(int number, string grantedTo = "*") => _tracks[TrackOf(number)] = Make(number, grantedTo);

    ValueTask<AccountInfo?> IAccounts.FindAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult<AccountInfo?>(
        new AccountInfo(userId, userId, "a@b.c", Country, default, AccountState.Active) { FiltersExplicit = FilteringListeners.Contains(userId), BirthYear = BirthYears.TryGetValue(userId, out var year) ? year : null });

    ValueTask<string?> IAccounts.FindIdByEmailAsync(string email, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IAccounts.SetCountryAsync(string userId, string country, CancellationToken cancellationToken) => throw new NotSupportedException();

    ValueTask<PlanInfo> IPlans.GetAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult(new PlanInfo(Tier.Premium, Country, default));

    ValueTask<IReadOnlyDictionary<string, int>> IPopularity.GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, int>>(ids.ToDictionary(id => id, id => Math.Min(100, Plays.Count(play => play.Track == id))));

    ValueTask<IReadOnlyList<string>> ICharts.TopAsync(string market, CancellationToken cancellationToken) => ChartsFail
        ? throw new Core.TransientException("The store is in trouble")
        : ValueTask.FromResult<IReadOnlyList<string>>([.. Plays.GroupBy(play => play.Track).OrderByDescending(track => track.Count()).ThenBy(track => track.Key, StringComparer.Ordinal).Take(50).Select(track => track.Key)]);

    /// <summary>Publishes all albums through the catalogue, and puts spectrograms where ingestion would have put them.</summary>
    public async Task PublishAsync(ICatalog catalog, string storage)
    {
        var albums = _tracks.Values.GroupBy(track => track.Album.Id).Select(album => album.ToList());
        foreach (var tracks in albums)
        {
            var album = tracks[0].Album with { Upc = $"{tracks[0].Track.Isrc[5..]}".PadLeft(13, '1'), Tracks = [.. tracks.Select(track => new AlbumTrack(track.Track.Id, 1, track.Track.Number))] };
            var outcome = await catalog.PublishAsync(album, [.. tracks.Select(track => track.Track)]);
            if (outcome != PublishOutcome.Published)
                throw new InvalidOperationException($"{album.Title} was not published: {outcome}.");
        }

        var container = new BlobContainerClient(storage, BlobContainers.Audio);
        await container.CreateIfNotExistsAsync();
        foreach (var rendition in _tracks.Values.SelectMany(track => track.Track.Audio.Renditions))
        {
            var folder = rendition.Blob[..(rendition.Blob.IndexOf('/') + 1)];
            await container.GetBlobClient(folder + "mel.bin").UploadAsync(new BinaryData((await FindAsync(folder))!.ToBytes()), overwrite: true);
        }
    }

    /// <summary>Stores what consumers of events would have stored.</summary>
    public async Task StoreAsync(IDocumentStore documents)
    {
        foreach (var listener in Listeners.Union(Plays.Select(play => play.Listener)).Union(Signals.Select(one => one.Listener)))
            await StoreAsync(documents, listener);
    }

    /// <summary>The same for one listener.</summary>
    public async Task StoreAsync(IDocumentStore documents, string listener)
    {
        var key = new ListenerKeyDocument { Key = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(listener)), Since = DateTimeOffset.UnixEpoch };
        var operations = new List<DocumentOperation> { DocumentOperation.Upsert(ListenerKeyDocument.Id, key) };
        var buckets = new Dictionary<int, FirstListens>();
        foreach (var week in Plays.Where(play => play.Listener == listener).GroupBy(play => TasteWeek.Of(play.At.ToUnixTimeMilliseconds())))
        {
            var plays = week.Select((play, i) => PlayOf(play.Track, play.At, play.Part, StableHash.Of(System.Text.Encoding.UTF8.GetBytes($"{play.Track} {play.At:O} {i}")))).ToList();
            var listens = new ListenWeek(week.Key);
            listens.Take(new SessionView((ulong)week.Key.Number, plays, _ => Length));
            operations.Add(DocumentOperation.Upsert(HistoryDocument.IdOf(week.Key), new HistoryDocument { Type = HistoryDocument.ListensType, Data = ListenWeekCodec.ToBytes(listens) }));
            foreach (var heard in listens.Plays.Where(play => play.IsHeard))
            {
                var bucket = FirstListens.BucketOf(heard.Track);
                (buckets.TryGetValue(bucket, out var known) ? known : buckets[bucket] = new FirstListens()).Learn(heard.Track, heard.StartMs);
            }
        }

        operations.AddRange(buckets.Select(bucket => DocumentOperation.Upsert(HistoryDocument.IdOf(bucket.Key), new HistoryDocument { Type = HistoryDocument.FirstsType, Data = bucket.Value.ToBytes() })));
        operations.AddRange(Signals.Where(one => one.Listener == listener).GroupBy(one => TasteWeek.Of(one.Signal.At.ToUnixTimeMilliseconds()))
            .Select(week => DocumentOperation.Upsert(SignalWeekDocument.IdOf(week.Key), new SignalWeekDocument { Signals = [.. week.Select(one => one.Signal)] })));
        foreach (var some in operations.Chunk(100))
            (await documents.WriteBatchAsync(DocumentContainer.Users, listener, some)).IsWritten.ToString();
    }

    private const long Length = 200_000;

    private static Play PlayOf(string track, DateTimeOffset at, double part, ulong id) =>
        TastePlays.Of(KeyOf(track), at, (long)(part * Length), part >= 1 ? PlayEnd.Completed : PlayEnd.Skipped, id);

    private TrackAudio AudioOf(int number) => new()
    {
        SourceSha256 = "00",
        DurationMs = Length,
        IntegratedLufs = -14,
        TruePeakDbtp = -1,
        Features = _sound == SoundOf.Nothing ? null : new AudioFeatures
        {
            Tempo = 120,
            Key = 0,
            Mode = 1,
            TimeSignature = 4,
            Loudness = -14,
            Energy = 0.5,
            Danceability = 0.5,
            Valence = 0.5,
            Acousticness = 0.5,
            Instrumentalness = 0.5,
            Speechiness = 0.1,
            Liveness = 0.1,
            LeadingSilenceMs = 0,
            TrailingSilenceMs = 0,
        },
        Renditions = _sound == SoundOf.Nothing ? [] :
        [
            new Rendition { Quality = Quality.High, Format = AudioFormat.Ogg, BitrateKbps = 160, Blob = $"{number}/high.ogg", Bytes = 1, SampleRate = 44_100, DurationMs = Length, EncoderDelay = 0, Padding = 0 },
        ],
    };

    private PublishedTrack Make(int number, string grantedTo)
    {
        var (kind, artist) = (number / TracksOfKind, number / TracksOfArtist);
        var grant = new RightsGrant { Markets = [grantedTo], Tiers = ["free", "premium"], Uses = ["stream"], From = DateTimeOffset.UnixEpoch };
        var track = new Core.Catalog.Track
        {
            Id = TrackOf(number),
            AlbumId = SpotifyId.Derive("album", $"{artist}"),
            ReleaseVersion = "1",
            LabelId = "label",
            Isrc = $"SEABC26{number:00000}",
            Title = $"Track {number}",
            Artists = [new ArtistRef(ArtistOf(artist), $"Artist {artist}")],
            Disc = 1,
            Number = 1 + (number % TracksOfArtist),
            Rights = [grant],
            Audio = AudioOf(number),
        };
        var album = new Album
        {
            Id = track.AlbumId,
            ReleaseVersion = "1",
            LabelId = "label",
            Upc = "1234567890123",
            Title = $"Album {artist}",
            Type = "album",
            Artists = track.Artists,
            ReleaseDate = new DateOnly(2025, 1, 1),
            Genres = _isDescribed ? [$"kind {kind}"] : [],
            IntegratedLufs = -14,
            TruePeakDbtp = -1,
            Tracks = [],
            PublishedAt = default,
        };
        return new PublishedTrack(track, album);
    }
}
