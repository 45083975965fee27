using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotify.Functions.Platform.Auth;

/// <summary>
/// Issues tokens on a developer's machine, with a signing key that is made on first use and kept under the data directory. The command line compiles
/// this same file, so it stands on the base class library alone.
/// </summary>
internal sealed class DevelopmentAuthority : IDisposable
{
    /// <summary>Claim <c>iss</c> of its tokens.</summary>
    public const string Issuer = "spotify-development";

    /// <summary>Claim <c>aud</c> of its tokens.</summary>
    public const string Audience = "spotify";

    // Tokens are never pasted into HTML; plain escaping keeps them short.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ECDsa _key;
    private readonly string _header;
    private readonly TimeProvider _time;

    private DevelopmentAuthority(KeyFile file, TimeProvider time)
    {
        _time = time;
        _key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Base64Url.DecodeFromChars(file.D),
            Q = new ECPoint { X = Base64Url.DecodeFromChars(file.X), Y = Base64Url.DecodeFromChars(file.Y) },
        });
        _header = Encode(new Header("ES256", "JWT", file.Kid));
        KeySet = JsonSerializer.Serialize(new { keys = new[] { file with { D = null } } }, Json);
    }

    /// <summary>The public half as a JSON Web Key Set (RFC 7517).</summary>
    public string KeySet { get; }

    /// <summary>Opens the authority of a data directory, and makes its key where there is none. Two processes that start at once end with the same key.</summary>
    /// <param name="dataDirectory">The application's data directory; the key is in <c>keys/development.json</c>, readable by its owner alone.</param>
    /// <param name="time">The clock that tokens are dated by.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">The key file is not a key: delete it, and a new one is made.</exception>
    public static DevelopmentAuthority Open(string dataDirectory, TimeProvider time)
    {
        var path = Path.Combine(dataDirectory, "keys", "development.json");
        if (!File.Exists(path))
        {
            using var turn = TakeTurn(dataDirectory);
            if (!File.Exists(path))
                Create(path);
        }

        try
        {
            var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path), Json);
            return new DevelopmentAuthority(file ?? throw new InvalidDataException($"{path} is empty: delete it, and a new key is made."), time);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or CryptographicException)
        {
            throw new InvalidDataException($"{path} is not a signing key: delete it, and a new one is made.", exception);
        }
    }

    /// <summary>Issues a token, valid from now on.</summary>
    /// <param name="subject">Claim <c>sub</c>: the user's id.</param>
    /// <param name="tier">Claim <c>tier</c>: <c>free</c>, <c>premium</c>, <c>family</c>, <c>student</c>, <c>trial</c>.</param>
    /// <param name="country">Claim <c>country</c>, ISO 3166-1 alpha-2.</param>
    /// <param name="scopes">Claim <c>scope</c>, such as <c>admin</c>; left out where empty.</param>
    /// <param name="label">Claim <c>label</c>, for label staff.</param>
    /// <param name="artist">Claim <c>artist</c>, for artists.</param>
    /// <param name="lifetime">How long it is good; an hour by default.</param>
    public string Issue(
        string subject, string tier = "premium", string country = "SE", IEnumerable<string>? scopes = null, string? label = null, string? artist = null, TimeSpan? lifetime = null)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var scope = string.Join(' ', scopes ?? []);
        var expires = now + (long)(lifetime ?? TimeSpan.FromHours(1)).TotalSeconds;
        var payload = Encode(new Payload(Issuer, Audience, subject, tier, country, scope.Length == 0 ? null : scope, label, artist, now, now, expires));
        var signed = $"{_header}.{payload}";
        lock (_key)
            return $"{signed}.{Base64Url.EncodeToString(_key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Writes a file that its owner alone may read. It appears under its name whole: whoever reads it without a turn never meets half of it.</summary>
    internal static void WriteSecret(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }

    private static void Create(string path)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = fresh.ExportParameters(includePrivateParameters: true);
        var x = Base64Url.EncodeToString(parameters.Q.X);
        var y = Base64Url.EncodeToString(parameters.Q.Y);
        // RFC 7638: the thumbprint of these members in this order names the key.
        var thumbprint = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}"""));
        var file = new KeyFile("EC", "P-256", "ES256", "sig", Base64Url.EncodeToString(thumbprint), x, y, Base64Url.EncodeToString(parameters.D));
        WriteSecret(path, JsonSerializer.SerializeToUtf8Bytes(file, Json));
    }

    /// <summary>Lets one process at a time make a key. A rename that refuses to overwrite would not do: on Unix it looks first and renames then.</summary>
    internal static FileStream TakeTurn(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, "keys.lock");
        FileStream? turn = null;
        SpinWait.SpinUntil(() => (turn = TryLock(path)) is not null, TimeSpan.FromSeconds(10));
        return turn ?? throw new IOException($"{path} stayed locked for ten seconds: another process hangs while it makes the signing key.");
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, Json));

    private sealed record Header(string Alg, string Typ, string Kid);

    private sealed record Payload(
        string Iss, string Aud, string Sub, string Tier, string Country, string? Scope, string? Label, string? Artist, long Iat, long Nbf, long Exp);

    private sealed record KeyFile(string Kty, string Crv, string Alg, string Use, string Kid, string X, string Y, string? D);
}
