using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>What is charged for a track whose streams of a month were artificial in their great majority.</summary>
/// <param name="Track">The track.</param>
/// <param name="Label">Whose party is charged.</param>
/// <param name="Excluded">Artificial streams of the month.</param>
/// <param name="Streams">Streams to pay of the month.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Penalty(TrackKey Track, string Label, long Excluded, long Streams, long Amount, string Currency)
{
    /// <summary>
    /// The penalty of one track: once a month, whatever the number of its recordings and pools. Of several labels that it had, the one with the most artificial streams is charged.
    /// </summary>
    /// <param name="rules">The thresholds and the amount.</param>
    /// <param name="track">The track.</param>
    /// <param name="labels">Its streams of the month by label, over all pools.</param>
    /// <returns>Null for none: also where the plays name no label.</returns>
    public static Penalty? Of(RoyaltyRules rules, TrackKey track, IEnumerable<LabelStreams> labels)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(labels);
        return labels
            .Where(label => label.Excluded >= rules.PenaltyStreams && (Int128)label.Excluded * 10_000 > ((Int128)label.Excluded + label.Streams) * rules.PenaltyShareBp)
            .OrderByDescending(label => label.Excluded)
            .ThenBy(label => label.Label, StringComparer.Ordinal)
            .Select(label => new Penalty(track, label.Label, label.Excluded, label.Streams, rules.Penalty, rules.PenaltyCurrency))
            .FirstOrDefault();
    }
}

/// <summary>Streams of a track under one label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Streams">Streams to pay.</param>
/// <param name="Excluded">Artificial streams.</param>
public sealed record LabelStreams(string Label, long Streams, long Excluded);
