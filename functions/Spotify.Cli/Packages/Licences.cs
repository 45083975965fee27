using System.Xml.Linq;

namespace Spotify.Cli.Packages;

/// <summary>Under which licences the application's packages may be, and under which they are.</summary>
public static class Licences
{
    /// <summary>The SPDX ids that may be distributed with the application without a second look: permissive, all of them.</summary>
    public static IReadOnlySet<string> Allowed { get; } = new HashSet<string>(StringComparer.Ordinal) { "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT" };

    // Packages that bring a text instead of an expression: what it is, and words of its text, so that another text under the same name is noticed.
    private static readonly Dictionary<string, Text> Read = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NCrontab.Signed"] = new("Apache-2.0", "Apache License Version 2.0, January 2004"),
    };

    /// <summary>Whether an SPDX expression can be kept with allowed licences alone: all of those that are joined by AND, and one of those that are joined by OR. Exceptions and nested expressions are not known, and refused.</summary>
    /// <param name="expression">Such as <c>MIT</c> or <c>MIT OR GPL-3.0-only</c>.</param>
    public static bool IsAllowed(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression.Split(" OR ").Any(choice => choice.Split(" AND ").All(Allowed.Contains));
    }

    /// <summary>The licence that a package declares, as an SPDX expression.</summary>
    /// <param name="name">The package.</param>
    /// <param name="folder">Where it is unpacked.</param>
    /// <returns>Null where it declares none that is known.</returns>
    public static string? Of(string name, string folder)
    {
        var description = Directory.EnumerateFiles(folder, "*.nuspec").Single();
        var licence = XDocument.Load(description).Descendants().FirstOrDefault(one => one.Name.LocalName == "license");
        return ((string?)licence?.Attribute("type"), licence?.Value.Trim()) switch
        {
            ("expression", { } expression) => expression,
            ("file", { } file) when Read.TryGetValue(name, out var text) && Words(File.ReadAllText(Path.Combine(folder, file))).Contains(text.Says, StringComparison.Ordinal) => text.Expression,
            _ => null,
        };
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed record Text(string Expression, string Says);
}
