namespace Spotify.Core.Telemetry.Artificial;

/// <summary>Why a play is taken for one that no listener made. JSON: upper snake case. Kept in the ledger by name: never rename.</summary>
public enum ArtificialReason
{
    /// <summary>One listener heard more hours in a day than a day has.</summary>
    ImpossibleHours = 1,

    /// <summary>Nearly all of a listener's many plays end just after the thirty seconds from which they are paid.</summary>
    JustOverThirtySeconds = 2,

    /// <summary>One track was played again and again by one listener: what is over the day's bound.</summary>
    TrackOnRepeat = 3,

    /// <summary>One device played several tracks at once, again and again.</summary>
    DeviceBurst = 4,

    /// <summary>Many listeners of one network played little but one track.</summary>
    NetworkBurst = 5,

    /// <summary>A ring of new accounts that hear one artist and nothing else, and are nearly all who hear him.</summary>
    NewAccountRing = 6,
}

/// <summary>The reasons as the ledger and JSON have them.</summary>
public static class ArtificialReasons
{
    private static readonly string[] Names =
        ["", "IMPOSSIBLE_HOURS", "JUST_OVER_THIRTY_SECONDS", "TRACK_ON_REPEAT", "DEVICE_BURST", "NETWORK_BURST", "NEW_ACCOUNT_RING"];

    /// <summary>Every reason.</summary>
    public static IReadOnlyList<ArtificialReason> All { get; } = Enum.GetValues<ArtificialReason>();

    /// <summary>The name of a reason.</summary>
    public static string NameOf(ArtificialReason reason) => Names[(int)reason];

    /// <summary>The reason of this name, or null.</summary>
    public static ArtificialReason? Find(string name)
    {
        var index = Array.IndexOf(Names, name);
        return index < 1 ? null : (ArtificialReason)index;
    }
}
