using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Events;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Lists one container again and again, for all functions that watch it, and starts work on every version that has no receipt.</summary>
internal sealed partial class ContainerScanner
{
    private const int MostUnderWay = 1000;
    private const double LongestFactor = 5;
    private const double FactorStep = 1.25;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestFailureWait = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<BlobFunction> _functions;
    private readonly BlobContainerClient _container;
    private readonly BlobReceipts _receipts;
    private readonly BlobWorker _worker;
    private readonly TimeSpan _interval;
    private readonly TriggerLoops _loops;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string? _prefix;
    private readonly ConcurrentDictionary<(string Function, string Blob), BlobReceipt> _known = [];
    private readonly ConcurrentDictionary<BlobReceipt, Task> _underWay = [];
    private double _factor = 1;
    private int _failures;
    private int _scan;

    /// <summary>Creates a scanner.</summary>
    /// <param name="functions">The functions that watch this container.</param>
    /// <param name="container">The container, with a client that is not traced: a scan is nobody's operation.</param>
    /// <param name="receipts">Its receipts.</param>
    /// <param name="worker">Does the work.</param>
    /// <param name="interval">The time between scans while there is something new; five times that when there is nothing for a while.</param>
    /// <param name="loops">Says when to stop.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the storage is away.</param>
    public ContainerScanner(
        IReadOnlyList<BlobFunction> functions, BlobContainerClient container, BlobReceipts receipts, BlobWorker worker, TimeSpan interval, TriggerLoops loops,
        TimeProvider time, ILogger logger)
    {
        (_functions, _container, _receipts, _worker, _interval, _loops, _time, _logger) = (functions, container, receipts, worker, interval, loops, time, logger);
        _prefix = CommonPrefix([.. functions.Select(function => function.Path.Prefix)]) is { Length: > 0 } prefix ? prefix : null;
    }

    /// <summary>Scans until the shutdown, then waits for the work under way.</summary>
    public async Task RunAsync()
    {
        foreach (var function in _functions)
        {
            foreach (var (blob, receipt) in _receipts.Read(function.Function.Name))
                _known[(function.Function.Name, blob)] = receipt;
        }

        while (!_loops.Stopping.IsCancellationRequested)
        {
            var wait = await ScanAsync();
            await Task.Delay(wait, _time, _loops.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_underWay.Values);
    }

    /// <summary>The longest text that all begin with.</summary>
    internal static string CommonPrefix(IReadOnlyList<string> texts)
    {
        var common = texts[0];
        foreach (var text in texts)
            common = common[..common.AsSpan().CommonPrefixLength(text)];
        return common;
    }

    private async Task<TimeSpan> ScanAsync()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var found = await ListAsync();
            if (_failures > 0)
                LogBack(_container.Name, _container.AccountName);
            _failures = 0;
            return WaitAfter(found, Stopwatch.GetElapsedTime(began));
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // It may be made later; until then there is nothing in it.
            return WaitAfter(0, Stopwatch.GetElapsedTime(began));
        }
        catch (Exception) when (_loops.Stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
#pragma warning disable CA1031 // A scan that fails is tried again; the next finds what this one did not.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (_failures++ == 0)
                LogAway(exception, _container.Name, _container.AccountName);
            var wait = _interval * Math.Pow(2, Math.Min(_failures, 20));
            return wait < LongestFailureWait ? wait : LongestFailureWait;
        }
    }

    // Slower and slower while nothing comes, at once fast again when something does; a container that takes long to list is listed more rarely when quiet.
    private TimeSpan WaitAfter(int found, TimeSpan took)
    {
        _factor = found > 0 ? 1 : Math.Min(_factor * FactorStep, LongestFactor);
        var wait = _interval * _factor;
        if (_factor >= LongestFactor && took * 10 > wait)
            wait = took * 10 < LongestWait ? took * 10 : LongestWait;
        return wait;
    }

    private async Task<int> ListAsync()
    {
        var (found, seen) = (0, 0);
        _scan++;
        await foreach (var item in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, _prefix, _loops.Stopping))
        {
            foreach (var function in _functions)
            {
                if (item.Properties.ETag is not { } version || !function.Path.TryMatch(item.Name, out var values))
                    continue;
                seen++;
                if (!TryBegin(function, item, version, values))
                    continue;
                if (++found + _underWay.Count > MostUnderWay)
                    return found;
            }
        }

        if (seen < _known.Count)
            await ForgetUnseenAsync();
        return found;
    }

    private bool TryBegin(BlobFunction function, BlobItem item, ETag version, Dictionary<string, object> values)
    {
        var key = (function.Function.Name, item.Name);
        var etag = version.ToString();
        var known = _known.GetValueOrDefault(key);
        if (known is not null)
        {
            known.SeenIn = _scan;
            if (known.IsUnderWay || (known.Version == etag && known.State != ReceiptState.Pending))
                return false;
        }

        if (known?.Version != etag)
            known = _known[key] = new BlobReceipt(etag) { SeenIn = _scan };
        known.IsUnderWay = true;
        values.TryAdd("BlobTrigger", $"{_container.Name}/{item.Name}");
        values.TryAdd("Uri", _container.GetBlobClient(item.Name).Uri.AbsoluteUri);
        var work = new BlobWork(function, item.Name, version, $"{item.Properties.BlobType ?? BlobType.Block}Blob", known, values);
        var started = new TaskCompletionSource();
        _underWay[known] = Task.Run(async () =>
        {
            await started.Task;
            await WorkAsync(work);
        });
        started.SetResult();
        return true;
    }

    private async Task WorkAsync(BlobWork work)
    {
        try
        {
            await _worker.RunAsync(work);
        }
        catch (OperationCanceledException) when (_loops.Stopping.IsCancellationRequested)
        {
            // It is found again after the restart.
        }
#pragma warning disable CA1031 // What the database refused is tried again by the next scan, which finds the blob without its receipt.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogWorkBroken(exception, work.Function.Function.Name, _container.Name, work.Blob);
        }
        finally
        {
            work.Receipt.IsUnderWay = false;
            _underWay.TryRemove(work.Receipt, out _);
        }
    }

    private async Task ForgetUnseenAsync()
    {
        foreach (var (key, receipt) in _known)
        {
            if (receipt.SeenIn == _scan || receipt.IsUnderWay)
                continue;
            await _receipts.DeleteAsync(key.Function, key.Blob);
            _known.TryRemove(key, out _);
        }
    }

    [LoggerMessage(EventId = 4211, Level = LogLevel.Warning,
        Message = "Container {Container} of storage account {Account} cannot be scanned; trying again until it can")]
    private partial void LogAway(Exception exception, string container, string account);

    [LoggerMessage(EventId = 4212, Level = LogLevel.Information, Message = "Container {Container} of storage account {Account} can be scanned again")]
    private partial void LogBack(string container, string account);

    [LoggerMessage(EventId = 4213, Level = LogLevel.Error, Message = "Work of {Function} on blob {Container}/{Blob} broke off; trying again")]
    private partial void LogWorkBroken(Exception exception, string function, string container, string blob);
}
