using System.Globalization;
using Spotify.Cli.Local;

namespace Spotify.Cli.Commands;

/// <summary><c>token</c>: prints a development token, good at a service that runs over the same data folder.</summary>
internal static class TokenCommand
{
    public static int Run(IReadOnlyList<string> words)
    {
        var line = new CommandLine(words, "data", "user", "tier", "country", "scope", "label", "artist", "hours");
        Console.WriteLine(LocalTokens.Issue(
            line["data"] ?? LocalState.DefaultFolder,
            line["user"] ?? "developer",
            line["tier"] ?? "premium",
            line["country"] ?? "SE",
            line["scope"]?.Split(' '),
            line["label"],
            line["artist"],
            TimeSpan.FromHours(double.Parse(line["hours"] ?? "12", CultureInfo.InvariantCulture))));
        return 0;
    }
}
