using Microsoft.Extensions.Logging;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>
/// Measures experiments by who was shown what and what he then heard. A listener is one observation: the arm that he was shown first, the tracks that he was shown of it, and those of them that he
/// heard within a week of being shown them.
/// </summary>
public sealed partial class ExperimentMeasuring
{
    private const int Ranges = 32;

    // An experiment that was stopped is measured until its last listener's week is over.
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Before = TimeSpan.FromDays(28);

    private readonly ExperimentStore _experiments;
    private readonly IDocumentStore _documents;
    private readonly ITaste _taste;
    private readonly ILogger<ExperimentMeasuring> _logger;

    internal ExperimentMeasuring(ExperimentStore experiments, IDocumentStore documents, ITaste taste, ILogger<ExperimentMeasuring> logger) =>
        (_experiments, _documents, _taste, _logger) = (experiments, documents, taste, logger);

    /// <summary>Says what is to be measured: experiments that run, or were stopped in the last days.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<MeasuringPlan> PlanAsync(MeasuringInput input, CancellationToken cancellationToken)
    {
        var all = await _experiments.ListAsync(cancellationToken);
        return new MeasuringPlan(
            [.. all.Where(one => one.StoppedAt is not { } stopped || input.At < stopped + Week + TimeSpan.FromDays(1)).Select(one => one.Name)],
            await _documents.GetScanRangesAsync(DocumentContainer.Users, Ranges, cancellationToken));
    }

    /// <summary>Measures a range of listeners. Memory holds its exposures and one listener's plays.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<MeasuredRange> MeasureAsync(MeasuringStep step, CancellationToken cancellationToken)
    {
        var names = step.Experiments.ToHashSet(StringComparer.Ordinal);
        var exposures = new Dictionary<string, List<ExposureDocument>>(StringComparer.Ordinal);
        await foreach (var one in _documents.ScanAsync<ExposureDocument>(DocumentContainer.Users, step.Range, new ScanFilter(Ids: IdRange.Prefix(ExposureDocument.Prefix)), cancellationToken))
        {
            if (names.Contains(one.Value.Experiment) && one.Value.At <= step.At)
                (exposures.TryGetValue(one.Partition.First, out var his) ? his : exposures[one.Partition.First] = []).Add(one.Value);
        }

        var arms = new SortedDictionary<string, Dictionary<string, MeasuredArm>>(StringComparer.Ordinal);
        foreach (var (user, his) in exposures.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var plays = await _taste.GetHistoryAsync(user, his.Min(exposure => exposure.At) - Before, step.At, cancellationToken);
            foreach (var experiment in his.GroupBy(exposure => exposure.Experiment, StringComparer.Ordinal))
            {
                var of = arms.TryGetValue(experiment.Key, out var known) ? known : arms[experiment.Key] = new(StringComparer.Ordinal);
                var measured = Measure([.. experiment.OrderBy(exposure => exposure.At)], plays);
                of[measured.Arm] = of.TryGetValue(measured.Arm, out var others) ? others.Plus(measured) : measured;
            }
        }

        return new MeasuredRange
        {
            Experiments = [.. arms.Select(one => new MeasuredExperiment { Name = one.Key, Arms = [.. one.Value.Values.OrderBy(arm => arm.Arm, StringComparer.Ordinal)] })],
        };
    }

    /// <summary>Adds the ranges up and stores what they come to.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<MeasuringOutcome> EndAsync(MeasuringEnd end, CancellationToken cancellationToken)
    {
        var listeners = 0L;
        foreach (var name in end.Experiments)
        {
            var arms = end.Ranges.SelectMany(range => range.Experiments).Where(one => one.Name == name).SelectMany(one => one.Arms)
                .GroupBy(arm => arm.Arm, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Aggregate((one, other) => one.Plus(other))).ToList();
            listeners += arms.Sum(arm => arm.Tally.Listeners);
            await _experiments.WriteResultAsync(name, new ExperimentResultDocument { At = end.At, Arms = arms }, cancellationToken);
        }

        LogMeasured(_logger, end.Experiments.Count, listeners);
        return new MeasuringOutcome(end.Experiments.Count, listeners);
    }

    /// <summary>What became of one listener's exposures to one experiment, oldest first.</summary>
    private static MeasuredArm Measure(IReadOnlyList<ExposureDocument> exposures, IReadOnlyList<Listen> plays)
    {
        var first = exposures[0];
        var heard = plays.Where(play => play.IsHeard).ToLookup(play => play.Track, play => DateTimeOffset.FromUnixTimeMilliseconds(play.StartMs));
        var (found, shown, drawn) = (0, 0, OffPolicyTally.Empty);
        foreach (var exposure in exposures.Where(exposure => exposure.Arm == first.Arm))
        {
            foreach (var track in exposure.Tracks)
            {
                var isHeard = TrackKey.TryParse(track.Track, out var key) && heard[key].Any(at => at >= exposure.At && at < exposure.At + Week);
                (found, shown) = (found + (isHeard ? 1 : 0), shown + 1);
                if (track.Slot == ListSlot.Explore)
                    drawn = drawn.With(new LoggedChoice(isHeard ? 1 : 0, track.Propensity, track.Even));
            }
        }

        var before = plays.Count(play => play.IsHeard && play.StartMs < first.At.ToUnixTimeMilliseconds() && play.StartMs >= (first.At - Before).ToUnixTimeMilliseconds());
        return new MeasuredArm { Arm = first.Arm, Tally = ArmTally.Empty.With(found, shown, before), Drawn = drawn };
    }

    [LoggerMessage(EventId = 6511, Level = LogLevel.Information, Message = "{Experiments} experiments are measured by {Listeners} listeners who were shown them")]
    private static partial void LogMeasured(ILogger logger, int experiments, long listeners);
}
