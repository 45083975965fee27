using System.Globalization;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Turns route values and parts of names into parameter types, independent of culture.</summary>
internal static class TextConversion
{
    private static readonly HashSet<Type> Types =
    [
        typeof(string), typeof(bool), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal),
    ];

    /// <summary>Whether text can become a <paramref name="type"/>.</summary>
    public static bool CanConvertTo(Type type) => Types.Contains(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>Converts a value.</summary>
    /// <exception cref="InvalidOperationException">The text is none of the type's values.</exception>
    public static T? To<T>(object? value, string function, string parameter)
    {
        if (value is T already)
            return already;
        if (value is null)
            return default;
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return TryParse(text, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), out var parsed)
            ? (T)parsed
            : throw new InvalidOperationException($"Function '{function}': '{text}' cannot become parameter '{parameter}' of type {typeof(T)}.");
    }

    private static bool TryParse(string text, Type type, out object parsed)
    {
        var culture = CultureInfo.InvariantCulture;
        (var ok, parsed) = Type.GetTypeCode(type) switch
        {
            TypeCode.String => (true, text),
            TypeCode.Boolean => (bool.TryParse(text, out var v), v),
            TypeCode.Byte => (byte.TryParse(text, culture, out var v), v),
            TypeCode.SByte => (sbyte.TryParse(text, culture, out var v), v),
            TypeCode.Int16 => (short.TryParse(text, culture, out var v), v),
            TypeCode.UInt16 => (ushort.TryParse(text, culture, out var v), v),
            TypeCode.Int32 => (int.TryParse(text, culture, out var v), v),
            TypeCode.UInt32 => (uint.TryParse(text, culture, out var v), v),
            TypeCode.Int64 => (long.TryParse(text, culture, out var v), v),
            TypeCode.UInt64 => (ulong.TryParse(text, culture, out var v), v),
            TypeCode.Single => (float.TryParse(text, culture, out var v), v),
            TypeCode.Double => (double.TryParse(text, culture, out var v), v),
            TypeCode.Decimal => (decimal.TryParse(text, culture, out var v), v),
            TypeCode.DateTime => (DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out var v), (object)v),
            _ => ParseOther(text, type),
        };
        return ok;
    }

    private static (bool Ok, object Value) ParseOther(string text, Type type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(Guid))
            return (Guid.TryParse(text, out var guid), guid);
        if (type == typeof(DateTimeOffset))
            return (DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out var moment), moment);
        if (type == typeof(DateOnly))
            return (DateOnly.TryParse(text, culture, out var date), date);
        if (type == typeof(TimeOnly))
            return (TimeOnly.TryParse(text, culture, out var time), time);
        return (TimeSpan.TryParse(text, culture, out var span), span);
    }
}
