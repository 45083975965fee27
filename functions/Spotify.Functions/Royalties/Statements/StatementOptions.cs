using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>Who sends sales reports to labels, section <c>Statements</c>.</summary>
public sealed class StatementOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Statements";

    /// <summary>Our DDEX party id; without one no sales reports are written, and statements are all the same.</summary>
    /// <value><c>PADPIDA</c> and letters and digits; empty by default.</value>
    [Description("Set the DDEX party id of the service, PADPIDA and letters and digits, or leave it out.")]
    public string SenderPartyId { get; set; } = "";

    /// <summary>Our name, as sales reports have it.</summary>
    /// <value>1 to 200 characters, default <c>Music service</c>.</value>
    [Required]
    [MaxLength(200)]
    public string SenderName { get; set; } = "Music service";

    /// <summary>DDEX party ids of labels, by the label's id; a label that is not named gets its reports under its own id.</summary>
    public Dictionary<string, string> Recipients { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SenderPartyId.Length > 0 && !IsPartyId(SenderPartyId))
            yield return new ValidationResult($"'{SenderPartyId}' is not a DDEX party id.", [nameof(SenderPartyId)]);
        foreach (var (label, id) in Recipients.Where(one => !IsPartyId(one.Value)))
            yield return new ValidationResult($"'{id}' of label {label} is not a DDEX party id.", [nameof(Recipients)]);
    }

    private static bool IsPartyId(string text) =>
        text.Length is > 7 and <= 40 && text.StartsWith("PADPIDA", StringComparison.Ordinal) && text.All(char.IsAsciiLetterOrDigit);
}
