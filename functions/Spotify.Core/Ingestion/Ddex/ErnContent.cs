namespace Spotify.Core.Ingestion.Ddex;

/// <summary>What a message says, whichever version said it: what the readers of the versions make, and the rules work on.</summary>
internal sealed class ErnContent
{
    public List<ErnRecording> Recordings { get; } = [];

    public List<ErnImage> Images { get; } = [];

    /// <summary>Resources of kinds that this service does not carry, by reference.</summary>
    public Dictionary<string, ErnElement> Others { get; } = new(StringComparer.Ordinal);

    public List<ErnRelease> Releases { get; } = [];

    public List<ErnDeal> Deals { get; } = [];
}

/// <summary>A sound recording.</summary>
internal sealed record ErnRecording
{
    public required ErnElement At { get; init; }

    public required string Reference { get; init; }

    public required ErnElement? Isrc { get; init; }

    public required ErnTitle? Title { get; init; }

    public required IReadOnlyList<string> Artists { get; init; }

    public required IReadOnlyList<Credit> Credits { get; init; }

    public required ErnElement? Duration { get; init; }

    public required bool Explicit { get; init; }

    public required ErnElement? Language { get; init; }

    public required string PLine { get; init; }

    public string CLine { get; init; } = "";

    public required IReadOnlyList<ErnAudioFile> Files { get; init; }

    /// <summary>Only told of, never on the release by itself: what a DJ mix is made from.</summary>
    public bool IsSupplemental { get; init; }

    /// <summary>Why this service does not carry it; null where it does.</summary>
    public string? Unsupported { get; private init; }

    /// <summary>A recording that is left out: what it says is not read, so that nothing is wrong with it.</summary>
    public static ErnRecording NotCarried(ErnElement at, string reference, string why) => new()
    {
        At = at,
        Reference = reference,
        Isrc = null,
        Title = null,
        Artists = [],
        Credits = [],
        Duration = null,
        Explicit = false,
        Language = null,
        PLine = "",
        Files = [],
        Unsupported = why,
    };
}

/// <summary>A title and what tells this version from others.</summary>
internal sealed record ErnTitle(ErnElement At, string Text, string? Version);

/// <summary>One audio file of a recording.</summary>
internal sealed record ErnAudioFile(ErnElement At, string Name, string? Codec, string? Container, decimal BitsPerSample, decimal SamplingRate, decimal BitRate, bool IsPart, FileHash? Hash)
{
    private static readonly string[] LosslessNames = ["FLAC", "ALAC", "AppleLossless", "PCM", "WAV", "AIFF", "MLP", "WMAL", "LPCM", "AIF"];

    /// <summary>Whether nothing was lost: by codec or container where they are named, by the file's name otherwise.</summary>
    public bool IsLossless =>
        Codec is not null ? Names(Codec) || (Codec == "UserDefined" && Container is not null && Names(Container))
        : Container is not null ? Names(Container)
        : Names(System.IO.Path.GetExtension(Name).TrimStart('.'));

    private static bool Names(string text) => LosslessNames.Contains(text, StringComparer.OrdinalIgnoreCase);
}

/// <summary>An image.</summary>
internal sealed record ErnImage(string Reference, bool IsFrontCover, string? File);

/// <summary>A release, or in 3.8 and as a track release in 4.x, one of its tracks by itself.</summary>
internal sealed record ErnRelease
{
    public required ErnElement At { get; init; }

    public required IReadOnlyList<string> References { get; init; }

    public required bool IsMain { get; init; }

    public ErnElement? Icpn { get; init; }

    public ErnElement? Grid { get; init; }

    public ErnTitle? Title { get; init; }

    public string Type { get; init; } = "";

    public bool IsCompilation { get; init; }

    public IReadOnlyList<string> Artists { get; init; } = [];

    public IReadOnlyList<Credit> Credits { get; init; } = [];

    public string? LabelName { get; init; }

    public IReadOnlyList<string> Genres { get; init; } = [];

    public string PLine { get; init; } = "";

    public string CLine { get; init; } = "";

    public ErnElement? ReleaseDate { get; init; }

    public ErnElement? OriginalReleaseDate { get; init; }

    /// <summary>Its resources in playing order.</summary>
    public IReadOnlyList<ErnPlace> Places { get; init; } = [];

    /// <summary>Resources that go with it: its cover.</summary>
    public IReadOnlyList<ErnElement> Linked { get; init; } = [];
}

/// <summary>A resource's place on a release.</summary>
internal sealed record ErnPlace(ErnElement At, string Resource, int Disc, int Number);

/// <summary>One deal: where, when and how.</summary>
internal sealed record ErnDeal
{
    public required ErnElement At { get; init; }

    public required IReadOnlyList<ErnElement> Releases { get; init; }

    public required IReadOnlyList<ErnElement> Territories { get; init; }

    public required IReadOnlyList<ErnElement> ExcludedTerritories { get; init; }

    public required IReadOnlyList<ErnElement> Periods { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public required IReadOnlyList<string> Uses { get; init; }

    public required bool IsPreOrder { get; init; }

    /// <summary>What it says is that there is nothing (any more).</summary>
    public bool IsTakedown { get; init; }

    /// <summary>Recordings that are open to those who order before the release.</summary>
    public IReadOnlyList<ErnElement> InstantResources { get; init; } = [];

    /// <summary>Their own period, which 3.8 may give.</summary>
    public IReadOnlyList<ErnElement> InstantPeriods { get; init; } = [];

    /// <summary>Whether it is for other services than this one.</summary>
    public required bool IsForOthers { get; init; }
}
