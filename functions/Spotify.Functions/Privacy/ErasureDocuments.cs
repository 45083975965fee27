namespace Spotify.Functions.Privacy;

/// <summary>
/// Whom an erasure is to erase: container <c>system</c>, kind <see cref="Kind"/>, id the hash of the user's id. Beside it nothing of a run names the person; the run removes it when it ends.
/// </summary>
internal sealed record ErasureRequest
{
    public const string Kind = "erasure-requests";

    public string Type { get; init; } = "erasure_request";

    public int V { get; init; } = 1;

    public required string User { get; init; }

    /// <summary>The orchestration that does it.</summary>
    public required string Instance { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The pseudonym as it was before the key was destroyed; null before the run has begun, and for one who never had any.</summary>
    public string? Pseudonym { get; init; }
}

/// <summary>That an erasure was done, and nothing of whose: container <c>system</c>, kind <see cref="Kind"/>, id the orchestration's.</summary>
internal sealed record ErasureRecord
{
    public const string Kind = "erasures";

    public string Type { get; init; } = "erasure";

    public int V { get; init; } = 1;

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How many things were removed, by store, both sweeps together.</summary>
    public required IReadOnlyDictionary<string, int> Removed { get; init; }
}
