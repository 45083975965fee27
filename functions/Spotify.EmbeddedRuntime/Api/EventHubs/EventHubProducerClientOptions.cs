namespace Azure.Messaging.EventHubs.Producer;

/// <summary>How a producer connects; the embedded runtime's log is in the same process and needs none of it.</summary>
public class EventHubProducerClientOptions
{
    /// <summary>Creates the defaults.</summary>
    public EventHubProducerClientOptions()
    {
    }
}
