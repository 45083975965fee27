using System.Globalization;
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

    /// <summary>How long a send may take, with the wait for its turn, before the caller is told that the hub is unavailable.</summary>
    /// <value>Setting <c>EventHubs__sendTimeout</c>; default 10 seconds, at most a minute.</value>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The namespaces that users are spread over. Each is read by a deployment of its own, whose <c>EventHubs</c> names it.</summary>
    /// <value>Settings <c>EventHubs__producers__0</c> and on, each a connection string or a namespace's full name; default is the one of <c>EventHubs</c>.</value>
    public IReadOnlyList<string> Producers { get; set; } = [];

    /// <summary>How many partitions each hub has, so that events for one partition can be sent together.</summary>
    /// <value>
    /// Setting <c>EventHubs__partitions</c>, 1 to 2,000, the same as the hubs were made with; default 0: not told. Users share 256 partition keys then,
    /// which the hub spreads less evenly.
    /// </value>
    public int Partitions { get; set; }

    /// <summary>How many bytes may wait to be sent to one hub; what comes beyond is refused at once.</summary>
    /// <value>Setting <c>EventHubs__maxWaitingBytes</c>, from 4 MB on; default 64 MB.</value>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Where is sent to, valid options assumed.</summary>
    internal IReadOnlyList<EventNamespace> Namespaces()
    {
        if (Producers.Count > 0)
            return [.. Producers.Select(one => EventNamespace.TryParse(one, out var parsed) ? parsed : throw new FormatException("A producer's setting names no namespace."))];
        return EventNamespace.TryParse(string.IsNullOrWhiteSpace(ConnectionString) ? FullyQualifiedNamespace : ConnectionString, out var usual)
            ? [usual]
            : throw new FormatException("The setting EventHubs names no namespace.");
    }
}

/// <summary>Refuses a namespace that nothing leads to, by the names of the settings that would.</summary>
internal sealed class EventHubOptionsValidator : IValidateOptions<EventHubOptions>
{
    private const int MaxPartitions = 2000;
    private const long LeastWaitingBytes = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EventHubOptions options)
    {
        var faults = new List<string>();
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            if (!EventNamespace.TryParse(options.ConnectionString, out var usual) || usual.ConnectionString is null)
                faults.Add("EventHubs: this is no Event Hubs connection string (it needs Endpoint=sb://name/)");
        }
        else if (string.IsNullOrWhiteSpace(options.FullyQualifiedNamespace))
        {
            faults.Add("EventHubs: set it to an Event Hubs connection string, or EventHubs__fullyQualifiedNamespace to the namespace's name");
        }
        else if (!EventNamespace.TryParse(options.FullyQualifiedNamespace, out _))
        {
            faults.Add("EventHubs__fullyQualifiedNamespace: this is no namespace's name, such as name.servicebus.windows.net");
        }

        if (options.SendTimeout <= TimeSpan.Zero || options.SendTimeout > TimeSpan.FromMinutes(1))
            faults.Add("EventHubs__sendTimeout: set it to a time above zero and at most a minute, as hh:mm:ss");
        if (options.Partitions is < 0 or > MaxPartitions)
            faults.Add("EventHubs__partitions: set it to how many partitions each hub has, 1 to 2000, or to 0 when that is not known");
        if (options.MaxWaitingBytes < LeastWaitingBytes)
            faults.Add("EventHubs__maxWaitingBytes: set it to a whole number of bytes, 4194304 at least");
        FindProducerFaults(options.Producers, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void FindProducerFaults(IReadOnlyList<string> producers, List<string> faults)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < producers.Count; i++)
        {
            var setting = string.Create(CultureInfo.InvariantCulture, $"EventHubs__producers__{i}");
            if (!EventNamespace.TryParse(producers[i], out var one))
                faults.Add($"{setting}: set it to an Event Hubs connection string, or to a namespace's full name");
            else if (!seen.Add(one.Name))
                faults.Add($"{setting}: namespace {one.Name} is listed already");
        }
    }
}
