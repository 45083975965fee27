using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
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
internal sealed class PlayData(IDocumentStore documents, IListeners listeners, TimeProvider time) : IPseudonymousData
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

        var sessions = documents.ReadAllAsync<SessionDocument>(DocumentContainer.Plays, SessionsOf(identity.Pseudonym), default, SessionsPage, cancellationToken);
        await foreach (var (id, session) in sessions)
            yield return new PersonalRecord("session", id, JsonSerializer.SerializeToElement(SessionExport.Of(session), ApiJson.Options));
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken) =>
        await listeners.FindAsync(userId, cancellationToken) is { } identity ? await ErasePseudonymAsync(identity.Pseudonym, cancellationToken) : 0;

    /// <inheritdoc/>
    public Task<int> ErasePseudonymAsync(string pseudonym, CancellationToken cancellationToken) =>
        documents.RemoveAllAsync(DocumentContainer.Plays, SessionsOf(pseudonym), null, cancellationToken);

    private static PartitionKeyValue SessionsOf(string pseudonym) => new(pseudonym, SessionDocument.PartitionMonth);

    // From what was played offline before the listener was first seen to adjustments of a month that is closed already.
    private IEnumerable<string> PeriodsSince(DateTimeOffset since)
    {
        var first = since.UtcDateTime - EventTime.MaxAge;
        var last = time.GetUtcNow().UtcDateTime.AddMonths(1);
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= DateOnly.FromDateTime(last); month = month.AddMonths(1))
            yield return month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
    }

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
