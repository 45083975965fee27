using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

/// <summary>Listeners who each like two kinds of music out of eight, four weeks: they hear their Discover Weekly and play on their own, and the model is learned anew each week.</summary>
public sealed class FourWeeksTests
{
    private const int Kinds = 8;
    private const int Tracks = 1_200;
    private const int NewTracks = 80;
    private const int Listeners = 80;
    private const int NewListeners = 16;

    // Two kinds of eight.
    private const double Chance = 0.25;

    private readonly SeededRandom _random = new(20_260_302);
    private readonly float[][] _content;
    private readonly Dictionary<TrackKey, double>[] _engagement = [.. Enumerable.Range(0, Listeners + NewListeners).Select(_ => new Dictionary<TrackKey, double>())];

    public FourWeeksTests() => _content = [.. Enumerable.Range(0, Tracks + NewTracks).Select(track =>
    {
        // What a track is called and tagged says something of its kind, and much that means nothing.
        var vector = new float[Kinds * 3];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)(0.45 * _random.NextGaussian());
        vector[KindOf(track)] += 1;
        return vector;
    })];

    [Fact]
    public void The_share_of_true_taste_in_Discover_Weekly_rises_and_new_listeners_and_new_tracks_are_served()
    {
        var shares = new List<double>();
        var (newcomers, fresh, freshInTaste) = (0.0, 0, 0);
        for (var week = 1; week <= 4; week++)
        {
            var tracks = week < 3 ? Tracks : Tracks + NewTracks;
            var listeners = week < 3 ? Listeners : Listeners + NewListeners;
            for (var listener = 0; listener < listeners; listener++)
                PlayAlone(listener, tracks, joining: week == 3 && listener >= Listeners);
            var model = Learn(tracks, listeners);
            var (share, played) = (0.0, Played(tracks));
            for (var listener = 0; listener < listeners; listener++)
            {
                var list = DiscoverWeekly.Make(Taste(listener), Candidates(model, listener, played), BlendWeights.Default, Made.Monday.AddDays(7 * week), (ulong)week).Items;
                list.Count.ShouldBe(30);
                var liked = list.Count(item => Likes(listener, NumberOf(item.Track)));
                share += listener < Listeners ? liked / 30.0 / Listeners : 0;
                newcomers += week == 4 && listener >= Listeners ? liked / 30.0 / NewListeners : 0;
                if (week == 3)
                {
                    fresh += list.Count(item => NumberOf(item.Track) >= Tracks);
                    freshInTaste += list.Count(item => NumberOf(item.Track) >= Tracks && Likes(listener, NumberOf(item.Track)));
                }

                foreach (var item in list)
                    Hear(listener, NumberOf(item.Track));
            }

            shares.Add(share);
        }

        var seen = string.Join(", ", shares.Select(share => share.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)));
        shares[0].ShouldBeGreaterThan(1.3 * Chance, seen);
        shares[1].ShouldBeGreaterThan(shares[0], seen);
        shares[3].ShouldBeGreaterThan(shares[0] + 0.15, seen);
        newcomers.ShouldBeGreaterThan(1.5 * Chance, seen);
        // Nobody has played the new tracks: they come by what they are called alone, to those whose taste they are.
        fresh.ShouldBeGreaterThan(Listeners / 2, seen);
        ((double)freshInTaste / fresh).ShouldBeGreaterThan(1.5 * Chance, seen);
    }

    private static int KindOf(int track) => track % Kinds;

    private static bool Likes(int listener, int track) => KindOf(track) == listener % Kinds || KindOf(track) == (listener + 3) % Kinds;

    private static int NumberOf(TrackKey track) => (int)(track.Value >> 64);

    private ListenerTaste Taste(int listener) => Made.Listener(listener) with { Engagement = _engagement[listener], Heard = _engagement[listener].Keys.ToHashSet() };

    /// <summary>Three tracks of his taste and three that happened to play; nothing yet in the first week of a new listener.</summary>
    private void PlayAlone(int listener, int tracks, bool joining)
    {
        for (var play = 0; play < (joining ? 0 : 6); play++)
        {
            var track = _random.Next(tracks >= Tracks ? Tracks : tracks);
            while (play % 2 == 0 && !Likes(listener, track))
                track = _random.Next(Tracks);
            Hear(listener, track);
        }
    }

    private void Hear(int listener, int track) =>
        _engagement[listener][Made.Track(track)] = Likes(listener, track) ? (_random.Next(5) == 0 ? 0.4 : 1) : (_random.Next(5) == 0 ? 0.5 : -0.5);

    private IalsModel Learn(int tracks, int listeners) => Ials.Train(
        Interactions.Of(listeners, tracks, _engagement.Take(listeners).SelectMany((heard, row) => heard.Where(one => one.Value > 0).Select(one => new Interaction(row, NumberOf(one.Key), (float)one.Value)))),
        new IalsOptions { Dimensions = 16, Sweeps = 8, Unobserved = 0.05, Regularization = 0.01, Threads = 1 });

    private int[] Played(int tracks)
    {
        var played = new int[tracks];
        foreach (var track in _engagement.SelectMany(heard => heard).Where(one => one.Value > 0))
            played[NumberOf(track.Key)]++;
        return played;
    }

    private List<Candidate> Candidates(IalsModel model, int listener, int[] played)
    {
        var wish = new float[Kinds * 3];
        foreach (var (track, value) in _engagement[listener])
        {
            for (var i = 0; i < wish.Length; i++)
                wish[i] += (float)value * _content[NumberOf(track)][i];
        }

        var known = _engagement[listener].Values.Any(value => value > 0);
        return [.. Enumerable.Range(0, played.Length).Select(track => Made.Candidate(track, track / 4) with
        {
            Collaborative = known && played[track] > 0 ? Dot(model.Listeners[listener], model.Tracks[track]) : null,
            Content = known ? Dot(wish, _content[track]) : null,
            Popularity = played[track],
            Vector = _content[track],
        })];
    }

    private static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }
}
