namespace Spotify.TestSupport.Simulation;

/// <summary>Now and then somebody searches or shares, sees an advertisement, or the client fails.</summary>
internal static class OtherEvents
{
    /// <summary>One event of the hubs <c>activity</c> or <c>diagnostics</c>, at the time of another.</summary>
    public static SimulatedEvent Create(Random random, string id, SimulatedEvent beside) => random.Next(4) switch
    {
        0 => New("search", id, beside, ("query", "an example")),
        1 => New("share", id, beside, ("uri", "spotify:track:" + beside.Track), ("action", "copy_link")),
        2 => New("page_view", id, beside, ("page", "home")),
        _ => New("client_error", id, beside, ("error_code", "DECODE_FAILED")) with { Hub = SimulatedHubs.Diagnostics },
    };

    private static SimulatedEvent New(string type, string id, SimulatedEvent beside, params (string Name, string Value)[] fields) =>
        new() { Id = id, Type = type, AtMs = beside.AtMs, Hub = SimulatedHubs.Activity, Session = beside.Session, Fields = fields };
}
