using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>What became of a model.</summary>
public enum ModelState
{
    /// <summary>It was published; whether it still serves is in <see cref="ServingModelDocument"/>.</summary>
    Published = 0,

    /// <summary>It is worse than the one before, and kept to be looked at.</summary>
    Refused = 1,
}

/// <summary>A model of the registry: container <c>system</c>, kind <see cref="Kind"/>, id its version.</summary>
public sealed record ModelDocument
{
    /// <summary>The kind.</summary>
    public const string Kind = "recommendation-models";

    /// <summary>What it is.</summary>
    public string Type { get; init; } = "recommendation_model";

    /// <summary>Version of the form.</summary>
    public int V { get; init; } = 1;

    /// <summary>The run that made it.</summary>
    public required string Version { get; init; }

    /// <summary>The week that it was made for.</summary>
    public required string Week { get; init; }

    /// <summary>Up to when it has learned.</summary>
    public required DateTimeOffset LearnedTo { get; init; }

    /// <summary>Who had it made.</summary>
    public required string By { get; init; }

    /// <summary>What became of it.</summary>
    public required ModelState State { get; init; }

    /// <summary>Why it was refused; null where it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>The version that it was held against; null where there was none.</summary>
    public string? Against { get; init; }

    /// <summary>Listeners that it has learned from.</summary>
    public required int Listeners { get; init; }

    /// <summary>Tracks that it knows.</summary>
    public required int Tracks { get; init; }

    /// <summary>Pairs that it has learned from.</summary>
    public required long Pairs { get; init; }

    /// <summary>How it was learned.</summary>
    public required IalsOptions Training { get; init; }

    /// <summary>What was tried before to find that.</summary>
    public IReadOnlyList<SearchTrial> Trials { get; init; } = [];

    /// <summary>What each signal says.</summary>
    public BlendWeights Weights { get; init; } = BlendWeights.Default;

    /// <summary>How good it is.</summary>
    public required MeasuredModel Measured { get; init; }

    /// <summary>The tracks.</summary>
    public required StoredFile CatalogueFile { get; init; }

    /// <summary>Their collaborative vectors.</summary>
    public required StoredFile VectorsFile { get; init; }

    /// <summary>Vectors of descriptions; null where there are none.</summary>
    public StoredFile? ContentFile { get; init; }

    /// <summary>Vectors of sound; null where there are none.</summary>
    public StoredFile? AudioFile { get; init; }

    /// <summary>The audio model that made them; null where there are none.</summary>
    public StoredFile? SoundModelFile { get; init; }

    /// <summary>Neighbours of tracks; null where there are none.</summary>
    public StoredFile? NeighboursFile { get; init; }

    /// <summary>The index of collaborative vectors; null where there are so few that all are compared.</summary>
    public StoredFile? VectorsIndexFile { get; init; }

    /// <summary>The index of descriptions' vectors; null where there is none.</summary>
    public StoredFile? ContentIndexFile { get; init; }

    /// <summary>The index of sounds' vectors; null where there is none.</summary>
    public StoredFile? AudioIndexFile { get; init; }

    /// <summary>How many vectors are compared for one listener at the most where there are indexes.</summary>
    public int ComparedVectors { get; init; }

    /// <summary>What factors weigh beside neighbours.</summary>
    public double FactorShare { get; init; } = 1;
}

/// <summary>Which model serves: container <c>system</c>, kind and id of its own, so that it is one read.</summary>
internal sealed record ServingModelDocument
{
    public const string Kind = "recommendation-serving";

    public const string Id = "model";

    public string Type { get; init; } = "recommendation_serving";

    public int V { get; init; } = 1;

    public required string Version { get; init; }

    public required string Week { get; init; }
}

/// <summary>That a week's lists are there: container <c>system</c>, kind <see cref="Kind"/>, id the week.</summary>
public sealed record WeekDocument
{
    /// <summary>The kind.</summary>
    public const string Kind = "recommendation-weeks";

    /// <summary>What it is.</summary>
    public string Type { get; init; } = "recommendation_week";

    /// <summary>Version of the form.</summary>
    public int V { get; init; } = 1;

    /// <summary>The run that made them last.</summary>
    public required string Run { get; init; }

    /// <summary>When they were there.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How the run ended.</summary>
    public required WeeklyOutcome Outcome { get; init; }
}
