using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>How one storage account is reached: by a connection string, or by its endpoint and an identity.</summary>
public sealed class BlobAccountOptions
{
    /// <summary>A connection string.</summary>
    /// <value>Setting <c>Uploads</c> or <c>Media</c>; null where the endpoint is set.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The account's blob endpoint.</summary>
    /// <value>Setting <c>Uploads__blobServiceUri</c> or <c>Media__blobServiceUri</c>; an absolute https address.</value>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>The user-assigned identity to use with the endpoint.</summary>
    /// <value>Setting <c>Uploads__clientId</c> or <c>Media__clientId</c>; null for the machine's default identity.</value>
    public string? ClientId { get; set; }
}

/// <summary>Refuses an account that nothing leads to, by the names of the settings that would.</summary>
internal sealed class BlobAccountOptionsValidator : IValidateOptions<BlobAccountOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BlobAccountOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
            return IsConnectionString(options.ConnectionString)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{name}: this is no storage connection string (it needs UseDevelopmentStorage=true, or AccountName and AccountKey, or BlobEndpoint)");
        return options.BlobServiceUri is { IsAbsoluteUri: true }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{name}: set it to a storage connection string, or {name}__blobServiceUri to the account's blob endpoint");
    }

    private static bool IsConnectionString(string text) =>
        text.Contains("UseDevelopmentStorage=", StringComparison.OrdinalIgnoreCase)
        || (text.Contains("AccountName=", StringComparison.OrdinalIgnoreCase) && text.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase))
        || text.Contains("BlobEndpoint=", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Tells of both accounts' faults with those of all other settings.</summary>
internal sealed class BlobSettingsCheck(IOptionsMonitor<BlobAccountOptions> options) : ISettingsCheck
{
    /// <inheritdoc/>
    public IEnumerable<string> FindFaults() => ((string[])[BlobAccounts.UploadsName, BlobAccounts.MediaName]).SelectMany(FaultsOf);

    private IEnumerable<string> FaultsOf(string name)
    {
        try
        {
            _ = options.Get(name);
            return [];
        }
        catch (OptionsValidationException fault)
        {
            return fault.Failures;
        }
    }
}
