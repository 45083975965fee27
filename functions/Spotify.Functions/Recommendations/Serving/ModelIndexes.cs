using System.Runtime.CompilerServices;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>The index of each model that is asked, made beside the requests.</summary>
internal sealed class ModelIndexes
{
    private readonly ConditionalWeakTable<RecommendationModel, Task<ModelIndex>> _indexes = [];

    /// <summary>The index of a model; the first call for it has it made.</summary>
    public Task<ModelIndex> OfAsync(RecommendationModel model) => _indexes.GetValue(model, static one => Task.Run(() => new ModelIndex(one)));
}
