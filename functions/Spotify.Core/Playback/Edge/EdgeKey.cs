namespace Spotify.Core.Playback.Edge;

/// <summary>A key that edge tokens are signed with.</summary>
public sealed class EdgeKey
{
    /// <summary>The fewest bytes of a secret.</summary>
    public const int LeastBytes = 32;

    private readonly byte[] _secret;

    /// <summary>Takes a key.</summary>
    /// <param name="id">What tokens name it by: 1 to 16 letters, digits, hyphens and underscores.</param>
    /// <param name="secret">At least <see cref="LeastBytes"/> random bytes.</param>
    /// <exception cref="ArgumentException">The id has another form, or the secret is too short.</exception>
    public EdgeKey(string id, ReadOnlySpan<byte> secret)
    {
        if (!IsValidId(id))
            throw new ArgumentException("A key's id is 1 to 16 letters, digits, hyphens and underscores.", nameof(id));
        if (secret.Length < LeastBytes)
            throw new ArgumentException($"A key has at least {LeastBytes} bytes.", nameof(secret));
        (Id, _secret) = (id, secret.ToArray());
    }

    /// <summary>What tokens name it by.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Whether a text may be a key's id.</summary>
    /// <param name="id">The text.</param>
    public static bool IsValidId(string? id) => id is { Length: >= 1 and <= 16 } && id.AsSpan().IndexOfAnyExcept(EdgeToken.PlainLetters) < 0;

    /// <inheritdoc/>
    public override string ToString() => $"edge key {Id}";
}

/// <summary>
/// The keys in use, the one that signs first. To change keys without refusing anybody: put the new one second everywhere, then first, and take the old one out when the last address that it
/// signed has ended.
/// </summary>
public sealed class EdgeKeyRing
{
    private readonly EdgeKey[] _keys;

    /// <summary>Takes the keys.</summary>
    /// <param name="keys">One or two; the first signs, all verify.</param>
    /// <exception cref="ArgumentException">None or more than two, or both have one id.</exception>
    public EdgeKeyRing(params IReadOnlyList<EdgeKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count is < 1 or > 2)
            throw new ArgumentException("There are one or two keys: the one that signs, and the one before or after it.", nameof(keys));
        if (keys.Count == 2 && keys[0].Id == keys[1].Id)
            throw new ArgumentException("Two keys need two ids.", nameof(keys));
        _keys = [.. keys];
    }

    /// <summary>The key that signs.</summary>
    public EdgeKey Current => _keys[0];

    /// <summary>The key of an id, or null.</summary>
    internal EdgeKey? Find(ReadOnlySpan<char> id)
    {
        foreach (var key in _keys)
        {
            if (id.SequenceEqual(key.Id))
                return key;
        }

        return null;
    }
}
