namespace Spotify.Core.Royalties.Calculation;

/// <summary>Every number that decides what is paid. Frozen with a period's inputs, so that a later change changes no earlier month.</summary>
public sealed record RoyaltyRules
{
    /// <summary>Streams that a track needs within <see cref="Months"/>.</summary>
    /// <value>1,000; 0 for none.</value>
    public long MinStreams { get; init; } = 1_000;

    /// <summary>Distinct listeners that a track needs within <see cref="Months"/>.</summary>
    /// <value>50; 0 to 10,000.</value>
    public int MinListeners { get; init; } = 50;

    /// <summary>Closed periods that count for both, the month itself being the last.</summary>
    /// <value>12.</value>
    public int Months { get; init; } = 12;

    /// <summary>How long functional noise must last to be paid, in milliseconds.</summary>
    /// <value>120,000.</value>
    public long NoiseMinMs { get; init; } = 120_000;

    /// <summary>What a stream of functional noise weighs, in hundredths of a stream.</summary>
    /// <value>20; 0 to 100.</value>
    public int NoiseHundredths { get; init; } = 20;

    /// <summary>Streams in the month that make an artist professional, together with <see cref="ProfessionalListeners"/>.</summary>
    /// <value>1,000.</value>
    public long ProfessionalStreams { get; init; } = 1_000;

    /// <summary>Distinct listeners in the month that make an artist professional.</summary>
    /// <value>500.</value>
    public long ProfessionalListeners { get; init; } = 500;

    /// <summary>Streams of one listener and month that artist-centric weights count.</summary>
    /// <value>1,000.</value>
    public long ListenerCap { get; init; } = 1_000;

    /// <summary>What the first play costs under stream-to-own, in thousandths of a major unit; each further one costs double.</summary>
    /// <value>2.</value>
    public int FirstPrice { get; init; } = 2;

    /// <summary>After how many plays a track is the listener's own.</summary>
    /// <value>9; 1 to 40.</value>
    public int PricedPlays { get; init; } = 9;

    /// <summary>The share of a month's streams, in hundredths of a percent, above which artificial ones are charged for.</summary>
    /// <value>9,000.</value>
    public int PenaltyShareBp { get; init; } = 9_000;

    /// <summary>Artificial streams that there must be at least.</summary>
    /// <value>1,000.</value>
    public long PenaltyStreams { get; init; } = 1_000;

    /// <summary>What is charged for a track and month, in minor units of <see cref="PenaltyCurrency"/>.</summary>
    /// <value>1,000.</value>
    public long Penalty { get; init; } = 1_000;

    /// <summary>ISO 4217.</summary>
    /// <value>EUR.</value>
    public string PenaltyCurrency { get; init; } = "EUR";

    /// <summary>The share of the pool that masters without an agreement are kept for, in hundredths of a percent.</summary>
    /// <value>5,500.</value>
    public int DefaultMasterBp { get; init; } = 5_500;

    /// <summary>The share of the pool that works without an agreement are kept for, in hundredths of a percent.</summary>
    /// <value>1,500.</value>
    public int DefaultPublishingBp { get; init; } = 1_500;

    /// <summary>The default share of a side, in hundredths of a percent.</summary>
    public int DefaultBp(RoyaltySide side) => side == RoyaltySide.Master ? DefaultMasterBp : DefaultPublishingBp;
}
