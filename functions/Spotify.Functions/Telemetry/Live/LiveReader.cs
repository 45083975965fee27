using System.Globalization;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Reads windows: merges the segments of all writers.</summary>
public sealed partial class LiveReader(IDocumentStore documents, ILogger<LiveReader> logger)
{
    /// <summary>Names of one merged window at the most; those with the most stay.</summary>
    internal const int MaxNames = 100_000;

    /// <summary>Bytes of one merged window at the most.</summary>
    internal const int MaxBytes = 32 * 1024 * 1024;

    // Of at most 350 KB each.
    private const int Page = 20;

    /// <summary>The windows of a scope that begin within a stretch of time, those without anything left out.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyDictionary<long, SketchSet>> ReadAsync(string scope, long fromMs, long untilMs, CancellationToken cancellationToken)
    {
        var windows = new Dictionary<long, SketchSet>();
        for (var hour = LiveWindow.FloorTo(fromMs, LiveWindow.HourMs); hour < untilMs; hour += LiveWindow.HourMs)
        {
            var start = hour;
            await ReadHourAsync(scope, hour, Math.Max(fromMs, hour), untilMs, (minute, set) => Merge(windows, start + (minute * LiveWindow.MinuteMs), set), cancellationToken);
        }

        return windows;
    }

    /// <summary>All of an hour, whatever the length of the scope's windows.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<SketchSet> ReadHourAsync(string scope, long hourMs, CancellationToken cancellationToken)
    {
        var all = new SketchSet();
        await ReadHourAsync(scope, hourMs, hourMs, hourMs + LiveWindow.HourMs, (_, set) => Merge(all, set), cancellationToken);
        return all;
    }

    /// <summary>What is known of one name in an hour.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<SketchGroup> ReadHourAsync(string scope, long hourMs, UInt128 name, CancellationToken cancellationToken)
    {
        var one = new SketchGroup();
        await ReadHourAsync(scope, hourMs, hourMs, hourMs + LiveWindow.HourMs, (_, set) =>
        {
            if (set.Groups.TryGetValue(name, out var group))
                one.Merge(group);
        }, cancellationToken);
        return one;
    }

    /// <summary>How far the processes have come that read the hub within the last two hours.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<LiveWriterDocument>> ReadWritersAsync(CancellationToken cancellationToken) =>
        [.. (await documents.RangeAsync<LiveWriterDocument>(DocumentContainer.Aggregates, LiveWriterDocument.Scope, default, DocumentRules.MaxReads, null, cancellationToken))
            .Documents.Select(one => one.Document.Value)];

    private async Task ReadHourAsync(string scope, long hourMs, long fromMs, long untilMs, Action<int, SketchSet> take, CancellationToken cancellationToken)
    {
        var until = untilMs >= hourMs + LiveWindow.HourMs ? null : new LiveWindow(scope, untilMs).Minute;
        var range = new IdRange(new LiveWindow(scope, fromMs).Minute, until);
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<LiveSegmentDocument>(
                DocumentContainer.Aggregates, LiveSegmentDocument.ScopeOf(new LiveWindow(scope, hourMs)), range, Page, continuation, cancellationToken);
            foreach (var (id, document) in page.Documents)
            {
                if (SketchSetCodec.TryRead(document.Value.Data) is { } set && int.TryParse(id.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minute))
                    take(minute, set);
                else
                    LogUnreadable(scope, id);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private static void Merge(Dictionary<long, SketchSet> windows, long start, SketchSet set)
    {
        if (!windows.TryGetValue(start, out var known))
            windows.Add(start, known = new SketchSet());
        Merge(known, set);
    }

    private static void Merge(SketchSet known, SketchSet set)
    {
        known.Merge(set);
        known.Trim(MaxNames, MaxBytes);
    }

    [LoggerMessage(EventId = 5504, Level = LogLevel.Error, Message = "Segment {Id} of live statistics of {Scope} cannot be read and is left out.")]
    private partial void LogUnreadable(string scope, string id);
}
