namespace Spotify.Functions.Platform.Durable;

/// <summary>The answer to an operator who started long work.</summary>
/// <param name="Instance">The orchestration's instance id.</param>
public sealed record StartedRun(string Instance);
