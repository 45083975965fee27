namespace Spotify.Functions.Telemetry.Taste;

/// <summary>How long what is known of a listener's taste is kept and looked at.</summary>
internal static class TasteRetention
{
    /// <summary>How long a week is kept after it was last written: a little longer than taste looks back, so that no day of the window is missing.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(190);

    /// <summary>How far taste looks back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(180);

    /// <summary>How far the shortest view of it looks back.</summary>
    public static readonly TimeSpan ShortWindow = TimeSpan.FromDays(28);
}
