using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion;
using Xunit;

namespace Spotify.Core.Tests.Ingestion;

public sealed class ManifestParserTests
{
    [Fact]
    public void A_valid_manifest_is_read_whole_and_unknown_fields_are_ignored()
    {
        var (manifest, reasons) = ManifestParser.Parse(Manifests.Bytes(Manifests.Valid));
        reasons.ShouldBeEmpty();
        manifest!.Release.Upc.ShouldBe("036000291452");
        manifest.Release.Title.ShouldBe("Première");
        manifest.Release.ReleaseDate.ShouldBe(new DateOnly(2026, 11, 20));
        manifest.Release.Cover.ShouldBe("cover.jpg");
        manifest.Tracks.Count.ShouldBe(2);
        manifest.Tracks[0].Isrc.ShouldBe("USS1Z9900001");
        manifest.Tracks[0].Sha256.ShouldBe(new string('a', 64));
        manifest.Tracks[0].Explicit.ShouldBeTrue();
        manifest.Tracks[1].Disc.ShouldBe(1);
        manifest.Tracks[1].Language.ShouldBeNull();
        manifest.Rights[0].From.ShouldBe(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));
        manifest.Rights[0].Until.ShouldBeNull();
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm() =>
        ManifestParser.Parse(Manifests.Bytes("\uFEFF" + Manifests.Valid)).Manifest.ShouldNotBeNull();

    [Fact]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        var (manifest, reasons) = ManifestParser.Parse(Manifests.With(node =>
        {
            node["release"]!["upc"] = "036000291453";
            node["release"]!["release_date"] = "2026-02-30";
            node["release"]!["type"] = "mixtape";
            node["tracks"]![0]!["isrc"] = "nonsense";
            node["tracks"]![1]!["number"] = 0;
            node["tracks"]![1]!["title"] = " ";
            node["rights"]![0]!["markets"] = new JsonArray("XX");
            node["rights"]![0]!["until"] = "2020-01-01T00:00:00Z";
        }));
        manifest.ShouldBeNull();
        reasons.ShouldAllBe(reason => reason.Code == ReasonCode.InvalidManifest);
        string[] places =
        [
            "release.upc", "release.release_date", "release.type", "tracks[0].isrc", "tracks[1].number", "tracks[1].title", "rights[0].markets", "rights[0].until",
        ];
        reasons.Select(reason => reason.Detail.Split(':')[0]).ShouldBe(places, ignoreOrder: true);
    }

    [Theory]
    [InlineData("release", "INVALID_MANIFEST")]
    [InlineData("tracks", "INVALID_MANIFEST")]
    [InlineData("rights", "NO_DEAL")]
    public void A_part_that_is_missing_is_named(string part, string code)
    {
        var (_, reasons) = ManifestParser.Parse(Manifests.With(node => node.AsObject().Remove(part)));
        System.Text.Json.JsonSerializer.Serialize(reasons.ShouldHaveSingleItem().Code).ShouldBe($"\"{code}\"");
        reasons[0].Detail.ShouldContain(part);
    }

    [Theory]
    [InlineData("number", "isrc")]
    public void Places_and_ISRCs_are_unique(params string[] fields)
    {
        foreach (var field in fields)
        {
            var (_, reasons) = ManifestParser.Parse(Manifests.With(node => node["tracks"]![1]![field] = node["tracks"]![0]![field]!.DeepClone()));
            reasons.ShouldHaveSingleItem().Detail.ShouldStartWith($"tracks[1].{field}");
        }
    }

    [Fact]
    public void An_unsafe_file_name_is_left_for_its_track_alone() =>
        ManifestParser.Parse(Manifests.With(node => node["tracks"]![0]!["file"] = "../../etc/passwd")).Manifest.ShouldNotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("{\"release\":")]
    [InlineData("{\"release\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"tracks\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}")]
    [InlineData("{\"release\":{},\"release\":{}}")]
    public void What_is_no_manifest_is_refused(string text)
    {
        var (manifest, reasons) = ManifestParser.Parse(Manifests.Bytes(text));
        manifest.ShouldBeNull();
        reasons.ShouldNotBeEmpty();
    }

    [Fact]
    public void JSON_bombs_are_refused_quickly_and_in_few_words()
    {
        var clock = Stopwatch.StartNew();
        byte[][] bombs =
        [
            Manifests.Bytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))),
            Manifests.Bytes(new string('[', 1_000_000)),
            Manifests.Bytes("{\"tracks\":[" + string.Join(',', Enumerable.Repeat("{}", 100_000)) + "]}"),
            Manifests.Bytes("{\"tracks\":[" + string.Join(',', Enumerable.Repeat("{}", 1000)) + "]}"),
            new byte[50_000_000],
        ];
        foreach (var bomb in bombs)
        {
            var reasons = ManifestParser.Parse(bomb).Reasons;
            reasons.Count.ShouldBeInRange(1, 201);
        }

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void No_bytes_whatever_make_it_throw() => Prop.ForAll<byte[]>(bytes => Holds(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void No_mutation_of_a_valid_manifest_makes_it_throw_or_accept_what_it_then_cannot_use()
    {
        var valid = Manifests.Bytes(Manifests.Valid);
        string[] pieces = ["null", "-1", "1e999", "\"\\ud800\"", "[]", "{}", "\"\"", "9999999999999999999999", "true", "\"\u0000\"", ",", "}", "\""];
        var mutation = from at in Gen.Choose(0, valid.Length - 1)
                       from length in Gen.Choose(0, 12)
                       from piece in Gen.Elements(pieces)
                       select (byte[])[.. valid[..at], .. Encoding.UTF8.GetBytes(piece), .. valid[Math.Min(valid.Length, at + length)..]];
        Prop.ForAll(mutation.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static bool Holds(byte[] bytes)
    {
        var (manifest, reasons) = ManifestParser.Parse(bytes);
        if (manifest is null)
            return reasons.Count > 0;
        return reasons.Count == 0 && manifest.Tracks.Count > 0 && manifest.Rights.Count > 0
            && ManifestCodes.IsUpc(manifest.Release.Upc) && DeliveryPlan.Create(manifest).Tracks.Count == manifest.Tracks.Count;
    }
}
