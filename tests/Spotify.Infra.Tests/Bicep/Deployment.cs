using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Shouldly;
using Spotify.TestSupport;

namespace Spotify.Infra.Tests.Bicep;

/// <summary>What a deployment of one size would make, as the compiler evaluates it; made once for all tests.</summary>
internal sealed class Deployment
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Deployment>>> Made = new(StringComparer.Ordinal);

    private Deployment(IReadOnlyList<PlannedResource> resources, JsonObject outputs) => (Resources, Outputs) = (resources, outputs);

    /// <summary>Every resource.</summary>
    public IReadOnlyList<PlannedResource> Resources { get; }

    /// <summary>What azd takes as environment variables.</summary>
    public JsonObject Outputs { get; }

    /// <summary>Evaluates a size.</summary>
    /// <param name="size">dev or prod: the parameter file of that name.</param>
    public static Task<Deployment> OfAsync(string size) => Made.GetOrAdd(size, one => new Lazy<Task<Deployment>>(() => EvaluateAsync(one))).Value;

    /// <summary>The resources of a type.</summary>
    public IEnumerable<PlannedResource> OfType(string type) => Resources.Where(one => one.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>The settings of an application; expressions that only Azure can evaluate stay as they are, in brackets.</summary>
    /// <param name="application">The beginning of its name: <c>func-api</c> or <c>func-media</c>.</param>
    /// <param name="region">0 for the primary.</param>
    public IReadOnlyDictionary<string, string> SettingsOf(string application, int region = 0) =>
        OfType("Microsoft.Web/sites/config").Single(one => one.Name.StartsWith(application, StringComparison.Ordinal) && one.Name.EndsWith($"-{region}/appsettings", StringComparison.Ordinal))
            .Properties.ToDictionary(one => one.Key, one => one.Value!.GetValue<string>(), StringComparer.Ordinal);

    // The compiler writes its answer beside the parameters, so it works on a copy.
    private static async Task<Deployment> EvaluateAsync(string size)
    {
        using var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(BicepCompiler.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = folder.File(Path.GetRelativePath(BicepCompiler.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var answer = await BicepCompiler.RunAsync(
            folder.Path, "snapshot", $"{size}.bicepparam", "--mode", "overwrite", "--location", "westeurope",
            "--subscription-id", "00000000-0000-0000-0000-0000000000aa", "--tenant-id", "00000000-0000-0000-0000-0000000000bb");
        answer.ExitCode.ShouldBe(0, answer.Complaints);
        var snapshot = JsonNode.Parse(await File.ReadAllTextAsync(folder.File($"{size}.snapshot.json")))!;
        snapshot["diagnostics"]!.AsArray().ShouldBeEmpty();
        return new Deployment(
            [.. snapshot["predictedResources"]!.AsArray().Select(one => new PlannedResource(
                one!["type"]!.GetValue<string>(), one["name"]!.GetValue<string>(), one["id"]!.GetValue<string>(), one["properties"] as JsonObject ?? [], one.AsObject()))],
            snapshot["outputs"] as JsonObject ?? []);
    }
}

/// <summary>A resource that a deployment would make.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name, with those of its parents.</param>
/// <param name="Id">Its full id.</param>
/// <param name="Properties">Its properties.</param>
/// <param name="Whole">All of it.</param>
internal sealed record PlannedResource(string Type, string Name, string Id, JsonObject Properties, JsonObject Whole)
{
    /// <summary>A property by its path, null where there is none.</summary>
    public JsonNode? this[string path] => path.Split('.').Aggregate((JsonNode?)Properties, (node, name) => (node as JsonObject)?[name]);

    /// <summary>A property as text.</summary>
    public string? Text(string path) => this[path]?.ToString();
}
