namespace Spotify.Functions.Identity;

/// <summary>How the index is laid out (partition and id <c>layout</c>).</summary>
internal sealed record LayoutDocument
{
    public string Type { get; init; } = "fingerprint_layout";

    public int Version { get; init; } = 1;

    public required int BucketBits { get; init; }
}

/// <summary>Postings of one bucket: added lately (<c>a-{name}</c>), gathered (<c>b</c>), or settled for good from one term on (<c>c-{term}</c>).</summary>
internal sealed record PostingsDocument
{
    public string Type { get; init; } = "postings";

    public int Version { get; init; } = 1;

    /// <summary>When they were added: of two added lately the newer counts.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>In the form of <see cref="Core.Ingestion.Identity.PostingList"/>.</summary>
    public required byte[] Postings { get; init; }
}

/// <summary>A sound (id <c>sound-{sha256}</c>; partition: its number).</summary>
internal sealed record SoundDocument
{
    public string Type { get; init; } = "sound";

    public int Version { get; init; } = 1;

    public required string Sha256 { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>Compressed as fpcalc writes it.</summary>
    public required string Fingerprint { get; init; }
}

/// <summary>A track that has a sound: beside its sound (id <c>track-{sha256}-{track}</c>), and under its ISRC (id: the track; partition: <c>i-{isrc}</c>).</summary>
internal sealed record SoundTrackDocument
{
    public string Type { get; init; } = "sound_track";

    public int Version { get; init; } = 1;

    public required string TrackId { get; init; }

    public required string LabelId { get; init; }

    public required string Isrc { get; init; }

    public required string Sha256 { get; init; }
}

/// <summary>What a label is told about one of its tracks (container <c>labels</c>, partition: label and <c>_flags</c>; id <c>f-{when}-{pair}</c>), once for each pair of tracks (id <c>p-{pair}</c>).</summary>
internal sealed record FlagDocument
{
    public string Type { get; init; } = "identity_flag";

    public int Version { get; init; } = 1;

    public required DateTimeOffset At { get; init; }

    /// <summary>The label's own track.</summary>
    public required string TrackId { get; init; }

    public required string Isrc { get; init; }

    public required string OtherLabelId { get; init; }

    /// <summary>The other track where that is the label's own as well; otherwise it is not the label's business.</summary>
    public string? OtherTrackId { get; init; }

    public required double Score { get; init; }

    public required Core.Ingestion.Identity.Likeness Likeness { get; init; }
}
