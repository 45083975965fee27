using System.Globalization;
using Shouldly;
using Spotify.Core.Ingestion.Analysis;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Core.Tests.Ingestion.Analysis;

public sealed class KeyTests(ITestOutputHelper output)
{
    [Fact]
    public void The_key_of_cadences_in_all_24_keys_is_found_in_every_timbre_with_and_without_noise()
    {
        var scores = KeyProfile.All.ToDictionary(profile => profile.Name, _ => 0.0);
        var count = 0;
        List<string> wrong = [];
        foreach (var (key, isMajor, form, timbre, noise) in Cases())
        {
            var sound = Render(key, isMajor, form, timbre, noise).Analyse();
            foreach (var profile in KeyProfile.All)
            {
                var estimate = KeyFinder.Find([.. sound.Pitches], profile);
                scores[profile.Name] += Score(key, isMajor ? 1 : 0, estimate.Key, estimate.Mode);
            }

            var found = sound.Features;
            count++;
            if ((found.Key, found.Mode) != (key, isMajor ? 1 : 0))
                wrong.Add($"{timbre.Name} {key}{(isMajor ? "" : "m")} form {form} noise {noise} as {found.Key}{(found.Mode == 1 ? "" : "m")}");
        }

        foreach (var line in wrong)
            output.WriteLine(line);
        foreach (var (name, score) in scores)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"MIREX weighted key score with the profile {name,-12}{score / count:0.000} of {count}"));
        (scores[KeyFinder.Profile.Name] / count).ShouldBeGreaterThanOrEqualTo(0.95);
        scores[KeyFinder.Profile.Name].ShouldBeGreaterThanOrEqualTo(scores.Values.Max() - (0.01 * count), "the profile in use was chosen as the best");
    }

    [Theory]
    [InlineData(-0.4)]
    [InlineData(0.3)]
    public void An_instrument_that_is_tuned_otherwise_is_in_its_own_key(double tuning)
    {
        var sound = RenderedMusic.Chords(RenderedMusic.Cadence(2, true, 0), 12, 1, RenderedMusic.Timbre.Plucked, tuning).Analyse();
        (sound.Features.Key, sound.Features.Mode).ShouldBe((2, 1));
        sound.Analysis.Track.Tuning.ShouldBe(440 * Math.Pow(2, tuning / 12), 1.5);
    }

    [Fact]
    public void The_pitches_of_a_segment_are_those_of_its_chord()
    {
        var analysis = RenderedMusic.Chords([[0, 4, 7], [5, 9, 12]], 8, 1, RenderedMusic.Timbre.Saw).Analyse().Analysis;
        foreach (var segment in analysis.Segments.Where(segment => segment.Duration > 0.7))
        {
            int[] chord = (int)(segment.Start + 0.5) % 2 == 0 ? [0, 4, 7] : [5, 9, 0];
            var strongest = segment.Pitches.Select((strength, pitch) => (strength, pitch)).OrderByDescending(entry => entry.strength).Take(3).Select(entry => entry.pitch);
            strongest.ShouldBe(chord, ignoreOrder: true);
            segment.Pitches.Max().ShouldBe(1);
        }

        analysis.Segments.Count(segment => segment.Duration > 0.7).ShouldBeGreaterThan(5);
    }

    private static RenderedMusic Render(int key, bool isMajor, int form, RenderedMusic.Timbre timbre, bool noise)
    {
        var music = RenderedMusic.Chords(RenderedMusic.Cadence(key - (key > 6 ? 12 : 0), isMajor, form), 8, 0.66, timbre);
        return noise ? music.WithNoise(-28) : music;
    }

    private static IEnumerable<(int Key, bool IsMajor, int Form, RenderedMusic.Timbre Timbre, bool Noise)> Cases()
    {
        var count = 0;
        foreach (var timbre in RenderedMusic.Timbre.All)
        {
            for (var form = 0; form < 3; form++)
            {
                for (var key = 0; key < 24; key++, count++)
                {
                    // By default every key in every timbre, but each in one form, half of them in noise.
                    if (TestScale.IsFull || (key + form) % 3 == 0)
                        yield return (key % 12, key < 12, form, timbre, count % 2 == 1);
                    if (TestScale.IsFull)
                        yield return (key % 12, key < 12, form, timbre, count % 2 == 0);
                }
            }
        }
    }

    // MIREX: right 1, a fifth above 0.5, relative 0.3, parallel 0.2.
    private static double Score(int key, int mode, int foundKey, int foundMode)
    {
        if (foundKey < 0)
            return 0;
        if (key == foundKey)
            return mode == foundMode ? 1 : 0.2;
        if (mode == foundMode)
            return foundKey == (key + 7) % 12 ? 0.5 : 0;
        return foundKey == (key + (mode == 1 ? 9 : 3)) % 12 ? 0.3 : 0;
    }
}
