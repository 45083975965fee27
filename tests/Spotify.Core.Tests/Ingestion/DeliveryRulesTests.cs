using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Ingestion;
using Xunit;

namespace Spotify.Core.Tests.Ingestion;

public sealed class DeliveryRulesTests
{
    [Theory]
    [InlineData("01.flac")]
    [InlineData("Ça ira – 01 (live).wav")]
    [InlineData("音楽.mp3")]
    [InlineData("release.json")]
    public void Plain_file_names_are_taken(string name) => DeliveryFileName.FindFault(name).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x.wav")]
    [InlineData("..\\x.wav")]
    [InlineData("a/b.wav")]
    [InlineData("/etc/passwd")]
    [InlineData("C:x.wav")]
    [InlineData("a\u0000.wav")]
    [InlineData("a\n.wav")]
    [InlineData("a\u202Egpj.wav")]
    [InlineData("NUL")]
    [InlineData("con.wav")]
    [InlineData("-i.wav")]
    [InlineData("a.")]
    [InlineData("a|b")]
    public void Names_that_mean_more_than_a_file_are_refused(string name) => DeliveryFileName.FindFault(name).ShouldNotBeNull();

    [Fact]
    public void Half_a_surrogate_pair_is_no_name() => DeliveryFileName.FindFault("\ud800.wav").ShouldNotBeNull();

    [Fact]
    public void A_name_has_at_most_200_characters()
    {
        DeliveryFileName.FindFault(new string('a', 200)).ShouldBeNull();
        DeliveryFileName.FindFault(new string('a', 201)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("036000291452", true)]
    [InlineData("036000291453", false)]
    [InlineData("4006381333931", true)]
    [InlineData("4006381333932", false)]
    [InlineData("00036000291452", true)]
    [InlineData("03600029145", false)]
    [InlineData("03600029145x", false)]
    [InlineData("０36000291452", false)]
    public void A_UPC_ends_in_its_check_digit(string text, bool valid) => ManifestCodes.IsUpc(text).ShouldBe(valid);

    [Theory]
    [InlineData("USRC17607839", "USRC17607839")]
    [InlineData("us-rc1-76-07839", "USRC17607839")]
    [InlineData("GBAYE0601498", "GBAYE0601498")]
    [InlineData("USRC1760783", null)]
    [InlineData("1SRC17607839", null)]
    [InlineData("USRC1760783X", null)]
    public void An_ISRC_is_written_plainly(string text, string? plain) => ManifestCodes.NormaliseIsrc(text).ShouldBe(plain);

    [Fact]
    public void A_request_is_refused_with_all_that_is_wrong()
    {
        var faults = DeliveryRequest.FindFaults(
            [new DeliveryFile("../a", 1), new DeliveryFile("b.wav", 3_000_000_000), new DeliveryFile("B.WAV", 1), new DeliveryFile("c.wav", -1, "xyz")], 2_147_483_648);
        faults.Count.ShouldBe(6);
        faults.ShouldContain(fault => fault.StartsWith("files[0].name: UNSAFE_NAME", StringComparison.Ordinal));
        faults.ShouldContain(fault => fault.StartsWith("files[1].bytes: TOO_LARGE", StringComparison.Ordinal));
        faults.ShouldContain(fault => fault.Contains("release.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_has_1_to_1000_files()
    {
        DeliveryRequest.FindFaults([], 10).ShouldHaveSingleItem();
        List<DeliveryFile> files = [new("release.json", 1), .. Enumerable.Range(0, 999).Select(i => new DeliveryFile($"{i}.wav", 1))];
        DeliveryRequest.FindFaults(files, 10).ShouldBeEmpty();
        DeliveryRequest.FindFaults([.. files, new DeliveryFile("x.wav", 1)], 10).ShouldHaveSingleItem();
    }

    [Fact]
    public void Later_batches_sort_later()
    {
        var random = new Random(1);
        var start = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        var first = BatchId.Create(start, random);
        first.ShouldMatch("^20261120100000000_[0-9a-z]{3}$");
        string.CompareOrdinal(first, BatchId.Create(start.AddMilliseconds(1), random)).ShouldBeLessThan(0);
        DeliveryPath.IsName(first).ShouldBeTrue();
    }

    [Theory]
    [InlineData("lab/b1/release.json", true)]
    [InlineData("a/b/c/release.json", false)]
    [InlineData("lab//release.json", false)]
    [InlineData("/b1/release.json", false)]
    [InlineData("lab/../release.json", false)]
    [InlineData("lab/b1/sub/release.json", false)]
    [InlineData("lab/b1/release.json/", false)]
    [InlineData("lab/b1/other.json", false)]
    [InlineData("lab/b 1/release.json", false)]
    [InlineData("release.json", false)]
    public void A_manifest_is_one_that_lies_in_a_batch_of_a_label(string blob, bool isOne) =>
        DeliveryPath.FindDelivery(blob).ShouldBe(isOne ? ("lab", "b1") : null);

    [Fact]
    public void A_plan_refuses_unsafe_names_and_repeated_audio_by_track()
    {
        var (manifest, _) = ManifestParser.Parse(Manifests.With(node =>
        {
            node["tracks"]![1]!["sha256"] = node["tracks"]![0]!["sha256"]!.DeepClone();
        }));
        var plan = DeliveryPlan.Create(manifest!);
        plan.Tracks[0].Refusal.ShouldBeNull();
        plan.Tracks[1].Refusal!.Code.ShouldBe(ReasonCode.DuplicateAudio);

        (manifest, _) = ManifestParser.Parse(Manifests.With(node => node["tracks"]![0]!["file"] = "a/b.flac"));
        DeliveryPlan.Create(manifest!).Tracks[0].Refusal!.Code.ShouldBe(ReasonCode.UnsafeName);
    }

    [Fact]
    public void The_content_of_a_release_is_the_same_whatever_its_files_are_called_and_in_whatever_order()
    {
        var plain = DeliveryPlan.Create(ManifestParser.Parse(Manifests.Bytes(Manifests.Valid)).Manifest!);
        var renamed = DeliveryPlan.Create(ManifestParser.Parse(Manifests.With(node =>
        {
            node["tracks"]![0]!["file"] = "other.flac";
            var first = node["tracks"]![0]!.DeepClone();
            node["tracks"]!.AsArray().RemoveAt(0);
            node["tracks"]!.AsArray().Add(first);
        })).Manifest!);
        var changed = DeliveryPlan.Create(ManifestParser.Parse(Manifests.With(node => node["tracks"]![0]!["title"] = "Uno")).Manifest!);
        renamed.ContentHash.ShouldBe(plain.ContentHash);
        changed.ContentHash.ShouldNotBe(plain.ContentHash);
    }

    [Fact]
    public void A_release_json_has_the_content_hash_that_it_had_before_manifests_could_say_more()
    {
        var manifest = ManifestParser.Parse(Manifests.Bytes(Manifests.Valid)).Manifest!;
        var release = manifest.Release;
        var older = new
        {
            Release = new { release.Upc, release.Title, release.Type, release.Artists, release.ReleaseDate, release.Genres, release.PLine, release.CLine, Cover = (string?)null },
            Tracks = manifest.Tracks.Select(track => new { File = "", track.Sha256, track.Isrc, track.Title, track.Artists, track.Disc, track.Number, track.Explicit, track.Language }),
            manifest.Rights,
        };
        DeliveryPlan.Create(manifest).ContentHash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(older))));
    }
}
