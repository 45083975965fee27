namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where events go.</summary>
public class SendEventOptions
{
    /// <summary>Creates options that leave the choice of the partition to the hub.</summary>
    public SendEventOptions()
    {
    }

    /// <summary>Events with the same key go to the same partition, in order; null spreads them. Never together with <see cref="PartitionId"/>.</summary>
    public string? PartitionKey { get; set; }

    /// <summary>The partition to send to (<c>0</c> and up); null leaves the choice to the hub.</summary>
    public string? PartitionId { get; set; }
}
