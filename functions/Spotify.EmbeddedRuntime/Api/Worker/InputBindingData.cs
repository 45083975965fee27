namespace Microsoft.Azure.Functions.Worker;

/// <summary>What flows into a parameter, open to change by middleware.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public abstract class InputBindingData<T>
{
    /// <summary>Creates the data.</summary>
    protected InputBindingData()
    {
    }

    /// <summary>The binding.</summary>
    public abstract BindingMetadata BindingMetadata { get; }

    /// <summary>The value; the function gets the one that was set last.</summary>
    public abstract T? Value { get; set; }
}
