using System.Collections.Concurrent;
using System.Text.Json;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>The frozen inputs of a month: container <c>money</c>, partition month and <c>inputs</c>. Written once.</summary>
internal sealed record FrozenInputsDocument
{
    public const string Id = "frozen";

    public string Type { get; init; } = "royalty_inputs";

    public int V { get; init; } = 1;

    public required FrozenInputs Inputs { get; init; }

    public required string Digest { get; init; }

    public static PartitionKeyValue PartitionOf(string period) => new(period, "inputs");
}

/// <summary>
/// Keeps which inputs are frozen. A run works with what it found itself; only when it ends well that is named as the month's, for good: a run that is refused, for a hole in
/// the rates or a pool below 0, leaves the month as open to changes as it was.
/// </summary>
internal sealed class FrozenInputsStore(IDocumentStore documents, ILedgerFiles files)
{
    private readonly ConcurrentDictionary<string, FrozenInputs> _known = new(StringComparer.Ordinal);

    /// <summary>The inputs of a month as a run sees them; null where they are not frozen.</summary>
    /// <param name="run">The run, whose own month may not be named yet; null for none.</param>
    /// <param name="period">The month.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidDataException">They are not what was frozen.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async ValueTask<FrozenInputs?> FindAsync(RoyaltyRun? run, string period, CancellationToken cancellationToken)
    {
        var found = run?.Inputs is { } own && run.Period == period ? own : null;
        if (_known.TryGetValue(found?.Sha256 ?? period, out var known))
            return known;
        if (found is not null)
            return _known.GetOrAdd(found.Sha256, JsonSerializer.Deserialize<FrozenInputs>(await files.ReadFrozenAsync(found, cancellationToken), DocumentJson.Options)!);
        var stored = await documents.ReadAsync<FrozenInputsDocument>(
            DocumentContainer.Money, FrozenInputsDocument.PartitionOf(period), FrozenInputsDocument.Id, cancellationToken);
        if (stored is null)
            return null;
        var inputs = stored.Value.Inputs;
        return inputs.Digest() == stored.Value.Digest ? _known.GetOrAdd(period, inputs) : throw new InvalidDataException($"The inputs of {period} are not what was frozen.");
    }

    /// <summary>The inputs of a month that has some.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async ValueTask<FrozenInputs> GetAsync(RoyaltyRun? run, string period, CancellationToken cancellationToken) =>
        await FindAsync(run, period, cancellationToken) ?? throw new InvalidDataException($"The inputs of {period} are not frozen.");

    /// <summary>Keeps what a run found, under its hash.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<FrozenFile> KeepAsync(RoyaltyRun run, FrozenInputs inputs, CancellationToken cancellationToken) =>
        files.WriteFrozenAsync(run.InputsFolder, "manifest", JsonSerializer.SerializeToUtf8Bytes(inputs, DocumentJson.Options), cancellationToken);

    /// <summary>Names inputs as the month's, unless others are already.</summary>
    /// <returns>What is named now.</returns>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<FrozenInputs> NameAsync(FrozenInputs inputs, CancellationToken cancellationToken)
    {
        var document = new FrozenInputsDocument { Inputs = inputs, Digest = inputs.Digest() };
        await documents.WriteAsync(
            DocumentContainer.Money, FrozenInputsDocument.PartitionOf(inputs.Period), DocumentOperation.Create(FrozenInputsDocument.Id, document), cancellationToken);
        return await GetAsync(run: null, inputs.Period, cancellationToken);
    }
}
