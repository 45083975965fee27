namespace Spotify.TestSupport.Ddex;

/// <summary>Somebody's part.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">The role in DDEX's words.</param>
public sealed record ErnPart(string Name, string Role);

/// <summary>A track of a message.</summary>
/// <param name="File">Its file, in a folder or not; null where the message brings none.</param>
/// <param name="Isrc">Its ISRC.</param>
public sealed record ErnTrack(string? File, string Isrc)
{
    public string Title { get; init; } = "A Track";

    public string? Version { get; init; }

    public int Disc { get; init; } = 1;

    public int Number { get; init; } = 1;

    public IReadOnlyList<ErnPart> Artists { get; init; } = [new("The Testers", "MainArtist")];

    public IReadOnlyList<ErnPart> Contributors { get; init; } = [];

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(200);

    public bool Explicit { get; init; }

    public string? Language { get; init; } = "en";

    public string? PLine { get; init; }

    public string Codec { get; init; } = "FLAC";

    public string HashAlgorithm { get; init; } = "SHA-256";

    /// <summary>In hex; null for none.</summary>
    public string? Hash { get; init; }

    /// <summary><c>SoundRecording</c>, or a kind that is not carried: <c>Video</c>.</summary>
    public string Kind { get; init; } = "SoundRecording";
}

/// <summary>A deal of a message.</summary>
public sealed record ErnDealTerms
{
    /// <summary>The track (from 0) that it is for by itself; null for the release.</summary>
    public int? Track { get; init; }

    public IReadOnlyList<string> Territories { get; init; } = ["Worldwide"];

    /// <summary>Instead of <see cref="Territories"/> where any are here.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    public IReadOnlyList<string> Models { get; init; } = ["SubscriptionModel"];

    public IReadOnlyList<string> Uses { get; init; } = ["OnDemandStream"];

    /// <summary>A day, or a moment where it holds a T.</summary>
    public string? Start { get; init; } = "2026-01-01";

    /// <summary>The last day, or a moment.</summary>
    public string? End { get; init; }

    public bool IsPreOrder { get; init; }

    /// <summary>Tracks (from 0) that are open to those who order before the release.</summary>
    public IReadOnlyList<int> InstantTracks { get; init; } = [];

    /// <summary>3.8 only: takes the release down.</summary>
    public bool TakeDown { get; init; }

    /// <summary>Party ids of the services that it is for; none for all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];
}
