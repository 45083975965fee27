namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Whether a trigger hands over many items at once or one.</summary>
public enum Cardinality
{
    /// <summary>A batch for each invocation.</summary>
    Many = 0,

    /// <summary>One item for each invocation.</summary>
    One = 1,
}
