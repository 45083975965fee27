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
    public void A_sample_message_is_read_as_a_person_reads_it(string file) => Compare(File.ReadAllBytes(TestData.Path(Path.Combine(Samples, file))), file);

    /// <summary>Some samples have made-up identifiers, for which they are refused; with right ones they are read.</summary>
    [DataTheory(Samples)]
    [InlineData("ern-4.3/3 MixedMedia.xml", "05099907138655", "05099907138652")]
    [InlineData("ern-4.1.1/3 MixedMedia.xml", "05099907138655", "05099907138652")]
    [InlineData("ern-4.3/8 DjMix.xml", "<MessageId/>", "<MessageId>Mix1</MessageId>", "123123123123", "036000291452")]
    [InlineData("ern-4.2/8 DjMix.xml", "<MessageId/>", "<MessageId>Mix1</MessageId>", "123123123123", "036000291452")]
    [InlineData("ern-4.3/Variant Classical.xml", "PADPIDA111111111<", "PADPIDA2007050901U<", "PADPIDA2222222222<", "PADPIDA2013042401U<")]
    public void A_sample_message_with_its_identifiers_put_right_is_read_as_a_person_reads_it(string file, params string[] replacements)
    {
        var xml = File.ReadAllText(TestData.Path(Path.Combine(Samples, file)));
        foreach (var pair in replacements.Chunk(2))
            xml = xml.Replace(pair[0], pair[1], StringComparison.Ordinal);
        Compare(System.Text.Encoding.UTF8.GetBytes(xml), Path.ChangeExtension(file, null) + " put right.xml");
    }

    private static void Compare(byte[] xml, string file)
    {
        var text = ErnText.Of(ErnReader.Read(xml, new ErnOptions()));
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
        ErnText.Of(both).ShouldBe(ErnText.Of(alone));
    }
}
