namespace Spotify.Functions.Search;

/// <summary>An index to be filled.</summary>
/// <param name="Run">The orchestration.</param>
/// <param name="Index">The index.</param>
public sealed record FillInput(string Run, string Index);
