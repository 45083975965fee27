namespace Microsoft.DurableTask.Client;

/// <summary>How far a purge goes.</summary>
/// <param name="Recursive">Whether the sub-orchestrations go too.</param>
public record PurgeInstanceOptions(bool Recursive = false);
