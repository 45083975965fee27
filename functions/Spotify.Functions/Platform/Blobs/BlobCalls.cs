using Azure;
using Spotify.Core;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Tells faults of the storage that another try may mend from all others.</summary>
internal static class BlobCalls
{
    /// <summary>Runs calls to the storage; time-outs, throttles, broken connections and full disks come out as <see cref="TransientException"/>.</summary>
    /// <param name="what">What is being done, for the message.</param>
    /// <param name="call">The calls.</param>
    /// <param name="cancellationToken">The caller's own; its cancellation is no fault.</param>
    /// <param name="mends">Further statuses of the storage that another try may mend here.</param>
    public static async Task<T> RunAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken, params int[] mends)
    {
        try
        {
            return await call();
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested && MayMend(problem, mends))
        {
            throw new TransientException($"{what} failed: {problem.Message.Split('\n')[0]}", problem);
        }
    }

    private static bool MayMend(Exception problem, int[] mends) => problem switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 409 or 429 or >= 500 || mends.Contains(failed.Status),
        AggregateException many => many.InnerExceptions.All(one => MayMend(one, mends)),
        FileNotFoundException => false,
        IOException or HttpRequestException or OperationCanceledException => true,
        _ => false,
    };
}
