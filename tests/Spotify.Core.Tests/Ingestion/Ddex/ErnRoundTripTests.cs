using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.TestSupport;
using Spotify.TestSupport.Ddex;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Ddex;

public sealed class ErnRoundTripTests
{
    private static readonly string[] Roles = ["MainArtist", "FeaturedArtist", "Composer", "Producer", "Orchestra"];
    private static readonly string[] Languages = ["en", "ja", "de", "fr", "ar"];

    [Fact]
    public void A_catalogue_that_is_written_is_read_back_as_it_was()
    {
        var text = Gen.Elements("Ça ira", "夢のララバイ", "A & B", "<less>", "\"quoted\"", "one", "Two  words", "🎵 notes", "О'Нил");
        var track = from title in text
                    from version in Gen.OneOf(Gen.Constant<string?>(null), text.Select(version => (string?)version))
                    from names in Gen.ListOf(text).Resize(4)
                    from contributors in Gen.ListOf(from name in text from role in Gen.Elements(Roles) select new ErnPart(name, role)).Resize(4)
                    from seconds in Gen.Choose(1, 20_000)
                    from isExplicit in Gen.Elements(true, false)
                    from language in Gen.Elements(Languages)
                    from discs in Gen.Choose(1, 3)
                    select new ErnTrack(null, "")
                    {
                        Title = title,
                        Version = version,
                        Artists = [.. names.Append("Main").Distinct().Select((name, i) => new ErnPart(name, i == 0 ? "MainArtist" : "FeaturedArtist"))],
                        Contributors = [.. contributors.Distinct()],
                        Duration = TimeSpan.FromMilliseconds(seconds * 37.0),
                        Explicit = isExplicit,
                        Language = language,
                        Disc = discs,
                    };
        var message = from tracks in Gen.NonEmptyListOf(track)
                      from title in text
                      from standard in Gen.Elements(ErnBuilder.Standards.ToArray())
                      from genres in Gen.NonEmptyListOf(text)
                      select Make(standard, title, [.. genres.Distinct(StringComparer.OrdinalIgnoreCase)], [.. tracks.Take(30)]);
        Prop.ForAll(message.ToArbitrary(), ReadsBack).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static ErnBuilder Make(string standard, string title, IReadOnlyList<string> genres, List<ErnTrack> tracks)
    {
        var message = new ErnBuilder(TestDelivery.Upc(tracks.Count), title) { Standard = standard, Genres = genres, Cover = "cover.jpg" };
        // Discs are counted without gaps, as labels do.
        var discs = tracks.Select(track => track.Disc).Distinct().Order().ToList();
        var numbers = new Dictionary<int, int>();
        foreach (var (index, track) in tracks.OrderBy(track => track.Disc).ToList().Index())
        {
            var disc = discs.IndexOf(track.Disc) + 1;
            var number = numbers[disc] = numbers.GetValueOrDefault(disc) + 1;
            message.Tracks.Add(track with
            {
                File = string.Create(CultureInfo.InvariantCulture, $"resources/{index}.flac"),
                Hash = new string('a', 60) + index.ToString("0000", CultureInfo.InvariantCulture),
                Isrc = "USS1Z99" + index.ToString("00000", CultureInfo.InvariantCulture),
                Disc = disc,
                Number = number,
            });
        }

        return message.UsualDeals("2026-11-20", null, "DE", "US");
    }

    private static bool ReadsBack(ErnBuilder message)
    {
        var manifest = ErnReaderTests.Read(message).Manifest;
        manifest.Release.Title.ShouldBe(message.Title);
        manifest.Release.Upc.ShouldBe(message.Icpn);
        manifest.Release.Genres.ShouldBe(message.Genres);
        manifest.Tracks.Count.ShouldBe(message.Tracks.Count);
        foreach (var (track, written) in manifest.Tracks.Zip(message.Tracks))
        {
            (track.Title, track.Version, track.Isrc, track.File, track.Sha256).ShouldBe((written.Title, written.Version, written.Isrc, written.File!, written.Hash!));
            (track.Disc, track.Number, track.Explicit, track.Language, track.Duration).ShouldBe((written.Disc, written.Number, written.Explicit, written.Language, written.Duration));
            track.Artists.ShouldBe(written.Artists.Select(artist => artist.Name));
            track.Credits.ShouldBe(written.Artists.Concat(written.Contributors).Select(part => new Credit(part.Name, part.Role)).Distinct());
        }

        return true;
    }
}
