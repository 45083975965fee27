using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Spotify.Core.Playback;
using Spotify.Core.Playback.Edge;

namespace Spotify.Functions.Platform.Edge;

/// <summary>The form of the addresses that listeners fetch audio from.</summary>
public enum AddressForm
{
    /// <summary>Storage's own signature, the same for all listeners of a track in a window: caches at the edge keep one copy for all.</summary>
    Shared = 0,

    /// <summary>A token of ours, bound to listener, session and path, and to the client's address where that is asked for; whoever checks it leads on to the shared address.</summary>
    Bound = 1,
}

/// <summary>The edge that listeners fetch audio and images from. Section <c>Edge</c>.</summary>
public sealed class EdgeOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Edge";

    /// <summary>Where the edge is.</summary>
    /// <value>An absolute https address without a path (http on this machine); default empty: addresses lead to storage itself, and there is no edge that could be down.</value>
    public string Address { get; set; } = "";

    /// <summary>The form of audio's addresses; images' are always shared.</summary>
    /// <value>Default <see cref="AddressForm.Shared"/>.</value>
    public AddressForm Form { get; set; }

    /// <summary>How long one shared address stands, so that all listeners of a track have the same. Longer windows make more hits at the edge, and a leaked address good for longer.</summary>
    /// <value>One minute to one day, a day being a whole number of them; default 5 minutes, which fits where there is no edge.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    [Description("Set it to a time, such as 01:00:00.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an address is good for at the least when it is given out; at the most it is this and <see cref="Window"/>.</summary>
    /// <value>One minute to one day; default 55 minutes.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    [Description("Set it to a time, such as 00:55:00.")]
    public TimeSpan LeastLife { get; set; } = TimeSpan.FromMinutes(55);

    /// <summary>Who checks tokens, for bound addresses: the API's own address with <c>/v1</c>, or an edge that can check them itself.</summary>
    /// <value>An absolute address; default empty, which the form <see cref="AddressForm.Bound"/> does not take.</value>
    public string TokenAddress { get; set; } = "";

    /// <summary>The keys of tokens: <c>id:base64</c>, or two of them parted by a comma, the one that signs first. Each at least 32 random bytes.</summary>
    /// <value>Default empty: one that follows from <c>Accounts__KeyEncryptionKey</c>.</value>
    public string Keys { get; set; } = "";

    /// <summary>Whether a bound address is good from the client's address (IPv4) or network (IPv6, 64 bits) alone. Phones change theirs when they leave the house.</summary>
    /// <value>Default false.</value>
    public bool BindAddress { get; set; }

    /// <summary>Whether a bound address also takes the access token of its own session in the request's header. Players of systems and browsers can send none.</summary>
    /// <value>Default false.</value>
    public bool DemandSession { get; set; }

    /// <summary>How often each instance asks the edge for something.</summary>
    /// <value>Up to 5 minutes, default 5 s; 0 where nobody asks, and operators alone tell.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    [Description("Set it to a time, such as 00:00:05.")]
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What it asks for; any answer below 500 shows that the edge and the storage behind it are there.</summary>
    /// <value>A path, default <c>/images/probe</c>, which nobody may read.</value>
    public string ProbePath { get; set; } = "/images/probe";

    /// <summary>The highest rung while addresses lead past the edge: the storage alone cannot carry what the edge does.</summary>
    /// <value>Default <see cref="Quality.Normal"/>, 96 kbit/s.</value>
    public Quality RungWithoutEdge { get; set; } = Quality.Normal;

    internal Uri? Root => Uri.TryCreate(Address, UriKind.Absolute, out var root) ? root : null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address.Length > 0 && (Root is not { AbsolutePath: "/", Query: "" } || !IsSafe(Root)))
            yield return new ValidationResult("Set it to an absolute https address without a path, or leave it out.", [nameof(Address)]);
        if (!AddressWindows.IsValid(Window, LeastLife))
            yield return new ValidationResult("A day must be a whole number of windows, and times whole seconds.", [nameof(Window)]);
        if (Form == AddressForm.Bound && !(Uri.TryCreate(TokenAddress, UriKind.Absolute, out var checker) && IsSafe(checker) && checker.Query.Length == 0))
            yield return new ValidationResult("Bound addresses need to know who checks them: set it to the API's address and /v1.", [nameof(TokenAddress)]);
        if (Keys.Length > 0 && ReadKeys() is null)
            yield return new ValidationResult("Set it to id:base64, or two of them parted by a comma, each of at least 32 bytes ('openssl rand -base64 32').", [nameof(Keys)]);
        if (!ProbePath.StartsWith('/'))
            yield return new ValidationResult("Set it to a path.", [nameof(ProbePath)]);
        if (RungWithoutEdge is < Quality.Low or > Quality.Lossless)
            yield return new ValidationResult("Set it to Low, Normal, High, VeryHigh or Lossless.", [nameof(RungWithoutEdge)]);
    }

    /// <summary>The keys of the setting; null where they are none.</summary>
    internal EdgeKeyRing? ReadKeys()
    {
        var keys = new List<EdgeKey>();
        foreach (var one in Keys.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = one.IndexOf(':', StringComparison.Ordinal);
            var bytes = new byte[one.Length];
            if (colon < 1 || !EdgeKey.IsValidId(one[..colon]) || !Convert.TryFromBase64String(one[(colon + 1)..], bytes, out var length) || length < EdgeKey.LeastBytes)
                return null;
            keys.Add(new EdgeKey(one[..colon], bytes.AsSpan(0, length)));
        }

        return keys.Count is 1 or 2 && keys.DistinctBy(key => key.Id).Count() == keys.Count ? new EdgeKeyRing(keys) : null;
    }

    private static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
