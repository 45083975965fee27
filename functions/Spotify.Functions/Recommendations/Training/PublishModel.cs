using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Publishes a model, or keeps it with the reason why it is not published.</summary>
public sealed class PublishModel(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PublishModel))]
    public Task<PublishedModel> Run([ActivityTrigger] PublishStep input, CancellationToken cancellationToken) => work.PublishAsync(input, cancellationToken);
}
