namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where a batch goes and how large it may become.</summary>
public class CreateBatchOptions : SendEventOptions
{
    /// <summary>Creates options for the largest batch a hub takes.</summary>
    public CreateBatchOptions()
    {
    }

    /// <summary>The most bytes the batch may hold; null is the hub's own limit of 1 MB.</summary>
    public long? MaximumSizeInBytes { get; set; }
}
