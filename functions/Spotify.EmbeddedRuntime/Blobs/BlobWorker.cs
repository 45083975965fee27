using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Events;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>A version of a blob that a function is to handle.</summary>
internal sealed record BlobWork(BlobFunction Function, string Blob, ETag Version, string BlobType, BlobReceipt Receipt, Dictionary<string, object> Values);

/// <summary>
/// Takes one blob of a container through its tries to its end: handled, or on the poison queue. The count of tries is on the disk before each try, so that
/// a blob that kills the process is counted too.
/// </summary>
internal sealed partial class BlobWorker(
    BlobContainerClient container, BlobReceipts receipts, QueueSender poison, BlobSettings settings, SemaphoreSlim slots, TimeSpan interval,
    IFunctionInvoker invoker, TriggerLoops loops, TimeProvider time, ILogger logger)
{
    private const string PoisonQueue = "webjobs-blobtrigger-poison";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Works on a blob until it is done with, or the shutdown comes between.</summary>
    public async Task RunAsync(BlobWork work)
    {
        var failures = 0;
        while (true)
        {
            await slots.WaitAsync(loops.Stopping);
            bool ended;
            try
            {
                ended = await StepAsync(work, failures);
            }
            finally
            {
                slots.Release();
            }

            if (ended)
                return;
            failures++;
            var wait = interval * Math.Pow(2, Math.Min(Math.Max(failures, work.Receipt.Tries) - 1, 20));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, loops.Stopping);
        }
    }

    // False when it is to be tried again later.
    private async Task<bool> StepAsync(BlobWork work, int failures)
    {
        var (function, receipt) = (work.Function, work.Receipt);
        if (receipt.Tries >= settings.PoisonThreshold)
            return await PoisonAsync(work);

        object value;
        try
        {
            value = await function.OpenAsync(container, work.Blob, work.Version, loops.Aborting);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // Gone, or another version by now, which the next scan finds: either way this one will never be handled.
            receipt.State = ReceiptState.Done;
            await receipts.DeleteAsync(function.Function.Name, work.Blob);
            return true;
        }
        catch (Exception exception) when (StorageFailure.Is(exception) && !loops.Stopping.IsCancellationRequested)
        {
            // The storage's failure, not the blob's: it does not count as a try.
            if (failures == 0)
                LogUnreadable(exception, container.Name, work.Blob, function.Function.Name);
            return false;
        }

        try
        {
            return await InvokeAsync(work, value);
        }
        finally
        {
            if (value is IAsyncDisposable stream)
                await stream.DisposeAsync();
        }
    }

    private async Task<bool> InvokeAsync(BlobWork work, object value)
    {
        var (function, receipt) = (work.Function.Function, work.Receipt);
        receipt.Tries++;
        await receipts.WriteAsync(function.Name, work.Blob, receipt);
        try
        {
            var input = new BlobTriggerInput(function.TriggerParameter, value, work.Values, receipt.Tries - 1, settings.PoisonThreshold - 1);
            await invoker.InvokeAsync(function, input, loops.Aborting);
        }
#pragma warning disable CA1031 // Whatever the function threw is a failed try of this blob and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (loops.Stopping.IsCancellationRequested)
            {
                // What fails during a shutdown is no verdict on the blob.
                receipt.Tries--;
                await receipts.WriteAsync(function.Name, work.Blob, receipt);
                return true;
            }

            LogFailed(exception, function.Name, receipt.Tries, settings.PoisonThreshold, container.Name, work.Blob);
            return receipt.Tries >= settings.PoisonThreshold && await PoisonAsync(work);
        }

        receipt.State = ReceiptState.Done;
        await receipts.WriteAsync(function.Name, work.Blob, receipt);
        return true;
    }

    private async Task<bool> PoisonAsync(BlobWork work)
    {
        var name = work.Function.Function.Name;
        // Names and shape as the Functions host writes them.
        var message = JsonSerializer.Serialize(new
        {
            Type = "BlobTrigger",
            FunctionId = $"Host.Functions.{name}",
            work.BlobType,
            ContainerName = container.Name,
            BlobName = work.Blob,
            ETag = work.Version.ToString(),
        });
        try
        {
            await poison.SendAsync(PoisonQueue, message, loops.Aborting);
        }
        catch (Exception exception) when (StorageFailure.Is(exception) && !loops.Stopping.IsCancellationRequested)
        {
            LogPoisonFailed(exception, container.Name, work.Blob, PoisonQueue);
            return false;
        }

        work.Receipt.State = ReceiptState.Poisoned;
        await receipts.WriteAsync(name, work.Blob, work.Receipt);
        LogPoisoned(name, container.Name, work.Blob, PoisonQueue);
        return true;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "{Function} failed try {Try} of {Most} on blob {Container}/{Blob}")]
    private partial void LogFailed(Exception exception, string function, int @try, int most, string container, string blob);

    [LoggerMessage(EventId = 4202, Level = LogLevel.Error, Message = "{Function} gave up on blob {Container}/{Blob}: it is on queue {Queue} now")]
    private partial void LogPoisoned(string function, string container, string blob, string queue);

    [LoggerMessage(EventId = 4203, Level = LogLevel.Warning, Message = "Blob {Container}/{Blob} could not be put on queue {Queue}; trying again")]
    private partial void LogPoisonFailed(Exception exception, string container, string blob, string queue);

    [LoggerMessage(EventId = 4204, Level = LogLevel.Warning, Message = "Blob {Container}/{Blob} cannot be read for {Function}; trying again")]
    private partial void LogUnreadable(Exception exception, string container, string blob, string function);
}
