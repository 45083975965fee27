using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Spotify.Functions.Platform.Auth;

/// <summary>What a developer's machine makes for itself on its first start, under <c>keys</c> in the data directory, readable by its owner alone.</summary>
/// <param name="dataDirectory">The application's data directory.</param>
internal sealed class DevelopmentFiles(string dataDirectory)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The key under which signing keys are stored; made where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not a key.</exception>
    public KeyEncryption OpenKeyEncryption()
    {
        var path = PathOf("accounts.key");
        var text = Encoding.ASCII.GetString(ReadOrMake(path, () => Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyEncryption.KeyBytes))))).Trim();
        var key = new byte[KeyEncryption.KeyBytes + 1];
        return Convert.TryFromBase64String(text, key, out var written) && written == KeyEncryption.KeyBytes
            ? new KeyEncryption(key[..KeyEncryption.KeyBytes])
            : throw new InvalidDataException($"{path} is not a key: delete it and the documents of kind signing-keys, and new ones are made.");
    }

    /// <summary>A JSON file of that name; made where there is none.</summary>
    /// <param name="name">The file's name under <c>keys</c>.</param>
    /// <param name="make">What to write into a new one.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public T ReadOrMake<T>(string name, Func<T> make)
    {
        var path = PathOf(name);
        try
        {
            return JsonSerializer.Deserialize<T>(ReadOrMake(path, () => JsonSerializer.SerializeToUtf8Bytes(make(), Json)), Json)
                ?? throw new InvalidDataException($"{path} is empty: delete it, and a new one is made.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} cannot be read: delete it, and a new one is made.", exception);
        }
    }

    private string PathOf(string name) => Path.Combine(dataDirectory, "keys", name);

    private byte[] ReadOrMake(string path, Func<byte[]> make)
    {
        if (!File.Exists(path))
        {
            using var turn = DevelopmentAuthority.TakeTurn(dataDirectory);
            if (!File.Exists(path))
                DevelopmentAuthority.WriteSecret(path, make());
        }

        return File.ReadAllBytes(path);
    }
}
