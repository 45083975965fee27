namespace Microsoft.DurableTask;

/// <summary>Turns payloads (inputs, outputs, events, custom status) into text and back.</summary>
public abstract class DataConverter
{
    /// <summary>Creates the converter.</summary>
    protected DataConverter()
    {
    }

    /// <summary>The text for a value, or null for null.</summary>
    /// <param name="value">The value.</param>
    public abstract string? Serialize(object? value);

    /// <summary>The value that a text stands for, or null for null.</summary>
    /// <param name="data">What <see cref="Serialize"/> made.</param>
    /// <param name="targetType">The type to make.</param>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>The value that a text stands for, or default for null.</summary>
    /// <typeparam name="T">The type to make.</typeparam>
    /// <param name="data">What <see cref="Serialize"/> made.</param>
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is T value ? value : default;
}
