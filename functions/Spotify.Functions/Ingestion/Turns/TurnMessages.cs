namespace Spotify.Functions.Ingestion.Turns;

/// <summary>What an orchestration wants a turn for.</summary>
/// <param name="Label">Whose track it is.</param>
/// <param name="Key">What the orchestration calls it; names one turn within the orchestration.</param>
/// <param name="ReleaseDate">When its release comes out; null where nobody knows.</param>
public sealed record TurnRequest(string Label, string Key, DateOnly? ReleaseDate);

/// <summary>A turn that an orchestration asks for, holds or ends.</summary>
/// <param name="Instance">The orchestration's instance id.</param>
/// <param name="Key">What the orchestration calls it.</param>
/// <param name="Label">Whose track it is.</param>
/// <param name="ReleaseDate">When its release comes out; null where nobody knows.</param>
public sealed record TurnInput(string Instance, string Key, string Label, DateOnly? ReleaseDate);

/// <summary>The answer to who asked for a turn.</summary>
public enum TurnAnswer
{
    /// <summary>It waits; the event of its name says when its turn has come.</summary>
    Waits = 0,

    /// <summary>It has its turn.</summary>
    Given = 1,
}
