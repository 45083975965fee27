namespace Spotify.Core.Royalties.Periods;

/// <summary>How far the royalties of a month are. JSON: <c>open closed calculated approved paid</c>.</summary>
public enum RoyaltyStage
{
    /// <summary>Plays and revenue still count in it.</summary>
    Open = 0,

    /// <summary>Its ledger is closed; what comes now adjusts it.</summary>
    Closed = 1,

    /// <summary>Everybody's part is computed; it may be computed again, and is the same.</summary>
    Calculated = 2,

    /// <summary>Somebody stands for it; it is computed no more.</summary>
    Approved = 3,

    /// <summary>The bank has it.</summary>
    Paid = 4,
}
