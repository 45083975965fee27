using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Flags;

/// <summary>Knows the features as operators have set them, and looks again in the background when that has become old.</summary>
internal sealed partial class FeatureFlags : IFlags, IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IDocumentStore? _documents;
    private readonly FlagOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FeatureFlags> _logger;
    private readonly FrozenDictionary<string, FlagState> _defaults;
    private FrozenDictionary<string, FlagState> _known;
    private long _lookAt;
    private int _looking;
    private bool _isAway;

    public FeatureFlags(IDocumentStore? documents, IOptions<FlagOptions> options, TimeProvider time, ILogger<FeatureFlags> logger)
    {
        (_documents, _options, _time, _logger) = (documents, options.Value, time, logger);
        var shares = options.Value.Shares();
        _known = _defaults = FlagNames.All.ToFrozenDictionary(
            flag => flag.Name, flag => shares.TryGetValue(flag.Name, out var share) ? new FlagState(share, false) : FlagState.On, StringComparer.Ordinal);
    }

    public bool IsOn(string name) => StateOf(name).IsOn;

    public bool IsOn(string name, string listener) => StateOf(name).IsOnFor(name, listener);

    /// <summary>How a feature stands, as far as this instance knows.</summary>
    public FlagState StateOf(string name)
    {
        if (_documents is not null && _time.GetUtcNow().UtcTicks >= Volatile.Read(ref _lookAt))
            _ = LookAsync(CancellationToken.None);
        return Volatile.Read(ref _known).TryGetValue(name, out var state) ? state : throw new ArgumentException($"There is no feature '{name}'.", nameof(name));
    }

    /// <summary>How a feature stands where no operator has set it.</summary>
    public FlagState DefaultOf(string name) => _defaults[name];

    /// <summary>Takes over what this instance has just written.</summary>
    public void Learn(string name, FlagState state)
    {
        FrozenDictionary<string, FlagState> known;
        do
        {
            known = Volatile.Read(ref _known);
        }
        while (Interlocked.CompareExchange(
            ref _known, known.ToFrozenDictionary(one => one.Key, one => one.Key == name ? state : one.Value, StringComparer.Ordinal), known) != known);
    }

    /// <summary>Reads the flags before the first request, so that a feature that is killed stays so over a restart; the start does not wait long for that.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _documents is null ? Task.CompletedTask : LookAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Looks at once, unless somebody does already.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1)
            return;
        try
        {
            Volatile.Write(ref _lookAt, (_time.GetUtcNow() + _options.Refresh).UtcTicks);
            using var limit = new CancellationTokenSource(Patience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var before = Volatile.Read(ref _known);
            var page = await _documents!.RangeAsync<FlagDocument>(DocumentContainer.System, FlagDocument.Kind, default, DocumentRules.MaxReads, null, either.Token).AsTask().WaitAsync(either.Token);
            var set = page.Documents.ToDictionary(one => one.Id, one => one.Document.Value.ToState(), StringComparer.Ordinal);
            // What was written by this instance meanwhile is newer than what was read.
            Interlocked.CompareExchange(ref _known, _defaults.ToFrozenDictionary(one => one.Key, one => set.TryGetValue(one.Key, out var state) ? state : one.Value, StringComparer.Ordinal), before);
            if (_isAway)
                LogBack(_logger);
            _isAway = false;
        }
#pragma warning disable CA1031 // Nothing that flags decide may fail because of them.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_isAway)
                LogAway(_logger, exception);
            _isAway = true;
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    [LoggerMessage(EventId = 9101, Level = LogLevel.Warning, Message = "Feature flags cannot be read: what was known last holds")]
    private static partial void LogAway(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 9102, Level = LogLevel.Information, Message = "Feature flags can be read again")]
    private static partial void LogBack(ILogger logger);
}
