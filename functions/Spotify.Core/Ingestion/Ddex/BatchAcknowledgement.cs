namespace Spotify.Core.Ingestion.Ddex;

/// <summary>What a label is told about a batch of DDEX messages: the blob <c>acknowledgements/{label}/{batch}.json</c>.</summary>
public sealed record BatchAcknowledgement
{
    /// <summary>The batch.</summary>
    public required string Batch { get; init; }

    /// <summary>How it ended: accepted where every release was, rejected where none was.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>What is wrong with the batch itself: its manifest cannot be read.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>Its releases, in the batch's order.</summary>
    public required IReadOnlyList<BatchRelease> Releases { get; init; }

    /// <summary>Puts an answer together.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="releases">Its releases.</param>
    /// <param name="reasons">What is wrong with the batch itself.</param>
    public static BatchAcknowledgement Create(string batch, IReadOnlyList<BatchRelease> releases, IReadOnlyList<Reason>? reasons = null)
    {
        ArgumentNullException.ThrowIfNull(releases);
        var status = releases.All(release => release.Status == DeliveryStatus.Rejected) ? DeliveryStatus.Rejected
            : releases.All(release => release.Status == DeliveryStatus.Accepted) ? DeliveryStatus.Accepted
            : DeliveryStatus.PartlyAccepted;
        return new BatchAcknowledgement { Batch = batch, Status = status, Releases = releases, Reasons = reasons ?? [] };
    }
}

/// <summary>What is said of one release of a batch.</summary>
public sealed record BatchRelease
{
    /// <summary>The release's folder in the batch.</summary>
    public required string Folder { get; init; }

    /// <summary>The message's id; null where it could not be read.</summary>
    public string? MessageId { get; init; }

    /// <summary>When the sender made the message; null where it could not be read.</summary>
    public DateTimeOffset? MessageCreatedAt { get; init; }

    /// <summary>The sender's DDEX party id; null where it could not be read.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipient's; null where it could not be read.</summary>
    public string? Recipient { get; init; }

    /// <summary>The release's UPC or EAN; null where it has none or could not be read.</summary>
    public string? Icpn { get; init; }

    /// <summary>Its GRid; null where it has none or could not be read.</summary>
    public string? Grid { get; init; }

    /// <summary>Its title; null where it could not be read.</summary>
    public string? Title { get; init; }

    /// <summary>The id that it has in the catalogue; null where it could not be read.</summary>
    public string? Album { get; init; }

    /// <summary>How it ended.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>Why it was refused, or what was wrong and left out: the cover, a video.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>What is to be said beside the reasons, such as why an accepted message changes nothing; null where nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>Its tracks in the message's order; empty where it could not be read.</summary>
    public IReadOnlyList<TrackAcknowledgement> Tracks { get; init; } = [];
}
