using Shouldly;
using Spotify.Cli.Local;
using Spotify.Core.Ingestion.Ddex;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Ddex;

/// <summary>DDEX's own sample messages against what a person read in them. <c>SPOTIFY_GOLDEN=write</c> writes the files anew, to be read by eye before they are committed.</summary>
public sealed class ErnSampleTests
{
    private const string Samples = "ddex/samples";

    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "Spotify.Core.Tests", "Ingestion", "Ddex", "Golden");

    public static TheoryData<string> Files { get; } =
    [
        "ern-4.3/1 Audio.xml", "ern-4.3/2 Video.xml", "ern-4.3/3 MixedMedia.xml", "ern-4.3/4 SimpleAudioSingle.xml", "ern-4.3/5 SimpleVideoSingle.xml", "ern-4.3/6 Ringtone.xml",
        "ern-4.3/7 LongformMusicalWorkVideo.xml", "ern-4.3/8 DjMix.xml", "ern-4.3/Variant Classical.xml", "ern-4.2/1 Audio.xml", "ern-4.2/4 SimpleAudioSingle.xml", "ern-4.2/8 DjMix.xml",
        "ern-4.1.1/1 Audio.xml", "ern-4.1.1/3 MixedMedia.xml", "ern-4.1.1/4 SimpleAudioSingle.xml", "ern-3.8/ern-3.8.1-instance1.xml", "ern-3.8/ern-3.8.3-instance1.xml",
    ];

    [DataTheory(Samples)]
    [MemberData(nameof(Files))]
    public void A_sample_message_is_read_as_a_person_reads_it(string file)
    {
        var text = ErnText.Of(ErnReader.Read(File.ReadAllBytes(TestData.Path(Path.Combine(Samples, file))), new ErnOptions()));
        var golden = Path.Combine(Golden, Path.ChangeExtension(file.Replace('/', '_').Replace(' ', '_'), "txt"));
        if (Environment.GetEnvironmentVariable("SPOTIFY_GOLDEN") == "write")
            File.WriteAllText(golden, text);
        text.ShouldBe(File.ReadAllText(golden));
    }

    [DataTheory(Samples)]
    [MemberData(nameof(Files))]
    public void A_sample_message_that_is_read_is_right_by_its_schema_too(string file)
    {
        var xml = File.ReadAllBytes(TestData.Path(Path.Combine(Samples, file)));
        var alone = ErnReader.Read(xml, new ErnOptions());
        var both = ErnReader.Read(xml, new ErnOptions { SchemaFolder = TestData.Path("ddex/schemas") });
        both.Reasons.Count(reason => reason.Detail.Contains("(schema of", StringComparison.Ordinal)).ShouldBe(0, string.Join('\n', both.Reasons.Select(reason => reason.Detail)));
        ErnText.Of(both).ShouldBe(ErnText.Of(alone));
    }
}
