using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Spotify.Core;
using Spotify.Functions.Platform.Resilience.Faults;

namespace Spotify.Functions.Platform.Resilience;

/// <summary>
/// One pipeline for each way of calling a dependency: bulkhead, retries, circuit, time-out, and faults on purpose, from the outside in. All pipelines of a dependency share its circuit. Ports
/// are wrapped in them where they are composed (<c>Ports</c>), so that no capability knows of it.
/// </summary>
public sealed class Pipelines : IDisposable
{
    private readonly Circuit[] _circuits;
    private readonly FaultPlan _faults;
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly List<BulkheadStrategy> _bulkheads = [];

    internal Pipelines(IOptions<ResilienceOptions> options, FaultPlan faults, ResilienceMetrics metrics, TimeProvider time)
    {
        var numbers = options.Value;
        (_faults, _metrics, _time) = (faults, metrics, time);
        _circuits = [.. DependencyNames.All.Select(_ => new Circuit(numbers.Circuit, time))];
        (DocumentReads, DocumentWrites) = Pair(Dependency.Documents, numbers.Documents);
        Bulk = Build(Dependency.Documents, numbers.Bulk);
        Blobs = Build(Dependency.Blobs, numbers.Blobs);
        Events = Build(Dependency.Events, numbers.Events);
        Search = Build(Dependency.Search, numbers.Search);
        Indexing = Build(Dependency.Search, numbers.Indexing);
        DelegationKey = Build(Dependency.DelegationKey, numbers.DelegationKey);
        (OrchestrationQuestions, OrchestrationOrders) = Pair(Dependency.Orchestrations, numbers.Orchestrations);
        BlobTimeout = numbers.Blobs.Timeout;
        metrics.Watch(() => Circuits);
    }

    /// <summary>Reads of documents, and writes that a repeat cannot spoil.</summary>
    internal ResiliencePipeline DocumentReads { get; }

    /// <summary>Writes of documents that are made once: a second try would meet what the first has done.</summary>
    internal ResiliencePipeline DocumentWrites { get; }

    /// <summary>What batch jobs do to documents in bulk.</summary>
    internal ResiliencePipeline Bulk { get; }

    /// <summary>HTTP requests to the storage accounts.</summary>
    internal ResiliencePipeline Blobs { get; }

    /// <summary>How long one request to the storage accounts may take: their client alone can end one, so it is told.</summary>
    internal TimeSpan BlobTimeout { get; }

    /// <summary>Sends to the hubs.</summary>
    internal ResiliencePipeline Events { get; }

    /// <summary>Queries and suggestions.</summary>
    internal ResiliencePipeline Search { get; }

    /// <summary>Filling and looking after the search index.</summary>
    internal ResiliencePipeline Indexing { get; }

    /// <summary>Fetching a key to sign with.</summary>
    internal ResiliencePipeline DelegationKey { get; }

    /// <summary>Asking how orchestrations are.</summary>
    internal ResiliencePipeline OrchestrationQuestions { get; }

    /// <summary>What is asked of orchestrations once: starting one, telling it something.</summary>
    internal ResiliencePipeline OrchestrationOrders { get; }

    /// <summary>The circuits as they are now.</summary>
    public IReadOnlyList<DependencyCircuit> Circuits => [.. DependencyNames.All.Select(one => new DependencyCircuit(one, _circuits[(int)one].State))];

    /// <summary>A dependency's circuit.</summary>
    internal Circuit CircuitOf(Dependency dependency) => _circuits[(int)dependency];

    /// <inheritdoc/>
    public void Dispose() => _bulkheads.ForEach(one => one.Dispose());

    private ResiliencePipeline Build(Dependency dependency, DependencyOptions options)
    {
        var bulkhead = new BulkheadStrategy(dependency, options, _metrics);
        _bulkheads.Add(bulkhead);
        return Build(dependency, options, bulkhead, options.Retries);
    }

    private (ResiliencePipeline Repeatable, ResiliencePipeline Once) Pair(Dependency dependency, DependencyOptions options)
    {
        var bulkhead = new BulkheadStrategy(dependency, options, _metrics);
        _bulkheads.Add(bulkhead);
        return (Build(dependency, options, bulkhead, options.Retries), Build(dependency, options, bulkhead, 0));
    }

    private ResiliencePipeline Build(Dependency dependency, DependencyOptions options, BulkheadStrategy bulkhead, int retries)
    {
        var builder = new ResiliencePipelineBuilder { Name = dependency.NameOf(), TimeProvider = _time };
        Add(builder, "bulkhead", bulkhead);
        if (retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                // Nothing is gained by asking a circuit again that has just opened.
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is TransientException && !CircuitOf(dependency).IsOpen),
                OnRetry = _ =>
                {
                    _metrics.Retried(dependency);
                    return ValueTask.CompletedTask;
                },
            });
        }

        Add(builder, "circuit", new CircuitStrategy(dependency, CircuitOf(dependency), _metrics));
        builder.AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout });
        Add(builder, "faults", new FaultStrategy(_faults, dependency));
        return builder.Build();
    }

    private static void Add(ResiliencePipelineBuilder builder, string name, ResilienceStrategy strategy) => builder.AddStrategy(_ => strategy, new OwnStrategy { Name = name });

    private sealed class OwnStrategy : ResilienceStrategyOptions;
}
