using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>The section <c>extensions:blobs</c> of host.json.</summary>
/// <param name="MaxDegreeOfParallelism">How many blobs are handled at a time, over all functions; default eight for each core.</param>
/// <param name="PoisonThreshold">How often a blob is tried; default 5.</param>
internal sealed record BlobSettings(int MaxDegreeOfParallelism, int PoisonThreshold)
{
    private const string Section = "AzureFunctionsJobHost:extensions:blobs";

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">Where host.json is.</param>
    /// <param name="problems">Is given one sentence for each value that cannot be.</param>
    public static BlobSettings Read(IConfiguration configuration, ICollection<string> problems) => new(
        Number(configuration, "maxDegreeOfParallelism", 8 * Environment.ProcessorCount, problems),
        Number(configuration, "poisonBlobThreshold", 5, problems));

    private static int Number(IConfiguration configuration, string name, int usual, ICollection<string> problems)
    {
        if (configuration[$"{Section}:{name}"] is not { Length: > 0 } text)
            return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 1000)
            return value;
        problems.Add($"{Section}:{name} in host.json is '{text}': it must be a number from 1 to 1000.");
        return usual;
    }
}
