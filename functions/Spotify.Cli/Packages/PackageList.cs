using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spotify.Cli.Packages;

/// <summary>The packages of an application, from what a restore resolved (<c>project.assets.json</c>).</summary>
public static class PackageList
{
    // What is copied beside the application; all else that a package brings is for builds.
    private static readonly string[] Published = ["runtime", "native", "runtimeTargets", "resource"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the packages, in the order of their names.</summary>
    /// <param name="assets">The file that the restore wrote.</param>
    /// <exception cref="InvalidOperationException">It is no such file, or a package that it names is not on this machine.</exception>
    public static IReadOnlyList<PublishedPackage> Read(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(assets));
        var root = document.RootElement;
        if (!root.TryGetProperty("targets", out var targets) || !root.TryGetProperty("libraries", out var libraries) || !root.TryGetProperty("packageFolders", out var folders))
            throw new InvalidOperationException($"'{assets}' is not what a restore writes.");
        var resolved = targets.EnumerateObject().First().Value.EnumerateObject().Where(one => one.Value.GetProperty("type").GetString() == "package" && IsPublished(one.Value)).ToList();
        var names = resolved.Select(one => one.Name.Split('/')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. resolved.Select(one => Describe(one, libraries.GetProperty(one.Name), [.. folders.EnumerateObject().Select(folder => folder.Name)], names)).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What is wrong with the licences of some packages, a sentence each.</summary>
    /// <param name="packages">The packages.</param>
    public static IEnumerable<string> FindFaults(IEnumerable<PublishedPackage> packages) => packages.Where(one => one.Licence is null || !Licences.IsAllowed(one.Licence)).Select(one => one.Licence is null
        ? $"{one.Name} {one.Version} declares no licence that is known: read its text and write down in Licences.cs what it is."
        : $"{one.Name} {one.Version} is under {one.Licence}, which is none of {string.Join(", ", Licences.Allowed.Order(StringComparer.Ordinal))}.");

    /// <summary>The list in the form of CycloneDX 1.6. The same packages give the same bytes: no time and no serial number.</summary>
    /// <param name="application">What is made of them.</param>
    /// <param name="packages">The packages.</param>
    public static string ToCycloneDx(string application, IReadOnlyList<PublishedPackage> packages)
    {
        ArgumentNullException.ThrowIfNull(packages);
        var urls = packages.ToDictionary(one => one.Name, one => one.Url, StringComparer.OrdinalIgnoreCase);
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = application, ["name"] = application } },
            ["components"] = new JsonArray([.. packages.Select(one => new JsonObject
            {
                ["type"] = "library",
                ["bom-ref"] = one.Url,
                ["name"] = one.Name,
                ["version"] = one.Version,
                ["purl"] = one.Url,
                ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = one.Sha512 }),
                ["licenses"] = one.Licence is null ? new JsonArray() : new JsonArray(new JsonObject { ["expression"] = one.Licence }),
            })]),
            ["dependencies"] = new JsonArray([
                new JsonObject { ["ref"] = application, ["dependsOn"] = new JsonArray([.. packages.Select(one => JsonValue.Create(one.Url))]) },
                .. packages.Select(one => new JsonObject { ["ref"] = one.Url, ["dependsOn"] = new JsonArray([.. one.DependsOn.Select(name => JsonValue.Create(urls[name]))]) }),
            ]),
        }.ToJsonString(Indented);
    }

    // "_._" stands for an empty folder.
    private static bool IsPublished(JsonElement package) => Published.Any(kind => package.TryGetProperty(kind, out var files) && files.EnumerateObject().Any(file => !file.Name.EndsWith("/_._", StringComparison.Ordinal)));

    private static PublishedPackage Describe(JsonProperty resolved, JsonElement library, IReadOnlyList<string> folders, HashSet<string> names)
    {
        var (name, version) = resolved.Name.Split('/') is [var one, var other] ? (one, other) : throw new InvalidOperationException($"'{resolved.Name}' is no name and version.");
        var path = library.GetProperty("path").GetString()!;
        var folder = folders.Select(root => Path.Combine(root, path)).FirstOrDefault(Directory.Exists) ?? throw new InvalidOperationException($"{name} {version} is not on this machine: restore first.");
        var dependsOn = resolved.Value.TryGetProperty("dependencies", out var needed) ? needed.EnumerateObject().Select(need => need.Name).Where(names.Contains).Order(StringComparer.OrdinalIgnoreCase).ToList() : [];
        return new PublishedPackage(name, version, Convert.ToHexStringLower(library.GetProperty("sha512").GetBytesFromBase64()), Licences.Of(name, folder), dependsOn);
    }
}
