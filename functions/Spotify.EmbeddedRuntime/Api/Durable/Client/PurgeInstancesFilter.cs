namespace Microsoft.DurableTask.Client;

/// <summary>Which ended instances to purge.</summary>
/// <param name="CreatedFrom">Scheduled at this time or later.</param>
/// <param name="CreatedTo">Scheduled at this time or earlier.</param>
/// <param name="Statuses">In one of these statuses; null or empty for every one in which an instance has ended.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = default, DateTimeOffset? CreatedTo = default, IEnumerable<OrchestrationRuntimeStatus>? Statuses = default);
