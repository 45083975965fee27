using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spotify.Functions.Accounts;

/// <summary>Reads forms within bounds; each field counts once.</summary>
internal static class OAuthForm
{
    private const int MaxBytes = 64 * 1024;

    private static readonly FormOptions Bounds = new() { KeyLengthLimit = 100, ValueLengthLimit = 16 * 1024, ValueCountLimit = 40, BufferBodyLengthLimit = MaxBytes, MemoryBufferThreshold = MaxBytes };

    /// <summary>The form of a request; null where the body is none, is over 64 KB, or broke off.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes
            || request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return await request.ReadFormAsync(Bounds, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>A field; null where it is missing or empty. What is there twice is as if it were missing.</summary>
    public static string? One(this IFormCollection form, string name) => form.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    /// <summary>A field that is there more than once.</summary>
    public static bool TryFindTwice(this IFormCollection form, [NotNullWhen(true)] out string? name)
    {
        name = form.FirstOrDefault(field => field.Value.Count > 1).Key;
        return name is not null;
    }
}
