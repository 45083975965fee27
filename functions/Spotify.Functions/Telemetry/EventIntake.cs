using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Takes requests of events in: reads, judges, passes on to the hubs, answers for each event. Nothing is accepted that its hub does not hold. A request whose
/// events go to several hubs is accepted when all of them hold their part; when one does not, the whole request is refused, though the others may have taken
/// theirs: the repeat sends those again with the same ids, and whoever reads a hub counts an id once.
/// </summary>
public sealed class EventIntake(
    EventHubPublisher publisher, NetworkKeys networks, IClientAddress addresses, SpotifyMetrics metrics, TelemetryMetrics telemetry, TimeProvider time)
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ComeBackSoon = TimeSpan.FromSeconds(1);
    private readonly ConcurrentBag<Scratch> _spare = [];

    /// <summary>Handles one request.</summary>
    /// <param name="request">Its body is read here.</param>
    /// <param name="listener">Who sent it, from the token.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>202 with an outcome for each event, or a refusal of the whole request.</returns>
    public async Task<IResult> TakeAsync(HttpRequest request, ListenerStamp listener, CancellationToken cancellationToken)
    {
        var scratch = _spare.TryTake(out var spare) ? spare : new Scratch();
        try
        {
            var (length, refusal) = await BoundedBody.ReadAsync(request, scratch.Body, time, cancellationToken);
            return refusal ?? await TakeAsync(request, scratch, length, listener, cancellationToken);
        }
        finally
        {
            _spare.Add(scratch);
        }
    }

    private async Task<IResult> TakeAsync(HttpRequest request, Scratch scratch, int length, ListenerStamp listener, CancellationToken cancellationToken)
    {
        var events = scratch.Request;
        var outcome = EventRequestReader.Read(scratch.Body.Bytes, length, events);
        if (outcome != EventRequestOutcome.Read)
            return Refuse(outcome);
        events.Validate(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (events.ForwardedTo(EventStream.Plays) > 0)
        {
            var network = await networks.OfAsync(addresses.Of(request), cancellationToken);
            listener = network == 0 ? listener : listener with { NetworkKey = network };
        }

        var result = await PublishAsync(scratch, listener, cancellationToken);
        if (result != PublishResult.Published)
        {
            telemetry.RequestRefused(result);
            return ApiErrors.DependencyUnavailable(
                "Events cannot be taken now: keep them and send them again, with the same ids.", result == PublishResult.Overloaded ? ComeBackSoon : ComeBack);
        }

        TelemetryMetrics.Count(metrics, events);
        telemetry.Taken(events);
        return ApiResults.Json(EventAnswer.Of(events), StatusCodes.Status202Accepted);
    }

    private async Task<PublishResult> PublishAsync(Scratch scratch, ListenerStamp listener, CancellationToken cancellationToken)
    {
        var plays = PublishAsync(scratch, EventStream.Plays, listener, cancellationToken);
        // Mostly there is nothing else.
        if (scratch.Request.ForwardedTo(EventStream.Plays) == scratch.Request.ForwardedCount)
            return await plays;
        var results = await Task.WhenAll(
            plays, PublishAsync(scratch, EventStream.Activity, listener, cancellationToken), PublishAsync(scratch, EventStream.Diagnostics, listener, cancellationToken));
        return results.Max();
    }

    private Task<PublishResult> PublishAsync(Scratch scratch, EventStream stream, ListenerStamp listener, CancellationToken cancellationToken)
    {
        var bodies = scratch.Bodies(stream);
        bodies.Clear();
        if (stream == EventStream.Plays)
            scratch.Plays.Write(scratch.Request, listener, EventHubPublisher.MaxEventBytes, bodies);
        else
            scratch.Activity.Write(scratch.Request, stream, listener, EventHubPublisher.MaxEventBytes, bodies);
        return bodies.Count == 0 ? Task.FromResult(PublishResult.Published) : publisher.PublishAsync(EventHubNames.Of(stream), listener.UserId, bodies, cancellationToken);
    }

    private static IResult Refuse(EventRequestOutcome outcome) => outcome switch
    {
        EventRequestOutcome.TooManyEvents =>
            ApiErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"There are over {EventRequest.MaxEvents} events: send the rest in another request.")),
        EventRequestOutcome.NoEvents => ApiErrors.InvalidRequest("The body must be an object with one list 'events'."),
        EventRequestOutcome.DeviceInvalid => ApiErrors.InvalidRequest("'device' must be {\"id\",\"type\",\"app_version\"}, texts of at most 64 bytes, the version of at most 32."),
        EventRequestOutcome.SchemaInvalid => ApiErrors.InvalidRequest("'schema' must be a whole number, the version of the request's form: 1."),
        EventRequestOutcome.SchemaUnknown => ApiErrors.InvalidRequest(string.Create(
            CultureInfo.InvariantCulture, $"'schema' is newer than {EventRequestReader.Schema}, the newest known here: send the events again in that form, with the same ids.")),
        EventRequestOutcome.SentAtInvalid => ApiErrors.InvalidRequest("'sent_at' must be an RFC 3339 time with a zone, such as 2026-11-20T10:00:05Z."),
        _ => ApiErrors.InvalidRequest("The body is not JSON, or nested too deep."),
    };

    private sealed class Scratch
    {
        private readonly List<EventBody>[] _bodies = [new(1), new(1), new(1)];

        public BoundedBody Body { get; } = new(EventRequest.MaxBytes);

        public EventRequest Request { get; } = new();

        public EventBatchWriter Plays { get; } = new();

        public ActivityBatchWriter Activity { get; } = new();

        public List<EventBody> Bodies(EventStream stream) => _bodies[(int)stream];
    }
}

/// <summary>The answer of <c>POST /v1/events</c>: an outcome for each event, in the order of the request.</summary>
internal sealed record EventAnswer(IReadOnlyList<EventResult> Results)
{
    public static EventAnswer Of(EventRequest request)
    {
        var results = new EventResult[request.Count];
        for (var i = 0; i < results.Length; i++)
        {
            ref readonly var one = ref request.Events[i];
            var id = one.Id.Length == 0 ? null : Encoding.UTF8.GetString(request.Text(one.Id));
            results[i] = one.Rejection != EventRejection.None
                ? new EventResult(id, EventResult.Rejected, EventNames.Of(one.Rejection))
                : new EventResult(id, EventResult.Accepted, one.IsDuplicate ? EventNames.DuplicateInRequest : null);
        }

        return new EventAnswer(results);
    }
}

/// <summary>What became of one event.</summary>
/// <param name="Id">The client's key; null where it was not readable.</param>
/// <param name="Status"><c>accepted</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why rejected, or that it was a repeat within the request.</param>
internal sealed record EventResult(
    string? Id,
    string Status,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Reason)
{
    public const string Accepted = "accepted";

    public const string Rejected = "rejected";
}
