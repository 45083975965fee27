using Spotify.Core.Recommendations.Experiments;

namespace Spotify.Functions.Platform.Flags;

/// <summary>How a feature stands.</summary>
/// <param name="Share">For how many of 10,000 listeners it is on, 0 to 10,000.</param>
/// <param name="IsKilled">Off for everybody whatever the share, until somebody takes that back.</param>
internal readonly record struct FlagState(int Share, bool IsKilled)
{
    /// <summary>All listeners.</summary>
    public const int Everybody = 10_000;

    public static readonly FlagState On = new(Everybody, false);

    /// <summary>Whether it is on for anybody at all.</summary>
    public bool IsOn => !IsKilled && Share > 0;

    /// <summary>Whether it is on for one listener: the same on every instance and every day, and a share that grows takes it from nobody.</summary>
    public bool IsOnFor(string name, string listener) =>
        !IsKilled && (Share == Everybody || (Share > 0 && new Experiment("flag-" + name, [new ExperimentArm("on", (double)Share / Everybody)]).ArmOf(listener) is not null));

    /// <summary>A percentage of at most two decimals as a share; null where it is none.</summary>
    public static int? ShareOf(decimal percent) => percent is >= 0 and <= 100 && percent * 100 == decimal.Truncate(percent * 100) ? (int)(percent * 100) : null;
}
