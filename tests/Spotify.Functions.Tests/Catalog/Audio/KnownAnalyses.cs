using Spotify.Core.Ingestion.Analysis;
using Spotify.Functions.Catalog.Audio;

namespace Spotify.Functions.Tests.Catalog.Audio;

/// <summary>A storage of analyses that holds what a test puts there.</summary>
internal sealed class KnownAnalyses : IAnalysisFiles
{
    public static readonly DateTimeOffset WrittenAt = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, byte[]> _files = [];

    public void Put(string blob, AudioAnalysis analysis)
    {
        using var content = new MemoryStream();
        AnalysisFile.Write(content, analysis);
        lock (_files)
            _files[blob] = content.ToArray();
    }

    public Task<StoredAnalysis?> FindAsync(string blob, CancellationToken cancellationToken)
    {
        lock (_files)
            return Task.FromResult(_files.TryGetValue(blob, out var content) ? new StoredAnalysis(content, WrittenAt) : null);
    }
}
