namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Which hour of which hub is to be sealed.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Hour">The hour of receipt, <c>yyyy-MM-ddTHH</c>.</param>
public sealed record SealInput(string Hub, string Hour)
{
    /// <summary>The instance id of the hour's first run.</summary>
    internal string ToInstanceId() => $"archive-{Hub}-{Hour}";
}

/// <summary>One version of an hour, whose segments are listed in a blob of its own.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Hour">The hour of receipt.</param>
/// <param name="Version">The version, from 1.</param>
public sealed record SealPlan(string Hub, string Hour, int Version);
