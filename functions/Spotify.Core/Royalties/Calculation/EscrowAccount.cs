using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>The names of accounts that hold money for nobody in particular.</summary>
public static class EscrowAccount
{
    /// <summary>What every escrow account begins with.</summary>
    public const string Prefix = "escrow:";

    /// <summary>The holder that stands for what the service keeps. Its character sorts after all of parties' ids.</summary>
    public const string Retained = "~retained";

    /// <summary>The account of one side of a track that nobody can be paid for.</summary>
    public static string Of(EscrowReason reason, RoyaltySide side, TrackKey track) => $"{Prefix}{NameOf(reason)}:{(side == RoyaltySide.Master ? "master" : "publishing")}:{track}";

    private static string NameOf(EscrowReason reason) => reason switch
    {
        EscrowReason.Unclaimed => "unclaimed",
        EscrowReason.Disputed => "disputed",
        EscrowReason.NoOwner => "no_owner",
        _ => "no_agreement",
    };
}
