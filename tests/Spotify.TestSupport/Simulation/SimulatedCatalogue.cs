namespace Spotify.TestSupport.Simulation;

/// <summary>A track of the simulation.</summary>
/// <param name="Number">Its place by popularity, from 0.</param>
/// <param name="Id">22 characters of base62.</param>
/// <param name="Album">The number of its album.</param>
/// <param name="DurationMs">Its length in milliseconds.</param>
/// <param name="IsKnown">Whether the catalogue has it; plays of others count nothing.</param>
public sealed record SimulatedTrack(int Number, string Id, int Album, int DurationMs, bool IsKnown)
{
    /// <summary>How long one has to listen for a play: 30 s or half of the track, whichever is less.</summary>
    public int CountedAfterMs => Math.Min(30_000, (DurationMs + 1) / 2);
}

/// <summary>The tracks of a simulation: a few have most of the plays (Zipf's law), some are shorter than a minute, and a few that are played do not exist.</summary>
public sealed class SimulatedCatalogue
{
    /// <summary>Tracks of an album.</summary>
    public const int TracksAnAlbum = 10;

    private const int UnknownTracks = 5;
    private const double UnknownShare = 0.005;

    private readonly List<SimulatedTrack> _unknown = [];
    private readonly double[] _upTo;

    /// <summary>A catalogue over tracks that somebody else has made, the most popular first.</summary>
    public SimulatedCatalogue(IEnumerable<SimulatedTrack> tracks, Random random)
    {
        Tracks = [.. tracks];
        for (var number = 0; number < UnknownTracks; number++)
            _unknown.Add(New(random, Tracks.Count + number, isKnown: false));
        _upTo = new double[Tracks.Count];
        var sum = 0.0;
        for (var i = 0; i < _upTo.Length; i++)
            _upTo[i] = sum += 1.0 / (i + 1);
    }

    /// <summary>The tracks that exist, the most popular first.</summary>
    public IReadOnlyList<SimulatedTrack> Tracks { get; }

    /// <summary>A catalogue of its own.</summary>
    public static SimulatedCatalogue Create(int tracks, int seed)
    {
        var random = new Random(seed);
        return new SimulatedCatalogue([.. Enumerable.Range(0, tracks).Select(number => New(random, number, isKnown: true))], random);
    }

    /// <summary>What somebody plays next.</summary>
    public SimulatedTrack Next(Random random)
    {
        if (random.NextDouble() < UnknownShare)
            return _unknown[random.Next(_unknown.Count)];
        var place = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return Tracks[Math.Min(place < 0 ? ~place : place, Tracks.Count - 1)];
    }

    // One in ten is so short that half of it is less than 30 s.
    private static SimulatedTrack New(Random random, int number, bool isKnown) => new(
        number, Id(random), number / TracksAnAlbum, number % 10 == 7 ? random.Next(4_001, 60_000) : random.Next(60_000, 420_000), isKnown);

    private static string Id(Random random)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        // 62 to the 22nd is more than 2 to the 128th: a first digit of at most six keeps it below.
        return string.Create(22, random, static (text, random) =>
        {
            text[0] = Digits[random.Next(7)];
            for (var i = 1; i < text.Length; i++)
                text[i] = Digits[random.Next(Digits.Length)];
        });
    }
}
