using Azure;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Tells failures of the storage service from bugs.</summary>
internal static class StorageFailure
{
    /// <summary>Whether the service refused, or could not be reached, or did not answer in time.</summary>
    public static bool Is(Exception exception) => exception is RequestFailedException or IOException or HttpRequestException or TaskCanceledException
        || (exception is AggregateException several && several.InnerExceptions.All(Is));
}
