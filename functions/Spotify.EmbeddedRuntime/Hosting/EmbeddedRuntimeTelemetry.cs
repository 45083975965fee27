namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Names that exporters listen to.</summary>
public static class EmbeddedRuntimeTelemetry
{
    /// <summary>The activity source with one span per invocation, parented on what travelled with the trigger.</summary>
    public const string SourceName = "Spotify.EmbeddedRuntime";
}
