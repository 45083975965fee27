using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Functions.Platform.Auth;

/// <summary>A key that can sign: ES256.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly Lock _turn = new();
    private readonly ECDsa _key;

    private SigningKey(string kid, ECDsa key) => (Kid, _key) = (kid, key);

    /// <summary>Its name in tokens.</summary>
    public string Kid { get; }

    /// <summary>Makes a new key.</summary>
    /// <param name="encryption">What seals its private half.</param>
    /// <param name="now">The moment.</param>
    /// <param name="signsFrom">From when on it is to sign.</param>
    public static SigningKeyDocument Make(KeyEncryption encryption, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = fresh.ExportParameters(includePrivateParameters: false);
        var x = Base64Url.EncodeToString(parameters.Q.X);
        var y = Base64Url.EncodeToString(parameters.Q.Y);
        // RFC 7638: the thumbprint of these members in this order names the key.
        var kid = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
        var secret = fresh.ExportPkcs8PrivateKey();
        try
        {
            return new SigningKeyDocument { Kid = kid, X = x, Y = y, Sealed = encryption.Seal(secret, kid), MadeAt = now, SignsFrom = signsFrom };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Opens a key.</summary>
    /// <returns>Null where it was sealed under another key than this process has.</returns>
    public static SigningKey? Open(SigningKeyDocument document, KeyEncryption encryption)
    {
        if (encryption.Open(document.Sealed, document.Kid) is not { } secret)
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(secret, out _);
            return new SigningKey(document.Kid, key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Signs.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_turn)
            return _key.SignData(data, HashAlgorithmName.SHA256);
    }

    public void Dispose() => _key.Dispose();
}
