using Spotify.Core.Playback;

namespace Spotify.Core.Ingestion;

/// <summary>Rights that a label has withdrawn. The grants stay, ended, so that a listener is told that the recording was taken down and not that it never was.</summary>
public static class EndedRights
{
    /// <summary>The same grants, none of which permits anything from a moment on.</summary>
    /// <param name="grants">The grants.</param>
    /// <param name="at">The moment; what ended before stays as it is.</param>
    public static IReadOnlyList<RightsGrant> Of(IReadOnlyList<RightsGrant> grants, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(grants);
        return [.. grants.Select(grant => grant.Until <= at ? grant : grant with { Until = at })];
    }
}
