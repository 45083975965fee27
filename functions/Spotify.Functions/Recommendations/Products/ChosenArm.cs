using Spotify.Core.Recommendations.Blend;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>The arm of an experiment that a list is made by.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Weights">What each signal says; null for what the model has learned.</param>
internal sealed record ChosenArm(string Experiment, string Arm, BlendWeights? Weights);
