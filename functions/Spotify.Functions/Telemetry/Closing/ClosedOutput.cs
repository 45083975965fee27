using System.Text.Json;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Opens the way to where results go.</summary>
internal sealed class ClosedOutputs(IDocumentStore documents, Periods periods)
{
    /// <summary>Opens it for a period; what was closed since the run began is only compared, too.</summary>
    public async Task<ClosedOutput> OpenAsync(string period, bool isReplay, CancellationToken cancellationToken)
    {
        if (!isReplay && (await periods.ReadAsync(cancellationToken)).GetValueOrDefault(period)?.Stage != PeriodStage.Closed)
            return new ClosedOutput(documents, isReplay: false, ClosedPeriod.CurrentVersion);
        var stored = await documents.ReadAsync<ClosedSummaryDocument>(DocumentContainer.Aggregates, ClosedScopes.Period(period), ClosedScopes.SummaryId, cancellationToken);
        return new ClosedOutput(documents, isReplay: true, stored?.Value.Summary.Version ?? ClosedPeriod.CurrentVersion);
    }
}

/// <summary>
/// Where results go: they are written while the period is being closed, over what an attempt before left, which is the same. Of a closed period nothing is ever
/// written: each result is held against the stored one then, and what differs is noted.
/// </summary>
internal sealed class ClosedOutput(IDocumentStore documents, bool isReplay, int version)
{
    /// <summary>The most differences that are told; one is as bad as many.</summary>
    public const int MaxDifferences = 100;

    private readonly List<string> _differences = [];

    /// <summary>Whether nothing is written.</summary>
    public bool IsReplay => isReplay;

    /// <summary>The <see cref="ClosedPeriod.Version"/> of what is written or compared.</summary>
    public int Version => version;

    /// <summary>What is stored otherwise.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Writes a document, or compares it.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task PutAsync<T>(string scope, string id, T body, CancellationToken cancellationToken)
    {
        if (isReplay)
        {
            var stored = await documents.ReadAsync<T>(DocumentContainer.Aggregates, scope, id, cancellationToken);
            if (stored is null || !BytesOf(stored.Value).AsSpan().SequenceEqual(BytesOf(body)))
                Note($"document {scope}/{id}");
            return;
        }

        var result = await documents.WriteAsync(DocumentContainer.Aggregates, scope, DocumentOperation.Upsert(id, body), cancellationToken);
        if (!result.IsWritten)
            throw new InvalidDataException($"'{scope}/{id}' was not written: {result.Outcome}.");
    }

    /// <summary>Notes what is stored otherwise.</summary>
    public void Note(string what)
    {
        if (_differences.Count < MaxDifferences)
            _differences.Add(what);
    }

    private static byte[] BytesOf<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, DocumentJson.Options);
}
