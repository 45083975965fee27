using System.Globalization;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Tests.Recommendations.Lists;

/// <summary>Candidates and listeners for tests.</summary>
internal static class Made
{
    public static readonly DateOnly Monday = new(2026, 3, 2);

    public static TrackKey Track(int number) => new((UInt128)(uint)number << 64 | 77);

    public static string Artist(int number) => "artist" + number.ToString(CultureInfo.InvariantCulture);

    public static Candidate Candidate(int track, int artist, double collaborative = 0.5) =>
        new() { Track = Track(track), Artists = [Artist(artist)], Collaborative = collaborative, Licensed = true };

    public static ListenerTaste Listener(int number = 1) => new() { Listener = (UInt128)(uint)number, Country = "SE" };

    /// <summary>Candidates with everything at random: several artists, missing signals, unlicensed, explicit, wild figures.</summary>
    public static List<Candidate> Candidates(int seed, int count, int artists)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(i => new Candidate
        {
            Track = Track(i),
            Artists = [.. Enumerable.Range(0, random.Next(8) == 0 ? 2 : 1).Select(_ => Artist(random.Next(artists)))],
            Collaborative = Signal(),
            Content = Signal(),
            Audio = Signal(),
            Popularity = random.NextDouble(),
            Vector = random.Next(10) == 0 ? default : new[] { (float)random.NextGaussian(), (float)random.NextGaussian(), (float)random.NextGaussian(), (float)random.NextGaussian(), (float)random.NextGaussian() },
            Tempo = random.Next(10) == 0 ? 0 : 60 + (120 * random.NextDouble()),
            Key = random.Next(13) - 1,
            Mode = random.Next(2),
            Energy = random.Next(10) == 0 ? null : random.NextDouble(),
            Explicit = random.Next(5) == 0,
            Licensed = random.Next(5) > 0,
            Released = random.Next(3) == 0 ? null : Monday.AddDays(10 - random.Next(100)),
            Explored = random.Next(4),
            ExploredWell = random.Next(4),
        })];

        double? Signal() => random.Next(12) switch
        {
            0 => null,
            1 => double.NaN,
            2 => double.PositiveInfinity,
            _ => random.NextGaussian(),
        };
    }

    public static ListenerTaste RandomListener(int seed, int tracks, int artists)
    {
        var random = new SeededRandom((ulong)seed ^ 0xABCDEF);
        return Listener(random.Next(1000)) with
        {
            Heard = Enumerable.Range(0, random.Next(tracks)).Select(_ => Track(random.Next(tracks))).ToHashSet(),
            BlockedTracks = Enumerable.Range(0, random.Next(5)).Select(_ => Track(random.Next(tracks))).ToHashSet(),
            BlockedArtists = Enumerable.Range(0, random.Next(3)).Select(_ => Artist(random.Next(artists))).ToHashSet(),
            FollowedArtists = Enumerable.Range(0, random.Next(6)).Select(_ => Artist(random.Next(artists))).ToHashSet(),
            AllowsExplicit = random.Next(2) == 0,
        };
    }
}
