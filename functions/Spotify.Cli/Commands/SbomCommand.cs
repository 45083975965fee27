using Spotify.Cli.Local;
using Spotify.Cli.Packages;

namespace Spotify.Cli.Commands;

/// <summary><c>sbom --to FILE [--assets FILE]</c>: what packages the application is published with, as CycloneDX; refused where one is under a licence that is not allowed.</summary>
internal static class SbomCommand
{
    public static int Run(IReadOnlyList<string> words)
    {
        var line = new CommandLine(words, "to", "assets");
        var to = line["to"] ?? throw new InvalidOperationException("'--to' says where the list goes.");
        var packages = PackageList.Read(line["assets"] ?? Path.Combine(Repository.Root, "functions", "Spotify.Functions", "obj", "project.assets.json"));
        if (PackageList.FindFaults(packages).ToList() is { Count: > 0 } faults)
            throw new InvalidOperationException(string.Join('\n', faults));
        File.WriteAllText(to, PackageList.ToCycloneDx("Spotify.Functions", packages));
        Console.WriteLine($"{packages.Count} packages are listed in '{to}': {string.Join(", ", packages.CountBy(one => one.Licence!).OrderByDescending(one => one.Value).Select(one => $"{one.Value} {one.Key}"))}.");
        return 0;
    }
}
