using Spotify.Cli.Delivery;

namespace Spotify.Cli.Demo;

/// <summary>The small release that a first start publishes, so that there is something to play: rendered here, delivered as any label delivers.</summary>
internal static class DemoRelease
{
    /// <summary>The label that delivers it.</summary>
    public const string Label = "demo-label";

    /// <summary>Renders the release into a folder.</summary>
    /// <param name="folder">An empty folder.</param>
    public static ReleaseFolder Render(string folder)
    {
        DemoMusic.Render(Path.Combine(folder, "01 First Light.wav"), seed: 1, beatsPerMinute: 96, bars: 18, [(0, 3), (-4, 4), (3, 4), (-2, 4)]);
        DemoMusic.Render(Path.Combine(folder, "02 Second Wind.wav"), seed: 2, beatsPerMinute: 112, bars: 18, [(-2, 4), (5, 3), (3, 4), (0, 3)]);
        DemoCover.Render(Path.Combine(folder, "cover.png"));
        return new ReleaseFolder(folder, "First Light", "The Embedded Players", "cover.png", new DateOnly(2026, 1, 1),
        [
            new ReleaseTrack("01 First Light.wav", "First Light", "The Embedded Players", 1, 1, Isrc: "ZZDEM2600001"),
            new ReleaseTrack("02 Second Wind.wav", "Second Wind", "The Embedded Players", 1, 2, Isrc: "ZZDEM2600002"),
        ]);
    }
}
