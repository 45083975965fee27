using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Keeps what every listener did beside playing: the signals of each week, each once by its key. Those of listeners who were erased are passed over.</summary>
public sealed partial class SignalRecorder(IDocumentStore documents, IListeners listeners, ILogger<SignalRecorder> logger)
{
    private const int MaxRounds = 50;

    /// <summary>Takes in batches.</summary>
    /// <param name="batches">In any order; of any listeners.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>Why nothing could be kept of some listeners, by user, for a fault of their own. Mostly none.</returns>
    /// <exception cref="TransientException">The store is in trouble; repeat all of it. So for every other exception.</exception>
    public async Task<IReadOnlyDictionary<string, string>> RecordAsync(IReadOnlyCollection<ActivityBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in batches.Where(batch => !DocumentRules.IsValidPartitionKey(batch.User)))
            faults[batch.User] = "The listener's name is none that a store can hold.";
        var users = batches.Select(batch => batch.User).Where(user => !faults.ContainsKey(user)).Distinct(StringComparer.Ordinal).ToList();
        var known = await listeners.ResolveAsync(users, cancellationToken);
        var open = (from batch in batches
                    where known.ContainsKey(batch.User)
                    from signal in batch.Events.Select(one => Signal.Of(batch, one)).OfType<Signal>()
                    group signal by (batch.User, Week: TasteWeek.Of(signal.At.ToUnixTimeMilliseconds())) into week
                    select new SignalWork(week.Key.User, week.Key.Week, [.. week])).ToList();
        var weeks = open.Count;
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
                throw new TransientException("Others kept writing to the same signals first.");
            await LoadAsync(open, faults, cancellationToken);
            open = await SaveAsync(open.FindAll(work => !faults.ContainsKey(work.UserId) && work.IsChanged), faults, cancellationToken);
        }

        SignalsKept(weeks);
        return faults;
    }

    private async Task LoadAsync(List<SignalWork> works, Dictionary<string, string> faults, CancellationToken cancellationToken)
    {
        foreach (var page in works.Chunk(DocumentRules.MaxReads))
        {
            var stored = await documents.ReadManyAsync<SignalWeekDocument>(
                DocumentContainer.Users, Array.ConvertAll(page, work => work.Key), (i, exception) => Unreadable(page[i], exception, faults), cancellationToken);
            for (var i = 0; i < page.Length; i++)
                page[i].Load(stored[i]);
        }
    }

    private static void Unreadable(SignalWork work, JsonException exception, Dictionary<string, string> faults) =>
        faults[work.UserId] = $"The signals under {work.Key.Id} cannot be read: {exception.Message}";

    /// <summary>Writes weeks that changed. One of a listener at a time: each stands by itself, and two full ones would not fit into a batch.</summary>
    /// <returns>Those that wait, or that somebody else wrote meanwhile.</returns>
    private async Task<List<SignalWork>> SaveAsync(List<SignalWork> works, Dictionary<string, string> faults, CancellationToken cancellationToken)
    {
        var first = works.DistinctBy(work => work.UserId).ToList();
        if (first.Count == 0)
            return [];
        var results = await documents.WriteManyAsync(
            first.ConvertAll(work => new PartitionBatch(DocumentContainer.Users, work.Key.Partition, [work.ToOperation()])), cancellationToken);
        for (var i = 0; i < first.Count; i++)
        {
            if (results[i].IsWritten)
                works.Remove(first[i]);
            else if (results[i].Outcome == WriteOutcome.TooLarge)
                faults[first[i].UserId] = "The signals of a week are over the size of a document.";
        }

        return works.FindAll(work => !faults.ContainsKey(work.UserId));
    }

    [LoggerMessage(EventId = 5163, Level = LogLevel.Debug, Message = "Signals of {Weeks} weeks of listeners were kept.")]
    private partial void SignalsKept(int weeks);

    /// <summary>The signals of a slice that fall into one week of one listener.</summary>
    private sealed class SignalWork(string userId, TasteWeek week, IReadOnlyList<Signal> signals)
    {
        private StoredDocument<SignalWeekDocument>? _stored;
        private SignalWeek _all = new([]);

        public string UserId => userId;

        public DocumentKey Key => new(userId, SignalWeekDocument.IdOf(week));

        public bool IsChanged { get; private set; }

        public void Load(StoredDocument<SignalWeekDocument>? stored)
        {
            _stored = stored;
            _all = new SignalWeek(stored?.Value.Signals ?? []);
            IsChanged = _all.Add(signals);
        }

        public DocumentOperation ToOperation()
        {
            var body = new SignalWeekDocument { Signals = _all.Signals };
            return _stored is null
                ? DocumentOperation.Create(Key.Id, body, TasteRetention.Kept)
                : DocumentOperation.Replace(Key.Id, body, _stored.ETag, TasteRetention.Kept);
        }
    }
}
