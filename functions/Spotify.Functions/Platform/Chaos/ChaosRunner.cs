using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;

namespace Spotify.Functions.Platform.Chaos;

/// <summary>
/// Puts one fault on one dependency of this instance, watches playback meanwhile, takes the fault away at once where playback falls, and writes down what it saw. Which fault follows from the day
/// alone, so that every one comes in its turn.
/// </summary>
public sealed partial class ChaosRunner
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(2);

    // Every kind of fault on everything that the application stands on.
    private static readonly (Dependency Dependency, Fault Fault)[] Experiments =
    [
        .. from kind in Enum.GetValues<FaultKind>()
           from dependency in Enum.GetValues<Dependency>()
           select (dependency, new Fault(kind, kind == FaultKind.Slow ? TimeSpan.FromMilliseconds(400) : default, kind == FaultKind.Erring ? .5 : 1)),
    ];

    private readonly FaultPlan _faults;
    private readonly Pipelines _pipelines;
    private readonly IDocumentStore _documents;
    private readonly ChaosOptions _options;
    private readonly IMeterFactory _meters;
    private readonly TimeProvider _time;
    private readonly ILogger<ChaosRunner> _logger;

    internal ChaosRunner(
        FaultPlan faults, Pipelines pipelines, IDocumentStore documents, IOptions<ChaosOptions> options, IMeterFactory meters, TimeProvider time, ILogger<ChaosRunner> logger) =>
        (_faults, _pipelines, _documents, _options, _meters, _time, _logger) = (faults, pipelines, documents, options.Value, meters, time, logger);

    /// <summary>Whether experiments are made.</summary>
    public bool IsEnabled => _options.Enabled;

    /// <summary>Makes the experiment of today; nothing where experiments, or faults on purpose, are off.</summary>
    /// <param name="cancellationToken">The instance stops; the fault is taken away then.</param>
    /// <returns>What it showed, or null.</returns>
    /// <exception cref="TransientException">The report cannot be written.</exception>
    public Task<ChaosReport?> RunTodaysAsync(CancellationToken cancellationToken)
    {
        var (dependency, fault) = Experiments[(int)(_time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay % Experiments.Length)];
        return RunAsync(dependency, fault, cancellationToken);
    }

    /// <summary>Makes one experiment.</summary>
    /// <param name="dependency">What is made to fail.</param>
    /// <param name="fault">How.</param>
    /// <param name="cancellationToken">The instance stops; the fault is taken away then.</param>
    /// <returns>What it showed; null where experiments, or faults on purpose, are off.</returns>
    /// <exception cref="TransientException">The report cannot be written.</exception>
    public async Task<ChaosReport?> RunAsync(Dependency dependency, Fault fault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fault);
        // Somebody else's fault is on already: one at a time.
        if (!_options.Enabled || Enum.GetValues<Dependency>().Any(one => _faults.Find(one) is not null) || !_faults.TryInject(dependency, fault, _options.Lasting))
            return null;
        using var watch = new PlaybackWatch(_meters);
        var (began, began0) = (_time.GetUtcNow(), _time.GetTimestamp());
        var (opened, aborted) = (false, false);
        try
        {
            while (_time.GetElapsedTime(began0) < _options.Lasting && !aborted)
            {
                await Task.Delay(Look, _time, cancellationToken);
                opened |= StateOf(dependency) != CircuitState.Closed;
                var count = watch.Count();
                aborted = count.All >= _options.LeastRequests && count.Success < _options.LeastSuccess;
            }
        }
        finally
        {
            _faults.Clear(dependency);
        }

        var (during, lasted, ended) = (watch.Count(), _time.GetElapsedTime(began0), _time.GetTimestamp());
        while (StateOf(dependency) != CircuitState.Closed && _time.GetElapsedTime(ended) < RecoveryLimit)
            await Task.Delay(Look, _time, cancellationToken);
        double? recovered = StateOf(dependency) == CircuitState.Closed ? _time.GetElapsedTime(ended).TotalSeconds : null;
        var outcome = aborted ? "aborted" : during.All < _options.LeastRequests ? "inconclusive" : "held";
        var report = new ChaosReport(
            began, dependency.NameOf(), NameOfFault(fault.Kind), Math.Round(lasted.TotalSeconds, 1), during.All, during.Failed, opened, recovered is { } seconds ? Math.Round(seconds, 1) : null, outcome);
        LogEnded(_logger, report.Dependency, report.Fault, report.Outcome, report.Requests, report.Failed, report.RecoveredSeconds);
        await _documents.WriteAsync(DocumentContainer.System, ChaosReport.Kind, DocumentOperation.Upsert(report.Id, report, ChaosReport.KeptFor), cancellationToken);
        return report;
    }

    /// <summary>The last experiments, the newest first.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<ChaosList> ListAsync(CancellationToken cancellationToken)
    {
        var page = await _documents.RangeAsync<ChaosReport>(DocumentContainer.System, ChaosReport.Kind, new IdRange(Descending: true), 100, null, cancellationToken);
        return new ChaosList(_options.Enabled, [.. page.Documents.Select(one => one.Document.Value)]);
    }

    private static string NameOfFault(FaultKind kind) => kind switch { FaultKind.Slow => "slow", FaultKind.Erring => "erring", FaultKind.Down => "down", _ => "silent" };

    private CircuitState StateOf(Dependency dependency) => _pipelines.CircuitOf(dependency).State;

    [LoggerMessage(EventId = 9301, Level = LogLevel.Warning, Message = "Experiment: {Dependency} {Fault}: {Outcome}, {Failed} of {Requests} stream requests failed, recovered after {Recovered} s")]
    private static partial void LogEnded(ILogger logger, string dependency, string fault, string outcome, long requests, long failed, double? recovered);
}
