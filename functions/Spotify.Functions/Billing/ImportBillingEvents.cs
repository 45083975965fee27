using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Billing;

/// <summary><c>POST /v1/admin/billing/import</c>: an operator brings in what no webhook sent: advertising, sales of stores that send files, what was missed.</summary>
public sealed class ImportBillingEvents(BillingImport import)
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Takes up to <see cref="BillingImport.MaxEvents"/> events, each once for its id, however often they are imported or sent.</summary>
    /// <param name="request">The request, with <c>{"events":[...]}</c>, each as the webhook has it.</param>
    /// <param name="cancellationToken">Stops the work; the same import again finishes it.</param>
    [Function(nameof(ImportBillingEvents))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Billing", "Import events of billing", Description = "Each as the webhook takes it. With one that is no event, nothing is taken.")]
    [Accepts(typeof(BillingImportBody))]
    [Answers(200, typeof(BillingImportAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/billing/import")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<BillingImportBody>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (BillingImport.FindFault(body.Value) is { } fault)
            return ApiErrors.InvalidRequest(fault);
        return ApiResults.Json(await import.TakeAsync(body.Value, request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
