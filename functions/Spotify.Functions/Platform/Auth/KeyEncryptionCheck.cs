using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Demands a key for the signing keys where tokens of our own are issued and nobody makes one: everywhere but on the embedded runtime.</summary>
internal sealed class KeyEncryptionCheck(IConfiguration configuration, IServiceProviderIsService services) : ISettingsCheck
{
    public IEnumerable<string> FindFaults() =>
        string.IsNullOrEmpty(configuration[IssuerOptions.KeySetting]) && !services.IsService(typeof(DevelopmentFiles))
            ? [$"{SettingName.ToEnvironment(IssuerOptions.KeySetting)}: it is not set. Set it to 32 random bytes in base64, or set Auth__Authority to have an outside authority issue the tokens."]
            : [];
}
