namespace Spotify.Core.Royalties.Dsr;

/// <summary>Who a sales report is from and for, and what it reports.</summary>
public sealed record DsrMessage
{
    /// <summary>The month, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    /// <summary>ISO 3166-1 alpha-2, or <c>ZZ</c> for none, which becomes <c>Worldwide</c>.</summary>
    public required string Country { get; init; }

    /// <summary>The product.</summary>
    public required string Product { get; init; }

    /// <summary>The party that is reported to.</summary>
    public required string Party { get; init; }

    /// <summary>Its name.</summary>
    public required string PartyName { get; init; }

    /// <summary>Its DDEX party id, <c>PADPIDA...</c>; null where it has none that is known.</summary>
    public string? PartyDpid { get; init; }

    /// <summary>Our DDEX party id, <c>PADPIDA...</c>.</summary>
    public required string SenderDpid { get; init; }

    /// <summary>Our name.</summary>
    public required string SenderName { get; init; }

    /// <summary>When the month was calculated: the same however often the file is written.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The digest of the month's results, which makes the message's id unique.</summary>
    public required string Digest { get; init; }

    /// <summary>Unique among all messages of the sender.</summary>
    public string MessageId => $"{Period}-{Party}-{Country}-{DsrText.Plain(Product)}-{Digest[..Math.Min(12, Digest.Length)]}";

    /// <summary>The file's name, in the order of parts that DDEX recommends.</summary>
    public string FileName =>
        $"DSR_{PartyDpid ?? DsrText.Plain(Party)}_{SenderDpid}_{DsrText.Plain(Product)}_{Period}_{Territory}_1of1_{Created.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture)}.tsv";

    /// <summary>The territory as DDEX calls it.</summary>
    public string Territory => Country == "ZZ" ? "Worldwide" : Country;
}

/// <summary>One currency's part of what a message reports: a summary record.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Net">The net pool, in minor units.</param>
/// <param name="Subscribers">Subscribers of the pool.</param>
/// <param name="Allocated">What the party gets of it on the side of masters, in minor units.</param>
public sealed record DsrSummary(string Currency, long Net, long Subscribers, long Allocated);

/// <summary>A recording and the release that it is on, as the catalogue has them.</summary>
public sealed record DsrRecording
{
    /// <summary>The track's id.</summary>
    public required string Track { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What tells it from others of its title; null for nothing.</summary>
    public string? Version { get; init; }

    /// <summary>As listeners see it.</summary>
    public required string Artist { get; init; }

    /// <summary>In milliseconds; 0 for unknown.</summary>
    public long DurationMs { get; init; }

    /// <summary>The release's id; null where it is not known, and then nothing else of it is.</summary>
    public string? Release { get; init; }

    /// <summary>Its UPC; null for none.</summary>
    public string? Upc { get; init; }

    /// <summary>Its title.</summary>
    public string? ReleaseTitle { get; init; }

    /// <summary>What tells it from others of its title; null for nothing.</summary>
    public string? ReleaseVersion { get; init; }

    /// <summary>Its artist.</summary>
    public string? ReleaseArtist { get; init; }

    /// <summary><c>album</c>, <c>single</c>, <c>ep</c> or <c>compilation</c>.</summary>
    public string? ReleaseType { get; init; }

    /// <summary>The label as listeners know it.</summary>
    public string? LabelName { get; init; }

    /// <summary>The copyright line.</summary>
    public string? PLine { get; init; }

    /// <summary>A recording of which the catalogue has nothing any more.</summary>
    public static DsrRecording Unknown(string track) => new() { Track = track, Title = "Unknown", Artist = "Unknown" };
}

/// <summary>Streams of a recording in one currency's pool.</summary>
/// <param name="Currency">The pool's currency.</param>
/// <param name="Isrc">The recording; null for none.</param>
/// <param name="Streams">How many.</param>
public sealed record DsrUsage(string Currency, string? Isrc, long Streams);

/// <summary>What a file came to.</summary>
/// <param name="Lines">All lines.</param>
/// <param name="Summaries">Summary records.</param>
/// <param name="Blocks">Blocks.</param>
/// <param name="Streams">Streams of all usage records, which is that of all summary records.</param>
public sealed record DsrTotals(long Lines, long Summaries, long Blocks, long Streams);
