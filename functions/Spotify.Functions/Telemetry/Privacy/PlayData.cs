using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Privacy;

/// <summary>
/// Plays and sessions, which are kept under a pseudonym. Exported both; erased the sessions alone: the plays of the ledger were or will be paid for and stay, with nobody
/// behind them once the key is destroyed.
/// </summary>
internal sealed partial class PlayData(
    IDocumentStore documents, IListeners listeners, SessionStore sessions, PlayLedger ledger, Periods periods, TimeProvider time, ILogger<PlayData> logger) : IPseudonymousData
{
    private const int Page = 200;
    private const int SessionsPage = 20;

    /// <inheritdoc/>
    public string Name => "plays";

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } = [PersonalPlace.Documents(DocumentContainer.Plays)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await listeners.FindAsync(userId, cancellationToken) is not { } identity)
            yield break;
        foreach (var period in PeriodsSince(identity.Since))
        {
            var plays = documents.ReadAllAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(identity.Pseudonym, period), default, Page, cancellationToken);
            await foreach (var (id, play) in plays)
                yield return new PersonalRecord("play", id, JsonSerializer.SerializeToElement(play, ApiJson.Options));
        }

        await foreach (var (id, session) in ReadSessionsAsync(identity.Pseudonym, cancellationToken))
            yield return new PersonalRecord("session", id, JsonSerializer.SerializeToElement(SessionExport.Of(session), ApiJson.Options));
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken) =>
        await listeners.FindAsync(userId, cancellationToken) is { } identity ? await ErasePseudonymAsync(identity.Pseudonym, cancellationToken) : 0;

    /// <inheritdoc/>
    public async Task<int> ErasePseudonymAsync(string pseudonym, CancellationToken cancellationToken)
    {
        try
        {
            await CarryOutAllAsync(pseudonym, cancellationToken);
        }
        catch (JsonException exception)
        {
            // What cannot be read cannot be carried out, by anybody; it must not keep the rest from being removed.
            LogUnreadable(exception);
        }

        return await documents.RemoveAllAsync(DocumentContainer.Plays, SessionsOf(pseudonym), null, cancellationToken);
    }

    // A consumer that died between its two writes never comes back to a listener who is erased: what it had decided is carried out here, or ledger and counts would not agree.
    private async Task CarryOutAllAsync(string pseudonym, CancellationToken cancellationToken)
    {
        await foreach (var (id, session) in ReadSessionsAsync(pseudonym, cancellationToken))
        {
            if (SessionLogCodec.TryRead(session.Data) is { HasPending: true })
                await PeriodView.UseAsync(periods, time, view => CarryOutAsync(new SessionWork(pseudonym, id[SessionDocument.IdOf("").Length..]), view), cancellationToken);
        }
    }

    private async Task<SessionWork> CarryOutAsync(SessionWork work, PeriodView view)
    {
        var tracks = await sessions.StoreAsync([work], view);
        await ledger.CarryOutAsync([work], tracks, view);
        return work;
    }

    private IAsyncEnumerable<(string Id, SessionDocument Value)> ReadSessionsAsync(string pseudonym, CancellationToken cancellationToken) =>
        documents.ReadAllAsync<SessionDocument>(DocumentContainer.Plays, SessionsOf(pseudonym), default, SessionsPage, cancellationToken);

    private static PartitionKeyValue SessionsOf(string pseudonym) => new(pseudonym, SessionDocument.PartitionMonth);

    // From what was played offline before the listener was first seen to adjustments of a month that is closed already.
    private IEnumerable<string> PeriodsSince(DateTimeOffset since)
    {
        var last = AccountingPeriod.Next(AccountingPeriod.Of(time.GetUtcNow()));
        for (var period = AccountingPeriod.Of(since - EventTime.MaxAge); string.CompareOrdinal(period, last) <= 0; period = AccountingPeriod.Next(period))
            yield return period;
    }

    [LoggerMessage(EventId = 5704, Level = LogLevel.Error, Message = "A session of a listener who is erased cannot be read; what was decided in it and not carried out is lost")]
    private partial void LogUnreadable(Exception exception);

    /// <summary>A session as its listener may read it.</summary>
    private sealed record SessionExport(DateTimeOffset? ListenerSince, string? DeviceKey, IReadOnlyList<EventExport> Events)
    {
        // Of a form that is not known any more the bytes themselves are all that can be given.
        public byte[]? Packed { get; init; }

        public static SessionExport Of(SessionDocument session) => SessionLogCodec.TryRead(session.Data) is { } log
            ? new SessionExport(session.ListenerSince, session.DeviceKey, [.. log.Events.Select(EventExport.Of)])
            : new SessionExport(session.ListenerSince, session.DeviceKey, []) { Packed = session.Data };
    }

    private sealed record EventExport(
        string Type, string Track, DateTimeOffset ClientTime, int PositionMs, DateTimeOffset? ReceivedAt, string? Device, string? DeviceId, string? Market, string? AppVersion)
    {
        public static EventExport Of(SessionEvent one) => new(
            EventNames.Of(one.Type),
            one.Track.ToString(),
            DateTimeOffset.FromUnixTimeMilliseconds(one.AtMs),
            one.PositionMs,
            one.Facts is { } facts ? DateTimeOffset.FromUnixTimeMilliseconds(facts.ReceivedMs) : null,
            one.Facts is { } about ? EventNames.Of(about.Device) : null,
            one.Facts?.DeviceId,
            one.Facts?.Market,
            one.Facts?.AppVersion);
    }
}
