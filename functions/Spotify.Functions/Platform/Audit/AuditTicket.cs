namespace Spotify.Functions.Platform.Audit;

/// <summary>An action that is written down as begun.</summary>
public sealed class AuditTicket
{
    internal AuditTicket(string name, AuditDocument begun) => (Name, Begun) = (name, begun);

    /// <summary>What names the entry.</summary>
    public string Name { get; }

    internal AuditDocument Begun { get; }
}
