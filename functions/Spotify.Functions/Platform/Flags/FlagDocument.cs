namespace Spotify.Functions.Platform.Flags;

/// <summary>A feature as an operator has set it: container <c>system</c>, partition <see cref="Kind"/>, id the feature's name.</summary>
internal sealed record FlagDocument
{
    public const string Kind = "flags";

    /// <summary>Changes that are remembered.</summary>
    public const int MostChanges = 50;

    public string Type { get; init; } = "flag";

    public int V { get; init; } = 1;

    public required int Share { get; init; }

    public bool Killed { get; init; }

    /// <summary>The last changes, the newest first.</summary>
    public IReadOnlyList<FlagChange> Changes { get; init; } = [];

    public FlagState ToState() => new(Math.Clamp(Share, 0, FlagState.Everybody), Killed);
}

/// <summary>A change of a feature.</summary>
/// <param name="At">When.</param>
/// <param name="Percent">The share of listeners.</param>
/// <param name="Killed">Whether it is off for everybody.</param>
/// <param name="Reason">Why, in the operator's words.</param>
public sealed record FlagChange(DateTimeOffset At, decimal Percent, bool Killed, string Reason);
