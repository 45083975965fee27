namespace Spotify.Core.Royalties.Parties;

/// <summary>Somebody who is paid.</summary>
public sealed record Party
{
    /// <summary>1 to 64 letters, digits, hyphens and underscores. A label's is its label id, an artist's may be the artist's id.</summary>
    public required string Id { get; init; }

    /// <summary>As statements call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is taxed, ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    /// <summary>What it is paid in, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Below this many minor units nothing is paid and all is carried.</summary>
    public long Threshold { get; init; }

    /// <summary>What the parties of one group earn pays back the charges of all of them; all are paid in one currency. Null for none.</summary>
    public string? CollateralGroup { get; init; }

    /// <summary>Whether a certificate of residence is there, so that treaty rates apply.</summary>
    public bool TreatyCertificate { get; init; }

    /// <summary>The label whose staff may read its statements; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>The artist who may read its statements; null for none.</summary>
    public string? Artist { get; init; }
}
