using System.Security.Cryptography;
using System.Text;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Seals what is stored and nobody may read, with AES-GCM under one key that is in no store.</summary>
public sealed class KeyEncryption
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _root;
    private readonly byte[] _key;

    /// <summary>Takes the key.</summary>
    /// <param name="key">32 random bytes.</param>
    public KeyEncryption(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        _root = [.. key];
        _key = Derive("seal");
    }

    /// <summary>A key for a purpose of its own, from which no other follows.</summary>
    /// <param name="purpose">The purpose.</param>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _root, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Seals.</summary>
    /// <param name="plain">What nobody may read.</param>
    /// <param name="context">What it belongs to: it opens with the same context alone.</param>
    /// <returns>Nonce, tag and ciphertext.</returns>
    public byte[] Seal(ReadOnlySpan<byte> plain, string context)
    {
        var result = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(result.AsSpan(0, NonceBytes), plain, result.AsSpan(NonceBytes + TagBytes), result.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(context));
        return result;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <param name="sealed">What was sealed.</param>
    /// <param name="context">What it belongs to.</param>
    /// <returns>Null where it was sealed under another key, for another context, or was changed.</returns>
    public byte[]? Open(ReadOnlySpan<byte> @sealed, string context)
    {
        if (@sealed.Length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[@sealed.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(@sealed[..NonceBytes], @sealed[(NonceBytes + TagBytes)..], @sealed.Slice(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(context));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
