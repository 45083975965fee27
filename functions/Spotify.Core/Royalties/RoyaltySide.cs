namespace Spotify.Core.Royalties;

/// <summary>Which right a royalty is for. JSON: <c>master publishing</c>.</summary>
public enum RoyaltySide
{
    /// <summary>The recording.</summary>
    Master = 0,

    /// <summary>The work that was recorded.</summary>
    Publishing = 1,
}
