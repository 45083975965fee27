using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Events;

/// <summary>How the event hubs' namespace is reached: by a connection string, or by its name and an identity.</summary>
public sealed class EventHubOptions
{
    /// <summary>A connection string.</summary>
    /// <value>Setting <c>EventHubs</c>, as <c>Endpoint=sb://name/;...</c>; null where the namespace is set.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The namespace's full name.</summary>
    /// <value>Setting <c>EventHubs__fullyQualifiedNamespace</c>, such as <c>name.servicebus.windows.net</c>; null where the connection string is set.</value>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>The user-assigned identity to use with the namespace.</summary>
    /// <value>Setting <c>EventHubs__clientId</c>; null for the machine's default identity.</value>
    public string? ClientId { get; set; }

    /// <summary>How long a send may take before the caller is told that the hub is unavailable.</summary>
    /// <value>Setting <c>EventHubs__sendTimeout</c>; default 10 seconds.</value>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Refuses a namespace that nothing leads to, by the names of the settings that would.</summary>
internal sealed class EventHubOptionsValidator : IValidateOptions<EventHubOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EventHubOptions options)
    {
        var faults = new List<string>();
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            if (!options.ConnectionString.Contains("Endpoint=sb://", StringComparison.OrdinalIgnoreCase))
                faults.Add("EventHubs: this is no Event Hubs connection string (it needs Endpoint=sb://name/)");
        }
        else if (string.IsNullOrWhiteSpace(options.FullyQualifiedNamespace))
        {
            faults.Add("EventHubs: set it to an Event Hubs connection string, or EventHubs__fullyQualifiedNamespace to the namespace's name");
        }

        if (options.SendTimeout <= TimeSpan.Zero || options.SendTimeout > TimeSpan.FromMinutes(1))
            faults.Add("EventHubs__sendTimeout: set it to a time above zero and at most a minute, as hh:mm:ss");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
