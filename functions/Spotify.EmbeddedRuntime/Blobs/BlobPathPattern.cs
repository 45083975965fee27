using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>The path of a blob trigger: a container, then a blob's name in which <c>{name}</c> stands for any text of one
/// line, slashes included and as much as fits: <c>{a}/{b}</c> takes <c>x/y/z</c> as <c>x/y</c> and <c>z</c>, as the Functions host does (a greedy <c>.*</c> each).</summary>
internal sealed class BlobPathPattern
{
    private readonly Regex? _regex;
    private readonly string[] _names;

    private BlobPathPattern(string container, string prefix, Regex? regex, string[] names) => (Container, Prefix, _regex, _names) = (container, prefix, regex, names);

    public string Container { get; }

    /// <summary>The literal text that every matching name begins with.</summary>
    public string Prefix { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="path"><c>container/name</c>, or <c>container</c> alone for every blob in it; <c>{{</c> and <c>}}</c> are braces.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="problem">What is wrong with the path otherwise.</param>
    public static bool TryParse(string path, [NotNullWhen(true)] out BlobPathPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        (pattern, problem) = (null, null);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        if (container.Length == 0 || container.AsSpan().ContainsAny('{', '}'))
        {
            problem = $"'{path}' must begin with the name of a container, followed by a slash and the blob's name.";
            return false;
        }

        if (slash < 0 || slash == path.Length - 1)
        {
            pattern = new BlobPathPattern(container, "", null, []);
            return true;
        }

        var names = new List<string>();
        if (!TryTranslate(path[(slash + 1)..], names, out var regex, out var prefix, out problem))
        {
            problem = $"'{path}': {problem}.";
            return false;
        }

        // Non-backtracking: whoever names the blobs cannot make the matching slow.
        pattern = new BlobPathPattern(
            container, prefix, new Regex(regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), [.. names]);
        return true;
    }

    /// <summary>Whether a blob's name matches, and what each <c>{name}</c> stands for in it.</summary>
    public bool TryMatch(string blob, [NotNullWhen(true)] out Dictionary<string, object>? values)
    {
        values = null;
        if (_names.Length == 0 && _regex is not null && blob != Prefix)
            return false;
        if (_names.Length == 0 || _regex is null)
        {
            values = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
            return true;
        }

        if (!blob.StartsWith(Prefix, StringComparison.Ordinal) || _regex.Match(blob) is not { Success: true } match)
            return false;
        values = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in _names)
            values[name] = match.Groups[name].Value;
        return true;
    }

    private static bool TryTranslate(string text, List<string> names, out string regex, out string prefix, [NotNullWhen(false)] out string? problem)
    {
        var (pattern, literal) = (new StringBuilder("^"), new StringBuilder());
        (regex, prefix, problem) = ("", "", null);
        for (var i = 0; i < text.Length; i++)
        {
            var one = text[i];
            if (one is '{' or '}' && i + 1 < text.Length && text[i + 1] == one)
                i++;
            else if (one == '}')
                problem = "a '}' has no '{' before it";
            else if (one == '{')
                problem = TakeName(text, ref i, names, pattern, literal, ref prefix);
            if (problem is not null)
                return false;
            if (one is not '{' || text[i] != '}')
                literal.Append(one);
        }

        pattern.Append(Regex.Escape(literal.ToString())).Append('$');
        if (names.Count == 0)
            prefix = literal.ToString();
        regex = pattern.ToString();
        return true;
    }

    // Leaves the place on the closing brace.
    private static string? TakeName(string text, ref int place, List<string> names, StringBuilder pattern, StringBuilder literal, ref string prefix)
    {
        var end = text.IndexOf('}', place);
        var name = end < 0 ? "" : text[(place + 1)..end];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            return "a '{' must be followed by a name of letters, digits and underscores, and '}'";
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            return $"{{{name}}} stands in it twice";
        if (names.Count == 0)
            prefix = literal.ToString();
        names.Add(name);
        pattern.Append(Regex.Escape(literal.ToString())).Append("(?<").Append(name).Append(">.*)");
        literal.Clear();
        place = end;
        return null;
    }
}
