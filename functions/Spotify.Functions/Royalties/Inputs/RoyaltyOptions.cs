using System.ComponentModel.DataAnnotations;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Subscriptions;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>Settings of royalties. What a month is calculated with is frozen with its inputs: a change holds for months that are calculated later.</summary>
public sealed class RoyaltyOptions : IValidatableObject
{
    /// <summary>The section.</summary>
    public const string Section = "Royalties";

    /// <summary>When the month before is calculated, where it is closed by then: hourly on the first three days of a month, at half past (UTC). Started once.</summary>
    public const string CalculateSchedule = "0 30 * 1-3 * *";

    /// <summary>Streams that a track needs within twelve closed months.</summary>
    [Range(0, 1_000_000)]
    public long MinStreams { get; set; } = 1_000;

    /// <summary>Distinct listeners that a track needs within twelve closed months.</summary>
    [Range(0, 10_000)]
    public int MinListeners { get; set; } = 50;

    /// <summary>What is charged for a track and month whose streams were artificial in their great majority, in minor units of <see cref="PenaltyCurrency"/>.</summary>
    [Range(0, 1_000_000_000)]
    public long Penalty { get; set; } = 1_000;

    /// <summary>ISO 4217.</summary>
    public string PenaltyCurrency { get; set; } = "EUR";

    /// <summary>The share of the pool that masters without an agreement are kept for, in hundredths of a percent.</summary>
    [Range(0, 10_000)]
    public int DefaultMasterBp { get; set; } = 5_500;

    /// <summary>The share of the pool that works without an agreement are kept for, in hundredths of a percent.</summary>
    [Range(0, 10_000)]
    public int DefaultPublishingBp { get; set; } = 1_500;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Currencies.IsKnown(PenaltyCurrency))
            yield return new ValidationResult($"Royalties__PenaltyCurrency: '{PenaltyCurrency}' is no currency of ISO 4217.");
        if (DefaultMasterBp + DefaultPublishingBp > 10_000)
            yield return new ValidationResult("Royalties__DefaultMasterBp and Royalties__DefaultPublishingBp are over 10,000 together.");
    }

    internal RoyaltyRules ToRules() => new()
    {
        MinStreams = MinStreams,
        MinListeners = MinListeners,
        Penalty = Penalty,
        PenaltyCurrency = PenaltyCurrency,
        DefaultMasterBp = DefaultMasterBp,
        DefaultPublishingBp = DefaultPublishingBp,
    };
}
