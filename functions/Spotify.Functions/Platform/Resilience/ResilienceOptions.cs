using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Resilience;

/// <summary>How the application deals with what it stands on. Section <c>Resilience</c>; a setting is <c>Resilience__Documents__Timeout</c> and so on.</summary>
public sealed class ResilienceOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Resilience";

    /// <summary>When circuits open and close.</summary>
    public CircuitOptions Circuit { get; set; } = new();

    /// <summary>Documents: calls of requests. Reads, and writes that a repeat cannot spoil, are tried again; the client of Cosmos DB has tried a throttled one five times by then.</summary>
    public DependencyOptions Documents { get; set; } = new() { Timeout = TimeSpan.FromSeconds(3), Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(50), Concurrency = 1000, Queue = 1000 };

    /// <summary>Documents: what batch jobs read and write in bulk, apart, so that a month's end takes no listener's turn. The job's own retries follow.</summary>
    public DependencyOptions Bulk { get; set; } = new() { Timeout = TimeSpan.FromSeconds(60), Retries = 0, Concurrency = 64, Queue = 10_000 };

    /// <summary>Blobs: one try of one HTTP request; the client of Azure Storage tries five more times with growing pauses, each of them counted here. The time is up to the answer's headers.</summary>
    public DependencyOptions Blobs { get; set; } = new() { Timeout = TimeSpan.FromMinutes(2), Retries = 0, Concurrency = 256, Queue = 1000 };

    /// <summary>Events: one send. No retries here: the client has its own, and callers send again with the same keys. Bytes that wait are bounded by <c>EventHubs__maxWaitingBytes</c>.</summary>
    public DependencyOptions Events { get; set; } = new() { Timeout = TimeSpan.FromSeconds(10), Retries = 0, Concurrency = 256, Queue = 10_000 };

    /// <summary>Search: queries and suggestions.</summary>
    public DependencyOptions Search { get; set; } = new() { Timeout = TimeSpan.FromSeconds(2), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(50), Concurrency = 200, Queue = 200 };

    /// <summary>Search: filling and looking after the index.</summary>
    public DependencyOptions Indexing { get; set; } = new() { Timeout = TimeSpan.FromMinutes(2), Retries = 0, Concurrency = 8, Queue = 1000 };

    /// <summary>The keys that addresses of blobs are signed with: asked for once a day.</summary>
    public DependencyOptions DelegationKey { get; set; } = new() { Timeout = TimeSpan.FromSeconds(5), Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(200), Concurrency = 4, Queue = 100 };

    /// <summary>Orchestrations: starting one, asking how it is, telling it something. Questions alone are tried again.</summary>
    public DependencyOptions Orchestrations { get; set; } = new() { Timeout = TimeSpan.FromSeconds(5), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(100), Concurrency = 200, Queue = 1000 };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var fault in Circuit.FindFaults())
            yield return fault;
        (string Name, DependencyOptions Options)[] all =
        [
            (nameof(Documents), Documents), (nameof(Bulk), Bulk), (nameof(Blobs), Blobs), (nameof(Events), Events), (nameof(Search), Search), (nameof(Indexing), Indexing),
            (nameof(DelegationKey), DelegationKey), (nameof(Orchestrations), Orchestrations),
        ];
        foreach (var (name, options) in all)
        {
            foreach (var fault in options.FindFaults(name))
                yield return fault;
        }
    }
}

/// <summary>When a circuit opens and closes (DESIGN section 6).</summary>
public sealed class CircuitOptions
{
    /// <summary>Failures in a row until it opens.</summary>
    /// <value>1 to 1,000, default 5.</value>
    public int FailuresToOpen { get; set; } = 5;

    /// <summary>How long it stays open before a call may try.</summary>
    /// <value>100 ms to 10 minutes, default 30 s.</value>
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Successes until it closes.</summary>
    /// <value>1 to 1,000, default 3.</value>
    public int SuccessesToClose { get; set; } = 3;

    internal IEnumerable<ValidationResult> FindFaults()
    {
        if (FailuresToOpen is < 1 or > 1000)
            yield return new ValidationResult("Set it to 1 to 1000.", ["Circuit__FailuresToOpen"]);
        if (SuccessesToClose is < 1 or > 1000)
            yield return new ValidationResult("Set it to 1 to 1000.", ["Circuit__SuccessesToClose"]);
        if (OpenFor < TimeSpan.FromMilliseconds(100) || OpenFor > TimeSpan.FromMinutes(10))
            yield return new ValidationResult("Set it to 00:00:00.100 to 00:10:00.", ["Circuit__OpenFor"]);
    }
}

/// <summary>The numbers of one dependency's pipeline.</summary>
public sealed class DependencyOptions
{
    /// <summary>How long one try may take.</summary>
    /// <value>10 ms to 10 minutes; the default is the dependency's.</value>
    public TimeSpan Timeout { get; set; }

    /// <summary>Further tries of what a repeat cannot spoil, with twice the pause each time and jitter.</summary>
    /// <value>0 to 5; the default is the dependency's.</value>
    public int Retries { get; set; }

    /// <summary>The middle of the first pause.</summary>
    /// <value>1 ms to 10 s, default 50 ms.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Calls at once.</summary>
    /// <value>1 to 100,000; the default is the dependency's.</value>
    public int Concurrency { get; set; }

    /// <summary>Calls that wait for their turn; the next is refused.</summary>
    /// <value>0 to 100,000; the default is the dependency's.</value>
    public int Queue { get; set; }

    internal IEnumerable<ValidationResult> FindFaults(string name)
    {
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromMinutes(10))
            yield return new ValidationResult("Set it to 00:00:00.010 to 00:10:00.", [$"{name}__Timeout"]);
        if (Retries is < 0 or > 5)
            yield return new ValidationResult("Set it to 0 to 5.", [$"{name}__Retries"]);
        if (RetryDelay < TimeSpan.FromMilliseconds(1) || RetryDelay > TimeSpan.FromSeconds(10))
            yield return new ValidationResult("Set it to 00:00:00.001 to 00:00:10.", [$"{name}__RetryDelay"]);
        if (Concurrency is < 1 or > 100_000)
            yield return new ValidationResult("Set it to 1 to 100000.", [$"{name}__Concurrency"]);
        if (Queue is < 0 or > 100_000)
            yield return new ValidationResult("Set it to 0 to 100000.", [$"{name}__Queue"]);
    }
}
