using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>The pages of a query; the continuation token is the row number of the last instance.</summary>
internal sealed class InstancePages(OrchestrationEngine engine, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        var size = Math.Max(1, pageSizeHint ?? query.PageSize);
        var token = continuationToken ?? query.ContinuationToken;
        if (query.TaskHubNames is { } hubs && hubs.Any() && !hubs.Contains(engine.HubName, StringComparer.OrdinalIgnoreCase))
            yield break;
        do
        {
            var after = string.IsNullOrEmpty(token) ? 0 : long.Parse(token, CultureInfo.InvariantCulture);
            var rows = await engine.ReadAsync(session => DurableStore.List(
                session, query.CreatedFrom?.UtcTicks, query.CreatedTo?.UtcTicks, Mask(query.Statuses), query.InstanceIdPrefix ?? "", after, size + 1));
            var values = rows.Take(size).Select(row => engine.Refresh(row).ToMetadata(query.FetchInputsAndOutputs)).ToList();
            token = rows.Count > size ? rows[size - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
            yield return new Page<OrchestrationMetadata>(values, token);
        }
        while (token is not null);
    }

    /// <summary>One bit for each status; all of them where none is named.</summary>
    public static int Mask(IEnumerable<OrchestrationRuntimeStatus>? statuses)
    {
        var mask = statuses?.Aggregate(0, (bits, status) => bits | (1 << (int)status)) ?? 0;
        return mask == 0 ? 0xFF : mask;
    }
}
