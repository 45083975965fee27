namespace Spotify.Core.Catalog;

/// <summary>An artist as listeners see him: made of the releases that name him, and of what he says of himself.</summary>
public sealed record Artist
{
    /// <summary>Derived from label and name.</summary>
    public required string Id { get; init; }

    /// <summary>The name on his releases.</summary>
    public required string Name { get; init; }

    /// <summary>The genres of his own releases, most frequent first.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Name of the cover's blob of his newest own release that has one, in the container <c>images</c>, or null.</summary>
    public string? CoverBlob { get; init; }

    /// <summary>Whether somebody has proved to be him.</summary>
    public bool IsVerified { get; init; }

    /// <summary>What he says of himself, plain text; empty where nothing.</summary>
    public string Biography { get; init; } = "";

    /// <summary>Addresses that he names, https alone.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}
