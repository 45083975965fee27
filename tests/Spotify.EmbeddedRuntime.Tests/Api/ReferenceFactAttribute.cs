using Spotify.Cli.Local;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>A fact that needs the reference listing of the worker's API, which is not part of the project; skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute() => Skip = File.Exists(Listing) ? null : $"needs the reference listing {Listing}, which is not on this machine";

    public static string Listing { get; } =
        Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "reference", "functions-worker-api.txt"));
}
