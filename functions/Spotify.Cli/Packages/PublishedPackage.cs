namespace Spotify.Cli.Packages;

/// <summary>A package of which files are published with the application.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">The package's digest, in lower-case hexadecimal.</param>
/// <param name="Licence">An SPDX expression; null where none is known.</param>
/// <param name="DependsOn">Names of other published packages.</param>
public sealed record PublishedPackage(string Name, string Version, string Sha512, string? Licence, IReadOnlyList<string> DependsOn)
{
    /// <summary>Its package URL, such as <c>pkg:nuget/Polly.Core@8.9.1</c>.</summary>
    public string Url => $"pkg:nuget/{Name}@{Version}";
}
