namespace Microsoft.DurableTask.Client;

/// <summary>What a purge did.</summary>
public class PurgeResult
{
    /// <summary>Creates the result.</summary>
    /// <param name="count">How many instances were purged.</param>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>Creates the result.</summary>
    /// <param name="count">How many instances were purged.</param>
    /// <param name="isComplete">Whether nothing that fits is left; null where not known.</param>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>How many instances were purged.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether nothing that fits is left; null where not known.</summary>
    public bool? IsComplete { get; }
}
