using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Billing;

/// <summary><c>POST /v1/billing/events</c>: billing tells what was paid and what plans became. Who signs the body needs no token.</summary>
public sealed class PostBillingEvent(SignedBodyReader bodies, BillingIntake intake)
{
    /// <summary>Takes one event; once for each id, however often it is sent.</summary>
    /// <param name="request">The request, with the header <c>X-Signature</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PostBillingEvent")]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Billing", "Send an event of billing", Description = "Signed: X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of \"t.body\">, at most five minutes old.")]
    [Accepts(typeof(BillingEventBody))]
    [Answers(200, typeof(BillingAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(401, ErrorReason.TokenMissing, ErrorReason.TokenInvalid)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    [Refuses(503, ErrorReason.DependencyUnavailable)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/billing/events")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await bodies.ReadAsync(request, cancellationToken);
        return body.Refusal ?? BillingAnswers.For(await intake.TakeAsync(body.Bytes, isWithoutUser: false, cancellationToken));
    }
}

/// <summary>The body of <c>POST /v1/billing/events</c>, for the API's description; amounts in minor units.</summary>
internal sealed record BillingEventBody(
    string Id,
    BillingEventType Type,
    DateTimeOffset At,
    string? User,
    string? Product,
    string? Country,
    string? Period,
    string? Currency,
    long Gross,
    long Vat,
    long StoreFee,
    DateTimeOffset? Until,
    string? Instrument);
