using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Reads fields of a query one by one; the first fault stays.</summary>
internal sealed class QueryFields(IQueryCollection query)
{
    /// <summary>What is wrong and what would be right; null where nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>A text; null where it is not given.</summary>
    public string? Text(string name)
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        if (values is [{ } value])
            return value;
        Fault ??= $"'{name}' is given more than once; give it once.";
        return null;
    }

    /// <summary>A whole number within bounds; null where it is not given.</summary>
    public long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Fault ??= string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number from {least} to {most}.");
        return null;
    }
}
