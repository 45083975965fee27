using System.Text;
using Microsoft.Extensions.Options;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Begins a run: fixes what it works with.</summary>
internal sealed class WeeklyBeginning(ITasteScan scan, ModelRegistry models, ExperimentStore experiments, IOptions<RecommendationOptions> options)
{
    /// <summary>Begins. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WeeklyPlan> BeginAsync(BeginWeek begin, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var run = new WeeklyRun
        {
            Week = begin.Input.Week,
            Run = begin.Run,
            By = begin.Input.By,
            At = begin.Input.At,
            Training = settings.ToTraining(StableHash.Of(Encoding.UTF8.GetBytes(begin.Input.Week))),
            Signals = settings.ToSignals(),
            SideBytes = settings.SideMegabytes << 20,
            ListenerBlocks = settings.ListenerBlocks,
            TracksInBlock = settings.TracksInBlock,
            ScannedTracks = settings.ScannedTracks,
            ComparedVectors = settings.ComparedVectors,
            Candidates = settings.Candidates,
            Experiment = await ExperimentAsync(cancellationToken),
        };
        var ranges = await scan.CutAsync(settings.Ranges, cancellationToken);
        var measured = (settings.MeasuredListeners + settings.ListenerBlocks - 1) / settings.ListenerBlocks;
        return new WeeklyPlan(run, [.. ranges.Select(range => range.Token)], (await models.FindPublishedAsync(cancellationToken))?.Version, measured);
    }

    private async Task<WeeklyExperiment?> ExperimentAsync(CancellationToken cancellationToken) =>
        (await experiments.ListAsync(cancellationToken)).FirstOrDefault(one => one.StoppedAt is null && one.Product == ListKind.DiscoverWeekly) is { } running
            ? new WeeklyExperiment(running.Name, [.. running.Arms.Select(arm => new WeeklyArm(arm.Name, arm.Share, arm.Weights))]) : null;
}
