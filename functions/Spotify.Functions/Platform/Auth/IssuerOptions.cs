using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Auth;

/// <summary>How tokens of our own are issued. Section <c>Accounts</c>.</summary>
public sealed class IssuerOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Accounts";

    internal const string KeySetting = $"{Section}:{nameof(KeyEncryptionKey)}";

    /// <summary>The address under which listeners and apps reach this service; claim <c>iss</c> of its tokens.</summary>
    /// <value>Default <c>http://localhost:7071</c>. HTTPS, but for loopback; no slash at its end.</value>
    [Required]
    [AuthorityAddress]
    [RegularExpression(@"[^?#\s]*[^/?#\s]", ErrorMessage = "The {0} field must have no slash at its end, no query and no fragment.")]
    [Description("Set it to the https address of this service, such as https://accounts.example.com.")]
    public string Issuer { get; set; } = "http://localhost:7071";

    /// <summary>The key under which the private halves of signing keys are stored.</summary>
    /// <value>32 bytes in base64. The embedded runtime makes one on its first start, in the data directory.</value>
    [KeyBytes]
    [Description("Set it to 32 random bytes in base64, as openssl rand -base64 32 makes them.")]
    public string KeyEncryptionKey { get; set; } = "";

    /// <summary>Whether the service is reached without encryption, on the machine itself alone.</summary>
    internal bool IsLoopback => new Uri(Issuer) is { IsLoopback: true, Scheme: "http" };
}

/// <summary>32 bytes in base64, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyBytesAttribute() : ValidationAttribute("The {0} field must be 32 bytes in base64.")
{
    public override bool IsValid(object? value) => value is null or "" || (value is string text && IsKey(text));

    private static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[KeyEncryption.KeyBytes + 1];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == KeyEncryption.KeyBytes;
    }
}
