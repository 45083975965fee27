using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Reads what the Functions host and its tools read, later sources over earlier ones: host.json, local.settings.json, environment, command line.</summary>
internal static class HostConfiguration
{
    /// <summary>The section that holds host.json, named as the host's own overrides are (<c>AzureFunctionsJobHost__extensions__http__routePrefix</c>).</summary>
    public const string Section = "AzureFunctionsJobHost";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The environment's name, as the worker takes it.</summary>
    public static string EnvironmentName =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";

    /// <summary>Adds every source.</summary>
    /// <exception cref="InvalidOperationException">A file is no JSON, or its settings are encrypted.</exception>
    public static void Load(IConfigurationBuilder configuration, string[] args)
    {
        var folder = AppContext.BaseDirectory;
        configuration.AddInMemoryCollection(ReadHostFile(Path.Combine(folder, "host.json")));
        configuration.AddInMemoryCollection(ReadLocalSettings(Path.Combine(folder, "local.settings.json")));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }

    /// <summary>Whether a setting switches the function off.</summary>
    public static bool IsDisabled(IConfiguration configuration, string function) =>
        IsTrue(configuration[$"AzureWebJobs.{function}.Disabled"])
        || IsTrue(configuration[$"AzureWebJobs:{function}:Disabled"])
        || IsTrue(configuration[$"AzureWebJobs_{function}_Disabled"]);

    /// <summary>host.json as configuration keys under <see cref="Section"/>; nothing when the file is missing.</summary>
    internal static Dictionary<string, string?> ReadHostFile(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (TryRead(path) is { } root)
            Flatten(Section, root, settings);
        return settings;
    }

    /// <summary>The <c>Values</c> of local.settings.json; a double underscore separates sections as it does in the environment.</summary>
    internal static Dictionary<string, string?> ReadLocalSettings(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (TryRead(path) is not { } root)
            return settings;
        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
            throw new InvalidOperationException($"{path} is encrypted: run 'func settings decrypt' first.");
        if (root.TryGetProperty("Values", out var values) && values.ValueKind == JsonValueKind.Object)
        {
            foreach (var value in values.EnumerateObject())
                settings[value.Name.Replace("__", ":", StringComparison.Ordinal)] = value.Value.ToString();
        }

        return settings;
    }

    private static bool IsTrue(string? setting) => setting is not null && (setting == "1" || (bool.TryParse(setting, out var value) && value));

    private static JsonElement? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new InvalidOperationException($"{path} must hold a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"{path} is no valid JSON: {exception.Message}", exception);
        }
    }

    private static void Flatten(string key, JsonElement element, Dictionary<string, string?> settings)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                Flatten($"{key}:{property.Name}", property.Value, settings);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
                Flatten($"{key}:{index}", item, settings);
        }
        else
        {
            settings[key] = element.ValueKind == JsonValueKind.Null ? null : element.ToString();
        }
    }
}
