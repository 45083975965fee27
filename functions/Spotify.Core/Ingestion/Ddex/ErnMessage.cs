namespace Spotify.Core.Ingestion.Ddex;

/// <summary>A DDEX message, or all that is wrong with it.</summary>
/// <param name="Message">The message where nothing is wrong.</param>
/// <param name="Reasons">Everything that is wrong, each with line and XPath; empty where nothing is.</param>
public sealed record ErnResult(ErnMessage? Message, IReadOnlyList<Reason> Reasons);

/// <summary>A message of the Release Notification standard.</summary>
/// <param name="Header">Where it comes from.</param>
public abstract record ErnMessage(MessageHeader Header);

/// <summary>A release, or what is new about one: what it says replaces all that was said before.</summary>
/// <param name="Header">Where it comes from.</param>
/// <param name="Manifest">The release.</param>
public sealed record NewRelease(MessageHeader Header, ReleaseManifest Manifest) : ErnMessage(Header);

/// <summary>Takes a release off the service at once, whatever its deals said. It is named by ICPN or GRid, or by the recordings on it.</summary>
/// <param name="Header">Where it comes from.</param>
/// <param name="Icpn">The release's UPC or EAN, or null.</param>
/// <param name="Grid">Its GRid, or null.</param>
/// <param name="Isrcs">ISRCs that the message names; mostly none.</param>
public sealed record PurgeRelease(MessageHeader Header, string? Icpn, string? Grid, IReadOnlyList<string> Isrcs) : ErnMessage(Header)
{
    /// <summary>What the release's ids are derived from, as for <see cref="ReleaseEntry.Key"/>; empty where only recordings are named.</summary>
    public string Key => Icpn ?? Grid ?? "";
}
