using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Subscriptions.Countries;

/// <summary>What is known of addresses. Section <c>Country</c>.</summary>
public sealed class CountryOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Country";

    /// <summary>Stands for every market.</summary>
    public const string Everywhere = "*";

    /// <summary>A file of networks and the countries that they are in: lines <c>192.0.2.0/24,SE</c>, IPv4 and IPv6, in any order; <c>#</c> begins a comment.</summary>
    /// <value>Default none: addresses say nothing of countries.</value>
    public string? Ranges { get; set; }

    /// <summary>A file of networks that relay for others, a line each: VPNs, proxies, privacy relays.</summary>
    /// <value>Default none: no network is known to relay.</value>
    public string? Relays { get; set; }

    /// <summary>The markets whose licences demand that nobody plays through a relay network; <c>*</c> for all.</summary>
    /// <value>Settings <c>Country__RefuseRelaysIn__0</c>, ...: ISO 3166-1 alpha-2 in capitals. Default none.</value>
    public IList<string> RefuseRelaysIn { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RefuseRelaysIn.Any(market => market != Everywhere && market is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
            yield return new ValidationResult("It names something else than countries. Set each to two capital letters, or to * for all.", [nameof(RefuseRelaysIn)]);
    }
}
