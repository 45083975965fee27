using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Counts in must equal counts out: compares, for each hour of each hub, what the processes say they sent with what the archive holds.</summary>
public sealed partial class ArchiveAudit(
    ArchiveBlobs blobs,
    ArchiveSealing sealing,
    IDocumentStore documents,
    ArchiveMetrics metrics,
    IOptions<ArchiveOptions> options,
    TimeProvider time,
    ILogger<ArchiveAudit> logger)
{
    private static readonly TimeSpan DocumentsStay = TimeSpan.FromDays(800);

    private readonly SentReceipts _sent = new(documents);

    /// <summary>Looks at an hour and writes down how it stands; raises the alarm, or takes it back.</summary>
    /// <exception cref="TransientException">The storage or the store is in trouble.</exception>
    public async Task<ArchiveState> AuditAsync(SealInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var hour = ArchiveSealing.HourOf(input.Hour);
        var isWaiting = await blobs.ListAsync(ArchiveLayout.Segments(input.Hub, hour), cancellationToken).AnyAsync(cancellationToken);
        // What is said to be sent before the manifest is read cannot be more than the manifest will ever hold.
        var sent = await _sent.ReadAsync(input.Hub, input.Hour, cancellationToken);
        var manifest = (await sealing.ReadManifestAsync(input.Hub, hour, cancellationToken))?.Manifest;
        var compared = HourComparison.Of(sent, manifest);
        var state = StateOf(hour, isWaiting, compared);
        if (sent.Count == 0 && manifest is null)
            return state;
        var document = ToDocument(input, state, manifest, compared);
        await WriteAsync(ArchiveHourDocument.Kind, ArchiveHourDocument.IdOf(input.Hub, input.Hour), document, cancellationToken);
        await AlarmAsync(document, compared, cancellationToken);
        return state;
    }

    /// <summary>Looks at all hours that are over and may still change.</summary>
    /// <returns>How many were looked at.</returns>
    /// <exception cref="TransientException">The storage or the store is in trouble.</exception>
    public async Task<int> AuditRecentAsync(CancellationToken cancellationToken)
    {
        var audited = 0;
        var now = ArchiveHour.Of(time.GetUtcNow());
        for (var back = options.Value.LookBackDays * 24; back > 0; back--)
        {
            var hour = now.Plus(-back);
            if (!sealing.IsDue(hour))
                continue;
            foreach (var hub in ArchivedHubs.All)
            {
                var known = await documents.ReadAsync<ArchiveHourDocument>(
                    DocumentContainer.System, ArchiveHourDocument.Kind, ArchiveHourDocument.IdOf(hub, hour.ToString()), cancellationToken);
                if (known?.Value is { State: ArchiveState.Complete, Unconfirmed: 0 } || (known is null && !await _sent.AnyAsync(hub, hour.ToString(), cancellationToken)))
                    continue;
                await AuditAsync(new SealInput(hub, hour.ToString()), cancellationToken);
                audited++;
            }
        }

        return audited;
    }

    /// <summary>How the hours of a day stand, in order; hours in which nothing was sent are left out.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<ArchiveHourView>> ListAsync(DateOnly date, CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<string, ArchiveHourView>(StringComparer.Ordinal);
        var stored = await documents.RangeAsync<ArchiveHourDocument>(
            DocumentContainer.System, ArchiveHourDocument.Kind, IdRange.Prefix(ArchiveHour.TextOf(date)), 24 * ArchivedHubs.All.Count, null, cancellationToken);
        foreach (var (id, document) in stored.Documents)
            hours[id] = ArchiveHourView.Of(document.Value);
        for (var hour = new ArchiveHour(date, 0); hour.Date == date && hour.Start <= time.GetUtcNow(); hour = hour.Plus(1))
        {
            foreach (var hub in ArchivedHubs.All)
            {
                var id = ArchiveHourDocument.IdOf(hub, hour.ToString());
                if (!hours.ContainsKey(id) && await _sent.ReadAsync(hub, hour.ToString(), cancellationToken) is { Count: > 0 } sent)
                    hours[id] = ArchiveHourView.Of(ToDocument(new SealInput(hub, hour.ToString()), ArchiveState.Open, null, HourComparison.Of(sent, null)) with { Missing = default });
            }
        }

        return [.. hours.Values];
    }

    private ArchiveState StateOf(ArchiveHour hour, bool isWaiting, HourComparison compared)
    {
        var now = time.GetUtcNow();
        if (now < hour.End + options.Value.SealAfter)
            return ArchiveState.Open;
        if (compared.Missing.Count > 0)
            return now < hour.End + options.Value.AlarmAfter ? ArchiveState.Open : ArchiveState.Incomplete;
        return isWaiting ? ArchiveState.Open : ArchiveState.Complete;
    }

    private ArchiveHourDocument ToDocument(SealInput input, ArchiveState state, ArchiveManifest? manifest, HourComparison compared) => new()
    {
        Hub = input.Hub,
        Hour = input.Hour,
        State = state,
        Version = manifest?.Version ?? 0,
        Parts = manifest?.Parts.Count ?? 0,
        Sent = compared.Sent,
        Archived = manifest?.Archived ?? default,
        Erased = manifest?.Erased ?? default,
        Parked = manifest?.Parked ?? default,
        Repeated = manifest?.Repeated ?? default,
        Missing = compared.Missing.Aggregate(default(ArchiveCount), (sum, one) => sum + one.Missing),
        Unconfirmed = compared.Unconfirmed,
        AuditedAt = time.GetUtcNow(),
    };

    private async Task AlarmAsync(ArchiveHourDocument hour, HourComparison compared, CancellationToken cancellationToken)
    {
        var id = ArchiveHourDocument.IdOf(hour.Hub, hour.Hour);
        var raised = (await documents.ReadAsync<ArchiveAlarmDocument>(DocumentContainer.System, ArchiveAlarmDocument.Kind, id, cancellationToken))?.Value;
        if (hour.State == ArchiveState.Complete && raised is { ResolvedAt: null })
        {
            await WriteAsync(ArchiveAlarmDocument.Kind, id, raised with { ResolvedAt = time.GetUtcNow() }, cancellationToken);
            Resolved(hour.Hub, hour.Hour);
        }

        // The same lack is told once.
        if (hour.State != ArchiveState.Incomplete || (raised is { ResolvedAt: null } && raised.Missing == hour.Missing))
            return;
        var alarm = new ArchiveAlarmDocument { Hub = hour.Hub, Hour = hour.Hour, Missing = hour.Missing, Writers = [.. compared.Missing.Take(100)], RaisedAt = time.GetUtcNow() };
        await WriteAsync(ArchiveAlarmDocument.Kind, id, alarm, cancellationToken);
        metrics.Incomplete(hour.Hub);
        Incomplete(hour.Hub, hour.Hour, hour.Missing.Batches, hour.Missing.Events, compared.Missing.Count);
    }

    private async Task WriteAsync<T>(string kind, string id, T document, CancellationToken cancellationToken) =>
        await documents.WriteAsync(DocumentContainer.System, kind, DocumentOperation.Upsert(id, document, DocumentsStay), cancellationToken);

    [LoggerMessage(EventId = 5804, EventName = "ArchiveIncomplete", Level = LogLevel.Error,
        Message = "Hub {Hub}, hour {Hour}: the archive lacks {Batches} batches and {Events} events of {Writers} processes")]
    private partial void Incomplete(string hub, string hour, long batches, long events, int writers);

    [LoggerMessage(EventId = 5805, Level = LogLevel.Information, Message = "Hub {Hub}, hour {Hour}: what was missing is there")]
    private partial void Resolved(string hub, string hour);
}

/// <summary>An hour in the answer of <c>GET /v1/admin/archive</c>.</summary>
internal sealed record ArchiveHourView(
    string Hub,
    string Hour,
    ArchiveState State,
    int Version,
    int Parts,
    ArchiveCount Sent,
    ArchiveCount Archived,
    ArchiveCount Erased,
    ArchiveCount Parked,
    ArchiveCount Repeated,
    ArchiveCount Missing,
    int UnconfirmedProcesses,
    DateTimeOffset AuditedAt)
{
    public static ArchiveHourView Of(ArchiveHourDocument hour) => new(
        hour.Hub, hour.Hour, hour.State, hour.Version, hour.Parts, hour.Sent, hour.Archived, hour.Erased, hour.Parked, hour.Repeated, hour.Missing, hour.Unconfirmed, hour.AuditedAt);
}
