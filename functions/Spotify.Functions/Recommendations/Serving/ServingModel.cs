using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>The model that serves, in this process's memory. Looked for in the background: no request ever waits for a model, and one that cannot be loaded leaves the last one in place.</summary>
internal sealed partial class ServingModel(ModelRegistry registry, ModelStore models, IOptions<ServingOptions> options, TimeProvider time, ILogger<ServingModel> logger)
{
    private readonly TimeSpan _every = TimeSpan.FromSeconds(options.Value.ModelSeconds);
    private volatile LoadedModel? _current;
    private Task _looking = Task.CompletedTask;
    private long _looked;
    private int _isLooking;

    /// <summary>The model; null until one is loaded.</summary>
    public LoadedModel? Current
    {
        get
        {
            var looked = Volatile.Read(ref _looked);
            if ((looked == 0 || time.GetElapsedTime(looked) >= _every) && Interlocked.CompareExchange(ref _isLooking, 1, 0) == 0)
            {
                Volatile.Write(ref _looked, Math.Max(1, time.GetTimestamp()));
                _looking = Task.Run(LookAsync);
            }

            return _current;
        }
    }

    /// <summary>Looks now, or waits for whoever does.</summary>
    public async Task RefreshAsync()
    {
        await _looking;
        if (Interlocked.CompareExchange(ref _isLooking, 1, 0) == 0)
            await LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            if (await registry.FindPublishedAsync(CancellationToken.None) is not { } published || published.Version == _current?.Version)
                return;
            var model = await models.LoadAsync(published, CancellationToken.None);
            _current = new LoadedModel(published.Version, model, published.Weights);
            Loaded(published.Version, published.Tracks);
        }
        catch (Exception problem)
        {
            // Whatever it is, requests go on with what there is; it is tried again.
            NotLoaded(problem);
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    [LoggerMessage(EventId = 6410, Level = LogLevel.Information, Message = "Model {Version} with {Tracks} tracks serves in this process")]
    private partial void Loaded(string version, int tracks);

    [LoggerMessage(EventId = 6411, Level = LogLevel.Error, Message = "The model that serves cannot be loaded; the one before stays")]
    private partial void NotLoaded(Exception problem);
}
