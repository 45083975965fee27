using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Subscriptions;

namespace Spotify.Functions.Billing;

/// <summary>How an event was taken. JSON: <c>applied duplicate parked refused unreadable</c>.</summary>
public enum BillingOutcome
{
    /// <summary>All that follows from it is done.</summary>
    Applied = 0,

    /// <summary>It was taken before.</summary>
    Duplicate = 1,

    /// <summary>It is kept and waits for an operator.</summary>
    Parked = 2,

    /// <summary>Another body came under this id before; it is kept where operators see it.</summary>
    Refused = 3,

    /// <summary>It is no JSON object with an id, so that it cannot be kept.</summary>
    Unreadable = 4,
}

/// <summary>What became of an event.</summary>
/// <param name="Outcome">How it was taken.</param>
/// <param name="Event">Its id; null where it has none.</param>
/// <param name="Reason">Why it is parked or refused; null where it is not.</param>
/// <param name="Detail">What is wrong, in a sentence; empty where nothing is.</param>
public sealed record BillingResult(BillingOutcome Outcome, string? Event, BillingFault? Reason = null, string Detail = "");

/// <summary>
/// Takes events of billing, each once, whatever order they come in and however often. Nothing is lost: what cannot be carried out is parked whole, and what is broken off is
/// carried on when the sender repeats it.
/// </summary>
public sealed partial class BillingIntake
{
    // Plans that begin later are told about a year ahead at most.
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromDays(400);

    // What is older belongs to accounts that were closed for good.
    private static readonly TimeSpan FarthestBack = TimeSpan.FromDays(800);

    private readonly IDocumentStore _documents;
    private readonly BillingRecords _records;
    private readonly RevenueLedger _ledger;
    private readonly ParkedEvents _parked;
    private readonly TrialClaims _trials;
    private readonly Plans _plans;
    private readonly Func<IAccounts?> _accounts;
    private readonly TimeProvider _time;
    private readonly ILogger<BillingIntake> _logger;

    internal BillingIntake(
        IDocumentStore documents,
        BillingRecords records,
        RevenueLedger ledger,
        ParkedEvents parked,
        TrialClaims trials,
        Plans plans,
        Func<IAccounts?> accounts,
        TimeProvider time,
        ILogger<BillingIntake> logger) =>
        (_documents, _records, _ledger, _parked, _trials, _plans, _accounts, _time, _logger) = (documents, records, ledger, parked, trials, plans, accounts, time, logger);

    /// <summary>Takes an event; safe to repeat.</summary>
    /// <param name="body">The body as it came, from somebody who has proved himself.</param>
    /// <param name="isWithoutUser">Whether an operator has said that the user is gone for good: the money is taken without him, and no plan changes.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble: take it again.</exception>
    public async Task<BillingResult> TakeAsync(ReadOnlyMemory<byte> body, bool isWithoutUser, CancellationToken cancellationToken)
    {
        var reading = BillingEventReader.Read(body);
        if (reading.Id is null)
            return new BillingResult(BillingOutcome.Unreadable, null, Detail: reading.Detail);
        var record = await _records.OpenAsync(reading, cancellationToken);
        if (record.Hash != reading.Hash)
        {
            const string Other = "An event of this id is known with another body: send a new event under a new id.";
            await _parked.KeepAsync(reading, body, BillingFault.OtherBody, Other, cancellationToken);
            LogParked(reading.Id, BillingFault.OtherBody);
            return new BillingResult(BillingOutcome.Refused, reading.Id, BillingFault.OtherBody, Other);
        }

        if (record.State == BillingState.Done)
            return new BillingResult(BillingOutcome.Duplicate, reading.Id);
        var recordId = BillingRecord.IdOf(reading.Id);
        if (reading.Event is not { } happened)
            return await ParkAsync(reading, body, reading.Fault!.Value, reading.Detail, cancellationToken);
        if (isWithoutUser)
            happened = happened with { User = null };
        else if (await FaultOfAsync(happened, cancellationToken) is { } fault)
            return await ParkAsync(reading, body, fault, SentenceOf(fault), cancellationToken);

        if (happened.Revenue is not null)
            await _ledger.WriteAsync(recordId, happened, cancellationToken);
        if (happened.User is { } user && await ApplyAsync(user, happened, recordId, body, cancellationToken) == PlanEventOutcome.TooLate)
            return await ParkAsync(reading, body, BillingFault.TooLate, SentenceOf(BillingFault.TooLate), cancellationToken);
        await _records.MarkAsync(recordId, BillingState.Done, cancellationToken);
        if (record.State == BillingState.Parked)
            await _parked.RemoveAsync(recordId, cancellationToken);
        return new BillingResult(BillingOutcome.Applied, reading.Id);
    }

    private async Task<BillingFault?> FaultOfAsync(BillingEvent happened, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (happened.At > now + FarthestAhead || happened.At < now - FarthestBack)
            return BillingFault.InvalidTime;
        if (happened.User is not { } user)
            return null;
        if (!DocumentRules.IsValidPartitionKey(user))
            return BillingFault.UnknownUser;
        return _accounts() is { } accounts && await accounts.FindAsync(user, cancellationToken) is null ? BillingFault.UnknownUser : null;
    }

    private async Task<PlanEventOutcome> ApplyAsync(string user, BillingEvent happened, string recordId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(body);
        var whole = DocumentOperation.Upsert(UserBillingEvent.IdOf(recordId), new UserBillingEvent { Event = json.RootElement.Clone() });
        await _documents.WriteAsync(DocumentContainer.Users, user, whole, cancellationToken);
        return happened.ToPlanEvent(await _trials.IsRefusedAsync(happened, cancellationToken)) is { } plan
            ? await _plans.ApplyAsync(user, plan, cancellationToken)
            : PlanEventOutcome.Added;
    }

    private async Task<BillingResult> ParkAsync(BillingReading reading, ReadOnlyMemory<byte> body, BillingFault reason, string detail, CancellationToken cancellationToken)
    {
        await _parked.KeepAsync(reading, body, reason, detail, cancellationToken);
        await _records.MarkAsync(BillingRecord.IdOf(reading.Id!), BillingState.Parked, cancellationToken);
        LogParked(reading.Id!, reason);
        return new BillingResult(BillingOutcome.Parked, reading.Id, reason, detail);
    }

    private static string SentenceOf(BillingFault fault) => fault switch
    {
        BillingFault.UnknownUser => "user: there is no account of this id.",
        BillingFault.InvalidTime => "at: it is more than a year ahead, or more than two back.",
        _ => "at: it is older than the events of this plan that are kept apart; its money is in the ledger.",
    };

    [LoggerMessage(EventId = 6251, Level = LogLevel.Warning, Message = "Event {Event} of billing is parked: {Reason}")]
    private partial void LogParked(string @event, BillingFault reason);
}
