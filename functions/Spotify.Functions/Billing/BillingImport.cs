using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Subscriptions;

namespace Spotify.Functions.Billing;

/// <summary>Takes events of billing that an operator brings in, by the webhook's own rules and under its idempotency.</summary>
public sealed partial class BillingImport(BillingIntake intake, ILogger<BillingImport> logger)
{
    /// <summary>The most events of one import.</summary>
    public const int MaxEvents = 200;

    /// <summary>What is wrong with an import as a whole; null where nothing is, so that all of it may be taken.</summary>
    public static string? FindFault(BillingImportBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Events is not { Count: > 0 and <= MaxEvents } events)
            return $"events: 1 to {MaxEvents} of them.";
        foreach (var (index, one) in events.Index())
        {
            if (BillingEventReader.Read(BytesOf(one)) is { Id: null } reading)
                return $"events[{index}]: {reading.Detail} Nothing was taken.";
        }

        return null;
    }

    /// <summary>Takes the events one after another; safe to repeat.</summary>
    /// <param name="body">An import without a fault.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Stops the work; the same import again finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble: import the same again.</exception>
    public async Task<BillingImportAnswer> TakeAsync(BillingImportBody body, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        var results = new List<BillingAnswer>(body.Events.Count);
        foreach (var one in body.Events)
            results.Add(BillingAnswer.Of(await intake.TakeAsync(BytesOf(one), isWithoutUser: false, cancellationToken)));
        var applied = results.Count(result => result.Outcome == BillingOutcome.Applied);
        LogImported(by, results.Count, applied);
        return new BillingImportAnswer(results);
    }

    private static byte[] BytesOf(JsonElement one) => JsonSerializer.SerializeToUtf8Bytes(one);

    [LoggerMessage(EventId = 6252, Level = LogLevel.Information, Message = "{By} imported {Events} events of billing, {Applied} of them new")]
    private partial void LogImported(string by, int events, int applied);
}

/// <summary>Events to import.</summary>
/// <param name="Events">Each as <c>POST /v1/billing/events</c> takes it.</param>
public sealed record BillingImportBody(IReadOnlyList<JsonElement> Events);

/// <summary>What became of them.</summary>
/// <param name="Results">In the order of the import; what is parked or refused is kept where operators see it.</param>
public sealed record BillingImportAnswer(IReadOnlyList<BillingAnswer> Results);
