using Spotify.Core.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>
/// What steps of one run on one machine share: the catalogue, and the side that stands still. A few things at a time, each read once however many steps want it at once; what was dropped is
/// read again.
/// </summary>
internal sealed class RunCache(RunFiles files)
{
    private const int Kept = 6;

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>The tracks of a run.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<TrackCatalogue> TracksAsync(StoredFile file, CancellationToken cancellationToken) =>
        GetAsync(file.Name, async () => TrackCatalogue.Read(await files.ReadAsync(file, cancellationToken)), cancellationToken);

    /// <summary>Something by its name.</summary>
    /// <param name="name">Whoever asks by the same name wants the same.</param>
    /// <param name="load">Loads it.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<T> GetAsync<T>(string name, Func<Task<T>> load, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            Entry entry;
            lock (_gate)
            {
                entry = _entries.Find(one => one.Name == name) ?? new Entry(name, new Lazy<Task<object>>(async () => await load()));
                _entries.Remove(entry);
                _entries.Insert(0, entry);
                if (_entries.Count > Kept)
                    _entries.RemoveRange(Kept, _entries.Count - Kept);
            }

            try
            {
                return (T)await entry.Value.Value.WaitAsync(cancellationToken);
            }
            catch (Exception problem)
            {
                lock (_gate)
                    _entries.Remove(entry);
                // Whoever began to load may have been stopped: that is not this caller's end.
                if (problem is not OperationCanceledException || cancellationToken.IsCancellationRequested)
                    throw;
            }
        }
    }

    private sealed record Entry(string Name, Lazy<Task<object>> Value);
}
