using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Audit;

/// <summary>
/// The record of what operators do. It is only ever added to, and every line goes to the log as well, which is kept elsewhere: what is taken out of the one is missed in the other.
/// </summary>
public sealed partial class AuditLog
{
    private const int Tries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly IDocumentStore? _documents;
    private readonly AuditOptions _options;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;

    internal AuditLog(IDocumentStore? documents, IOptions<AuditOptions> options, AuditMetrics metrics, TimeProvider time, ILogger<AuditLog> logger) =>
        (_documents, _options, _metrics, _time, _logger) = (documents, options.Value, metrics, time, logger);

    /// <summary>Writes down that an action begins.</summary>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">The operator went away.</param>
    /// <returns>What its end is written with; null where it could not be written down, and then the action must not be done.</returns>
    public async Task<AuditTicket?> BeginAsync(AuditAction action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var now = _time.GetUtcNow();
        var document = new AuditDocument
        {
            At = now,
            Actor = action.Actor,
            Client = action.Client,
            Method = action.Method,
            Route = action.Route,
            Function = action.Function,
            Target = action.Target,
            RequestId = action.RequestId,
        };
        var ticket = new AuditTicket(AuditDocument.NameOf(now, Guid.NewGuid()), document);
        if (!await TryWriteAsync(ticket, document, ended: false, cancellationToken))
        {
            _metrics.Missed("begin");
            LogRefused(_logger, action.Actor, action.Method, action.Route, action.RequestId);
            return null;
        }

        return ticket;
    }

    /// <summary>Writes down how an action ended. Where that fails, three times, the entry stays without an end, which the log and a metric say.</summary>
    /// <param name="ticket">What <see cref="BeginAsync"/> gave.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    public async Task EndAsync(AuditTicket ticket, int status)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var document = ticket.Begun with { At = _time.GetUtcNow(), Status = status };
        var target = string.Join(' ', document.Target.Select(one => $"{one.Key}={one.Value}"));
        LogAction(_logger, document.Actor, document.Method, document.Route, target, status, document.RequestId);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // The operator may have gone: what was done is written down all the same.
            if (!await TryWriteAsync(ticket, document, ended: true, CancellationToken.None))
                continue;
            _metrics.Written(AuditView.Of(ticket.Name, document, document).Outcome);
            return;
        }

        _metrics.Missed("end");
        LogEndMissing(_logger, ticket.Name, status, document.RequestId);
    }

    /// <summary>A page of the record.</summary>
    /// <param name="query">Which entries.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<AuditPage> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (_documents is null)
            return new AuditPage([], null);
        var now = _time.GetUtcNow();
        var oldest = now.AddDays(-_options.KeptDays);
        var from = query.From is { } asked && asked > oldest ? asked : oldest;
        // An entry of another instance may be a little ahead of this one's clock.
        var to = query.To ?? now.AddMinutes(5);
        var (prefix, found) = (AuditDocument.PrefixOf(query.Actor), new List<AuditView>(query.Limit + 1));
        var newest = query.After is { } behind && AuditDocument.TimeOf(behind) is { } start && start < to ? start : to;
        for (var month = FirstOf(newest); month.AddMonths(1) > from && found.Count <= query.Limit; month = month.AddMonths(-1))
        {
            var end = prefix + AuditDocument.StampOf(to);
            if (query.After is not null && string.CompareOrdinal(prefix + query.After, end) < 0)
                end = prefix + query.After;
            var range = new IdRange(prefix + AuditDocument.StampOf(from), end, Descending: true);
            found.AddRange(await ReadAsync(AuditDocument.PartitionOf(month), range, query.Limit + 1 - found.Count, cancellationToken));
        }

        return found.Count > query.Limit ? new AuditPage(found[..query.Limit], found[query.Limit - 1].Id) : new AuditPage(found, null);
    }

    private async Task<IEnumerable<AuditView>> ReadAsync(string partition, IdRange range, int entries, CancellationToken cancellationToken)
    {
        // Two halves an entry at the most, so twice as many documents hold as many entries, each whole.
        var page = await _documents!.RangeAsync<AuditDocument>(DocumentContainer.System, partition, range, 2 * entries, null, cancellationToken);
        return page.Documents.Select(one => (Name: AuditDocument.NameIn(one.Id), one.Document.Value)).GroupBy(one => one.Name, StringComparer.Ordinal)
            .Select(halves => AuditView.Of(halves.Key, halves.Last().Value, halves.FirstOrDefault(half => half.Value.Status is not null).Value)).Take(entries);
    }

    private async Task<bool> TryWriteAsync(AuditTicket ticket, AuditDocument document, bool ended, CancellationToken cancellationToken)
    {
        if (_documents is null)
            return false;
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var kept = TimeSpan.FromDays(_options.KeptDays);
            var result = await _documents.WriteBatchAsync(
                DocumentContainer.System,
                AuditDocument.PartitionOf(ticket.Begun.At),
                [
                    DocumentOperation.Create(AuditDocument.IdOf(AuditDocument.PrefixOf(null), ticket.Name, ended), document, kept),
                    DocumentOperation.Create(AuditDocument.IdOf(AuditDocument.PrefixOf(document.Actor), ticket.Name, ended), document, kept),
                ],
                either.Token);
            // A repeat of a write that had come through after all meets itself.
            return result.Outcome is WriteOutcome.Written or WriteOutcome.Conflict;
        }
        catch (Exception exception) when (exception is TransientException or OperationCanceledException)
        {
            return false;
        }
    }

    private static DateTimeOffset FirstOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    [LoggerMessage(EventId = 9001, Level = LogLevel.Information, Message = "Operator {Actor}: {Method} {Route} {Target} ended with {Status} ({RequestId})")]
    private static partial void LogAction(ILogger logger, string actor, string method, string route, string target, int status, string requestId);

    [LoggerMessage(EventId = 9002, Level = LogLevel.Error, Message = "Operator {Actor}: {Method} {Route} was refused, because it could not be written down ({RequestId})")]
    private static partial void LogRefused(ILogger logger, string actor, string method, string route, string requestId);

    [LoggerMessage(EventId = 9003, Level = LogLevel.Error, Message = "How the operator's action {Entry} ended could not be written down: {Status} ({RequestId})")]
    private static partial void LogEndMissing(ILogger logger, string entry, int status, string requestId);
}
