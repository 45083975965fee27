using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Spotify.Functions.Platform.Flags;

/// <summary>Features that can be switched. Section <c>Flags</c>.</summary>
public sealed class FlagOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Flags";

    /// <summary>How old what this instance knows of the flags may become before it looks again.</summary>
    /// <value>Default 10 s, 1 s to 10 min.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    [Description("It is a time such as 00:00:10.")]
    public TimeSpan Refresh { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Shares of listeners where no operator has set any, such as <c>live-taste=25,edge-addresses=0</c>; what is not named is on for all.</summary>
    /// <value>Empty by default.</value>
    public string Defaults { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var part in Parts())
        {
            if (Parse(part) is null)
                yield return new ValidationResult($"'{part}' is no flag with a share: write NAME=PERCENT with a name of {string.Join(", ", FlagNames.All.Select(flag => flag.Name))} and 0 to 100.", [nameof(Defaults)]);
        }
    }

    /// <summary>The shares that are named, in hundredths of a percent.</summary>
    internal IReadOnlyDictionary<string, int> Shares() =>
        Parts().Select(Parse).OfType<(string Name, int Share)>().GroupBy(one => one.Name, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Last().Share, StringComparer.Ordinal);

    private string[] Parts() => Defaults.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (string Name, int Share)? Parse(string part) =>
        part.Split('=', 2) is [var name, var share] && FlagNames.All.Any(flag => flag.Name == name)
            && decimal.TryParse(share, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && FlagState.ShareOf(percent) is { } hundredths
            ? (name, hundredths) : null;
}
