using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Core.Playback;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>DDEX's own samples with real audio in place of the files that they name: one batch for all of them, each to a release that somebody may play.</summary>
public sealed class DdexSampleTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    // Singles of every version, one with video beside its sound, and those of which nothing can be carried; the albums at full size.
    private static readonly string[] Reduced =
    [
        "ern-4.1.1/4 SimpleAudioSingle.xml", "ern-4.2/4 SimpleAudioSingle.xml", "ern-4.3/4 SimpleAudioSingle.xml", "ern-4.2/8 DjMix.xml", "ern-4.3/5 SimpleVideoSingle.xml", "ern-4.3/6 Ringtone.xml",
        "ern-3.8/ern-3.8.1-instance1.xml",
    ];

    [DataFact("ddex/samples")]
    public async Task Valid_samples_become_releases_that_can_be_played()
    {
        var root = TestData.Path("ddex/samples");
        var names = TestScale.IsFull ? [.. Directory.EnumerateFiles(root, "*.xml", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)] : Reduced;
        var (files, samples) = (new Dictionary<string, byte[]>(), new Dictionary<string, ErnResult>());
        var cover = await EndToEnd.Media.RenderAsync("testsrc=s=1400x1400:d=1", "png", "-frames:v", "1");
        foreach (var (i, name) in names.Index())
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"S{i:00}");
            var xml = Mend(await File.ReadAllBytesAsync(Path.Combine(root, name)), name);
            samples[folder] = ErnReader.Read(xml, new ErnOptions());
            files[$"{folder}/{folder}.xml"] = xml;
            if (samples[folder].Message is not NewRelease { Manifest: { } manifest })
                continue;
            foreach (var track in manifest.Tracks)
                files[$"{folder}/{track.File}"] = SoundOf(track.File);
            if (manifest.Release.Cover is { } image)
                files[$"{folder}/{image}"] = cover;
        }

        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var answer = await harness.DeliverBatchAsync(files);

        foreach (var (i, name) in names.Index())
        {
            var told = answer.Releases!.Single(release => release.Folder == string.Create(CultureInfo.InvariantCulture, $"S{i:00}"));
            output.WriteLine($"{name}: {told.Status}, {told.Tracks.Count} tracks, {told.Title}, {string.Join("; ", told.Reasons.Select(reason => $"{reason.Code} {reason.Detail}").Take(2))}{told.Note}");
            if (samples[told.Folder].Message is not NewRelease { Manifest: { } manifest } || manifest.Tracks.Any(track => track.File.Length == 0))
            {
                told.Status.ShouldBe(DeliveryStatus.Rejected);
                told.Reasons.ShouldNotBeEmpty();
                continue;
            }

            told.Tracks.ShouldAllBe(track => track.Reasons.All(reason => reason.Code == ReasonCode.DuplicateAudio), name);
            if (manifest.GrantsNothing)
                continue;
            told.Status.ShouldBe(DeliveryStatus.Accepted, name);
            foreach (var track in told.Tracks)
                await ShouldBePlayableAsync(harness, track.Track, name);
        }

        answer.Releases!.Count(release => release.Status == DeliveryStatus.Accepted).ShouldBeGreaterThanOrEqualTo(TestScale.Of(4, 8));
    }

    private static async Task ShouldBePlayableAsync(DeliveryHarness harness, string trackId, string name)
    {
        var track = (await harness.Catalog.FindTrackAsync(trackId)).ShouldNotBeNull(name).Track;
        // Deals of years that have gone by: at some moment of theirs somebody somewhere may play it.
        var moment = track.Rights.Max(grant => grant.From);
        (from market in Markets.All
         from tier in (Tier[])[Tier.Free, Tier.Premium]
         where Rights.Decide(track.Rights, market, tier, RightsUse.Stream, moment) == RightsDecision.Allowed
         select market).ShouldNotBeEmpty(name);
        track.Audio.Renditions.Count.ShouldBe(10);
    }

    // The same name is the same sound, whichever sample names it.
    private static byte[] SoundOf(string file) => TestRelease.Tone(200 + (SHA256.HashData(Encoding.UTF8.GetBytes(file))[0] * 7) + (SHA256.HashData(Encoding.UTF8.GetBytes(file))[1] % 7), 1);

    // The hashes of the sounds; and what DDEX's editors left for others to fill in: party ids, an id of the message, check digits.
    private static byte[] Mend(byte[] xml, string name)
    {
        var document = XDocument.Load(new MemoryStream(xml), LoadOptions.PreserveWhitespace);
        foreach (var party in document.Descendants().Where(element => element.Name.LocalName is "MessageSender" or "MessageRecipient").SelectMany(party => party.Elements("PartyId")))
            party.Value = ErnCodes.NormaliseDpid(party.Value) is null ? "PADPIDA2013042401U" : party.Value;
        foreach (var id in document.Descendants("MessageId").Where(id => id.Value.Trim().Length == 0))
            id.Value = name;
        foreach (var icpn in document.Descendants("ICPN").Where(icpn => !ManifestCodes.IsUpc(icpn.Value)))
            icpn.Value = Enumerable.Range(0, 10).Select(digit => icpn.Value[..^1] + digit).FirstOrDefault(ManifestCodes.IsUpc) ?? icpn.Value;
        foreach (var file in document.Descendants().Where(element => element.Name.LocalName == "File").ToList())
        {
            if (file.Elements().FirstOrDefault(element => element.Name.LocalName == "HashSum") is not { } hash)
                continue;
            var sound = SoundOf(NameOf(file));
            foreach (var value in hash.Elements().Where(element => element.Name.LocalName is "HashSumValue" or "HashSum"))
                value.Value = Hex(hash.Elements().First(element => element.Name.LocalName is "Algorithm" or "HashSumAlgorithmType").Value, sound);
        }

        return Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
    }

    private static string NameOf(XElement file)
    {
        if (file.Elements().FirstOrDefault(element => element.Name.LocalName == "URI") is { } uri)
            return uri.Value;
        var (path, name) = (Text("FilePath"), Text("FileName"));
        return path.Length == 0 ? name : $"{path.Trim('/')}/{name}";

        string Text(string part) => file.Elements().FirstOrDefault(element => element.Name.LocalName == part)?.Value ?? "";
    }

#pragma warning disable CA5350, CA5351 // What DDEX messages carry, and no secret.
    private static string Hex(string algorithm, byte[] bytes) => Convert.ToHexStringLower(algorithm.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "MD5" => MD5.HashData(bytes),
        "SHA1" => SHA1.HashData(bytes),
        _ => SHA256.HashData(bytes),
    });
#pragma warning restore CA5350, CA5351
}
