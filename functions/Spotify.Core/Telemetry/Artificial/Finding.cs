namespace Spotify.Core.Telemetry.Artificial;

/// <summary>Plays of one listener that a rule takes out.</summary>
/// <param name="Reason">The rule.</param>
/// <param name="Listener">The listener's pseudonym.</param>
/// <param name="Group">What holds findings of several listeners together, such as a network and a track; empty where it is one listener's own.</param>
/// <param name="Plays">The plays, at least one, in the order of their starts.</param>
/// <param name="Evidence">The figures that the rule looked at, by name, for whoever reviews it.</param>
public sealed record Finding(ArtificialReason Reason, string Listener, string Group, IReadOnlyList<PlayFact> Plays, IReadOnlyDictionary<string, double> Evidence);
