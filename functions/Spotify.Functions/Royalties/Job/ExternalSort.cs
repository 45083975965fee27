using System.Globalization;
using System.Runtime.CompilerServices;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>
/// Sorts what does not fit in memory: spills of a bounded size under a name that no other attempt has, merged when they are read. Whoever made it removes it.
/// </summary>
internal sealed class ExternalSort<T>(ILedgerFiles files, string folder, RunFormat<T> format, int partitions, Func<T, int> partitionOf, RoyaltyLimits limits) : IAsyncDisposable
{
    private readonly string _folder = $"{folder}{Guid.NewGuid():n}/";
    private readonly RunBuffer<T> _buffer = new(format, partitions, partitionOf, limits.Rows);
    private readonly byte[] _header = new byte[RunSpill.HeaderBytes(partitions)];
    private int _spills;
    private int _rounds;

    /// <summary>Takes one in.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async ValueTask AddAsync(T item, CancellationToken cancellationToken)
    {
        if (_buffer.Add(item))
            await SpillAsync(cancellationToken);
    }

    /// <summary>Everything of one partition in order, once all is in. May be read again.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async IAsyncEnumerable<T> ReadAsync(int partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_buffer.IsEmpty)
            await SpillAsync(cancellationToken);
        var sections = new List<RunSection>();
        for (var spill = 0; spill < _spills; spill++)
        {
            await files.ReadAsync(NameOf("spill", spill), 0, _header, cancellationToken);
            var (offset, length) = RunSpill.Section(_header, partition);
            if (length > 0)
                sections.Add(new RunSection(NameOf("spill", spill), offset, length));
        }

        var items = await files.MergeSectionsAsync(format, sections, limits.RunsAtOnce, () => NameOf("round", _rounds++), cancellationToken);
        await foreach (var item in items)
            yield return item;
    }

    /// <summary>Removes what was spilled. What the storage keeps all the same, the end of the run removes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_spills > 0)
            await files.RemoveAsync(_folder, CancellationToken.None);
    }

    private Task<bool> SpillAsync(CancellationToken cancellationToken)
    {
        var spill = _buffer.Spill();
        return files.WriteAsync(
            NameOf("spill", _spills++),
            async stream =>
            {
                await stream.WriteAsync(spill, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private string NameOf(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{_folder}{kind}-{number:d6}");
}
