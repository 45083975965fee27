using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Billing;

/// <summary>How billing proves itself. Section <c>Billing</c>.</summary>
public sealed class BillingOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Billing";

    /// <summary>The fewest characters of a secret.</summary>
    public const int ShortestSecret = 24;

    /// <summary>The most secrets that are good at the same time.</summary>
    public const int MostSecrets = 5;

    /// <summary>The secrets that events may be signed with: the one of now, and while it is changed the one before or after.</summary>
    /// <value>Settings <c>Billing__Secrets__0</c>, <c>__1</c>, ...: at most five, each of 24 characters and more. Default none: no event is taken, and senders are told to come again.</value>
    public IList<string> Secrets { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Secrets.Any(secret => string.IsNullOrWhiteSpace(secret) || secret.Length < ShortestSecret))
            yield return new ValidationResult($"A secret has fewer than {ShortestSecret} characters. Set one that was made at random.", [nameof(Secrets)]);
        if (Secrets.Count > MostSecrets)
            yield return new ValidationResult($"There are more than {MostSecrets} secrets. Remove those that nobody signs with any more.", [nameof(Secrets)]);
    }
}
