namespace Spotify.Core.Telemetry.Archive;

/// <summary>What became of a body that a hub delivered.</summary>
public enum ReceiptMark
{
    /// <summary>Its events are archived.</summary>
    Kept = 0,

    /// <summary>Its listener was erased: it is counted, its events are left out.</summary>
    Erased = 1,

    /// <summary>It could not be read and was parked: it is counted, its events are left out.</summary>
    Parked = 2,
}
