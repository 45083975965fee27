using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Http;

/// <summary>Which web pages' scripts may call. Section <c>Cors</c>.</summary>
public sealed class CorsOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cors";

    /// <summary>The origins whose pages may call, separated by spaces, or <c>*</c> for all: a page has no rights but those of the token that it sends.</summary>
    /// <value>Default none. In the environment Development pages from this machine may call besides.</value>
    [Description("It is a list such as https://player.example https://www.example:8443, or *.")]
    public string Origins { get; set; } = "";

    /// <summary>The origins, one by one.</summary>
    internal string[] List => Origins.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        List.Where(origin => origin != "*" && !IsOrigin(origin))
            .Select(origin => new ValidationResult($"'{origin}' is no origin: it is scheme, host and port alone, such as https://player.example.", [nameof(Origins)]));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && string.Equals(address.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase) && address.UserInfo.Length == 0;
}
