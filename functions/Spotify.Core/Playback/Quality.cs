namespace Spotify.Core.Playback;

/// <summary>The rungs of the ladder, ascending. JSON: <c>low normal high very_high lossless preview</c>.</summary>
public enum Quality
{
    /// <summary>The 30-second preview, MP3 96 kbit/s; never chosen for playback.</summary>
    Preview = 0,

    /// <summary>The data saver: AAC 24 kbit/s.</summary>
    Low = 1,

    /// <summary>96 kbit/s.</summary>
    Normal = 2,

    /// <summary>160 kbit/s, the most a free listener gets.</summary>
    High = 3,

    /// <summary>Ogg Vorbis 320 or AAC 256 kbit/s.</summary>
    VeryHigh = 4,

    /// <summary>FLAC.</summary>
    Lossless = 5,
}

/// <summary>Codec and container of a rendition. JSON: <c>ogg aac mp3 flac</c>.</summary>
public enum AudioFormat
{
    /// <summary>Ogg Vorbis.</summary>
    Ogg = 0,

    /// <summary>AAC in an M4A file.</summary>
    Aac = 1,

    /// <summary>MP3.</summary>
    Mp3 = 2,

    /// <summary>FLAC.</summary>
    Flac = 3,
}

/// <summary>What a listener pays for. JSON and token claim <c>tier</c>: <c>free premium family student trial</c>.</summary>
public enum Tier
{
    /// <summary>Paid for by advertisements.</summary>
    Free = 0,

    /// <summary>One subscriber.</summary>
    Premium = 1,

    /// <summary>One of up to six under a plan.</summary>
    Family = 2,

    /// <summary>A verified student.</summary>
    Student = 3,

    /// <summary>Premium on trial.</summary>
    Trial = 4,
}
