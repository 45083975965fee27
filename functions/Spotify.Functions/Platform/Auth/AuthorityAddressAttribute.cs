using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Auth;

/// <summary>An absolute address: HTTPS, or plain HTTP on loopback. Keys that arrive in the clear could be anybody's.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AuthorityAddressAttribute() : ValidationAttribute("The {0} field must be an https address.")
{
    public override bool IsValid(object? value) =>
        value is null or "" || (value is string text && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)));
}
