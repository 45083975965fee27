using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>The story of a month's files: parties of labels a page at a time, each written beside the others. What fails is tried again; what is there is written over with the same.</summary>
public static class DeliverStatements
{
    /// <summary>How many parties are written before the story begins anew, so that its history stays short.</summary>
    public const int PageSize = 100;

    /// <summary>Writes a month's files.</summary>
    /// <param name="context">The orchestration, with a <see cref="DeliverInput"/>.</param>
    /// <returns>How many parties have theirs.</returns>
    [Function(nameof(DeliverStatements))]
    public static async Task<long> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<DeliverInput>()!;
        context.SetCustomStatus(new DeliveryProgress(input.Parties));
        var page = await context.CallActivityAsync<IReadOnlyList<string>>(nameof(ListStatementParties), input, DurableRuns.Patiently);
        await Task.WhenAll(page.Select(party =>
            context.CallActivityAsync<DeliveredStatement>(nameof(DeliverStatement), new DeliverPartyInput(input.Period, party), DurableRuns.Patiently)));
        var written = input.Parties + page.Count;
        if (page.Count == PageSize)
            context.ContinueAsNew(input with { After = page[^1], Parties = written });
        else
            context.SetCustomStatus(new DeliveryProgress(written));
        return written;
    }
}
