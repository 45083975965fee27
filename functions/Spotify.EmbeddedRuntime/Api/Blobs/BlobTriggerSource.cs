namespace Microsoft.Azure.Functions.Worker;

/// <summary>How a blob trigger learns of blobs. The embedded runtime scans the container for both.</summary>
public enum BlobTriggerSource
{
    /// <summary>Storage logs and a scan of the container.</summary>
    LogsAndContainerScan = 0,

    /// <summary>Events of the storage account.</summary>
    EventGrid = 1,
}
