namespace Spotify.Functions.Platform.Flags;

/// <summary>A feature as operators see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What goes when it is off.</param>
/// <param name="Percent">The share of listeners for whom it is on.</param>
/// <param name="Killed">Whether it is off for everybody whatever the share.</param>
/// <param name="Source"><c>operator</c> or <c>settings</c>.</param>
/// <param name="Changes">The last changes, the newest first; who made them is in the record of operators' actions.</param>
public sealed record FlagView(string Name, string Description, decimal Percent, bool Killed, string Source, IReadOnlyList<FlagChange> Changes);

/// <summary>All features.</summary>
/// <param name="Items">Each of them.</param>
public sealed record FlagList(IReadOnlyList<FlagView> Items);

/// <summary>What a feature is to be.</summary>
/// <param name="Percent">The share of listeners, 0 to 100 with at most two decimals.</param>
/// <param name="Killed">Off for everybody whatever the share.</param>
/// <param name="Reason">Why, 1 to 500 characters.</param>
public sealed record FlagRequest(decimal? Percent, bool? Killed, string? Reason);
