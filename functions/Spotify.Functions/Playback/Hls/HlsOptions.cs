using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Spotify.Functions.Platform.Auth;

namespace Spotify.Functions.Playback.Hls;

/// <summary>HTTP Live Streaming. Section <c>Hls</c>.</summary>
public sealed class HlsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Hls";

    /// <summary>The key of the tokens in playlists' addresses: 32 random bytes in Base64, the same on every instance.</summary>
    /// <value>Default empty: it follows from <c>Accounts__KeyEncryptionKey</c>. Where tokens come from another authority there is none, and each process takes a key of its own.</value>
    [KeyBytes]
    [Description("Set it to what 'openssl rand -base64 32' prints.")]
    public string TokenKey { get; set; } = "";

    /// <summary>Segment indexes that are kept in memory, each some kilobytes.</summary>
    /// <value>1 to 1,000,000, default 2,000.</value>
    [Range(1, 1_000_000)]
    [Description("Set it to a number.")]
    public int CachedIndexes { get; set; } = 2000;
}
