namespace Spotify.Functions.Platform.Search;

/// <summary>What the name of an index may look like: what a file and AI Search both take.</summary>
internal static class SearchIndexName
{
    private const int Longest = 60;

    public static bool IsValid(string name) =>
        name.Length is >= 2 and <= Longest && char.IsAsciiLetterLower(name[0]) && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <exception cref="ArgumentException">It is none.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsValid(name))
            throw new ArgumentException($"'{name}' cannot be the name of an index.", nameof(name));
    }
}
