namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A trigger that can hand over one item or many.</summary>
public interface ISupportCardinality
{
    /// <summary>One item or many for each invocation.</summary>
    public Cardinality Cardinality { get; set; }
}
