using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Spotify.Cli.Delivery;

/// <summary>Writes the <c>release.json</c> of a folder, its codes derived from the audio where the tags carry none.</summary>
internal static class ReleaseManifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The manifest: every market, every tier, from the release date on.</summary>
    /// <param name="release">The release.</param>
    /// <param name="hashes">SHA-256 in lower-case hex by file name.</param>
    /// <param name="names">The name that each file is delivered under, by its name in the folder.</param>
    public static byte[] Write(ReleaseFolder release, IReadOnlyDictionary<string, string> hashes, IReadOnlyDictionary<string, string> names)
    {
        var content = string.Join('\n', release.Tracks.Select(track => hashes[track.File]));
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Release = new
                {
                    Upc = DeriveUpc($"{release.Title}\n{release.Artist}\n{content}"),
                    release.Title,
                    Type = release.Tracks.Count switch { 1 => "single", <= 6 => "ep", _ => "album" },
                    Artists = (string[])[release.Artist],
                    release.ReleaseDate,
                    Genres = Array.Empty<string>(),
                    PLine = "",
                    CLine = "",
                    Cover = release.Cover is null ? null : names[release.Cover],
                },
                Tracks = release.Tracks.Select(track => new
                {
                    File = names[track.File],
                    Sha256 = hashes[track.File],
                    Isrc = IsIsrc(track.Isrc) ? Normalize(track.Isrc!) : DeriveIsrc(hashes[track.File]),
                    track.Title,
                    Artists = (string[])[track.Artist],
                    track.Disc,
                    track.Number,
                    Explicit = false,
                }),
                Rights = (object[])
                [
                    new
                    {
                        Markets = (string[])["*"],
                        Except = Array.Empty<string>(),
                        Tiers = (string[])["free", "premium"],
                        Uses = (string[])["stream", "download"],
                        From = release.ReleaseDate.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
                        Until = (DateTime?)null,
                    },
                ],
            },
            Json);
    }

    /// <summary>An ISRC under ZZ, the prefix for where no national agency answers; the same audio gives the same code.</summary>
    private static string DeriveIsrc(string sha256)
    {
        const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var number = Convert.ToUInt64(sha256[..15], 16);
        (number, var digits) = Math.DivRem(number, 100_000);
        (number, var first) = Math.DivRem(number, 36);
        (number, var second) = Math.DivRem(number, 36);
        return string.Create(CultureInfo.InvariantCulture, $"ZZ{Alphabet[(int)first]}{Alphabet[(int)second]}{Alphabet[(int)(number % 36)]}26{digits:00000}");
    }

    /// <summary>An EAN-13 under 29, which GS1 leaves to in-house use; the same release gives the same code.</summary>
    private static string DeriveUpc(string content)
    {
        var number = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(content))) % 10_000_000_000;
        var digits = string.Create(CultureInfo.InvariantCulture, $"29{number:0000000000}");
        var sum = digits.Select((digit, index) => (digit - '0') * (index % 2 == 0 ? 1 : 3)).Sum();
        return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }

    private static string Normalize(string isrc) => isrc.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private static bool IsIsrc(string? isrc) =>
        isrc is not null && Normalize(isrc) is { Length: 12 } code
        && code[..2].All(char.IsAsciiLetterUpper) && code[2..5].All(char.IsAsciiLetterOrDigit) && code[5..].All(char.IsAsciiDigit);
}
