using System.Collections.Concurrent;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Platform.Health;

namespace Spotify.Functions.Ingestion;

/// <summary>Whether the media programs can be run at all; asked of each once, since what is installed stays.</summary>
internal sealed class MediaReadiness(MediaTool tool) : IReadinessCheck
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "media";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.WhenAll(tool.Programs.Select(program => CheckAsync(program, cancellationToken)));

    private async Task CheckAsync(string program, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(program))
            return;
        if (!await tool.RunsAsync(program, cancellationToken))
            throw new InvalidOperationException($"{program} does not run");
        _known[program] = true;
    }
}
