namespace Spotify.Functions.Catalog.Audio;

/// <summary>What ingestion keeps of a track's sound beside its renditions: how the blobs' names end.</summary>
internal static class SoundFileNames
{
    /// <summary>The analysis.</summary>
    public const string Analysis = "analysis.json.gz";

    /// <summary>The log-mel spectrogram.</summary>
    public const string Mel = "mel.bin";
}
