namespace Spotify.Cli.Commands;

/// <summary>The words of a command: options in the form <c>--name value</c>, and the rest.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    /// <summary>Reads the words.</summary>
    /// <param name="words">What followed the command's name.</param>
    /// <param name="known">The options that the command has, without dashes.</param>
    /// <exception cref="InvalidOperationException">An option is unknown or has no value; the message says which.</exception>
    public CommandLine(IReadOnlyList<string> words, params IReadOnlyList<string> known)
    {
        var rest = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(words[i]);
                continue;
            }

            var name = words[i][2..];
            if (!known.Contains(name))
                throw new InvalidOperationException($"There is no option '{words[i]}' here; there are: {string.Join(' ', known.Select(option => "--" + option))}.");
            if (++i == words.Count)
                throw new InvalidOperationException($"'--{name}' needs a value.");
            _options[name] = words[i];
        }

        Rest = rest;
    }

    /// <summary>The words that are no options.</summary>
    public IReadOnlyList<string> Rest { get; }

    /// <summary>An option's value, or null where it was not given.</summary>
    public string? this[string name] => _options.GetValueOrDefault(name);
}
