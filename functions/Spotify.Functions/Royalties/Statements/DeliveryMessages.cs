namespace Spotify.Functions.Royalties.Statements;

/// <summary>Which month's files are to be written.</summary>
/// <param name="Period">The month, <c>yyyy-MM</c>.</param>
/// <param name="After">The last party of the page before; null at the beginning.</param>
/// <param name="Parties">How many parties have theirs.</param>
public sealed record DeliverInput(string Period, string? After = null, long Parties = 0);

/// <summary>Whose files are to be written.</summary>
/// <param name="Period">The month, <c>yyyy-MM</c>.</param>
/// <param name="Party">The party.</param>
public sealed record DeliverPartyInput(string Period, string Party);

/// <summary>How far the writing is; its custom status.</summary>
/// <param name="Parties">How many parties have their files.</param>
public sealed record DeliveryProgress(long Parties);
