using System.Globalization;
using System.Text.Json;

namespace Spotify.Functions.Platform.Http;

/// <summary>Says what is wrong with a body in the caller's terms: the path in his JSON, never a type of ours.</summary>
internal static class JsonFault
{
    public static string Describe(JsonException exception)
    {
        var path = string.IsNullOrEmpty(exception.Path) ? "$" : exception.Path;
        // The framework keeps these cases apart by message alone; whatever it does not say this way falls to the general sentence.
        if (Between(exception.Message, "missing required properties including: ", ".") is { } missing)
            return $"At {path} required fields are missing: {missing}.";
        if (Between(exception.Message, "Duplicate property '", "'") is { } twice)
            return $"The field '{twice}' comes twice: send it once.";
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"The body is nested deeper than {ApiJson.MaxDepth} levels.");
        if (exception.InnerException is not null && exception.InnerException.GetType().Name == "JsonReaderException")
            return string.Create(CultureInfo.InvariantCulture, $"The body is not JSON: see line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        return $"The value at {path} is not of the type, or none of the names, that this field takes.";
    }

    private static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += before.Length;
        var end = text.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? null : text[start..end];
    }
}
