using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>A body that was read, or the refusal to answer with.</summary>
/// <param name="Value">The body; null where it was refused.</param>
/// <param name="Error">The refusal; null where the body was read.</param>
public readonly record struct BodyResult<T>(T? Value, IResult? Error)
    where T : class
{
    /// <summary>Whether the body was refused: return <see cref="Error"/> then.</summary>
    [MemberNotNullWhen(true, nameof(Error))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Error is not null;
}
