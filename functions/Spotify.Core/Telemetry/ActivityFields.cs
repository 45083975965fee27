namespace Spotify.Core.Telemetry;

/// <summary>What an event has that is not playback, as it was read; texts point into the request's body and are empty where there are none, numbers below zero.</summary>
internal struct ActivityFields
{
    public TextSlice Uri;
    public TextSlice Action;
    public TextSlice Query;
    public TextSlice Target;
    public TextSlice Page;
    public TextSlice Message;
    public TextSlice Ad;
    public TextSlice Placement;
    public TextSlice Network;
    public int Results;
    public int Rank;
    public int DurationMs;
    public int BitrateKbps;
    public bool? Fatal;
    public bool? Completed;

    public static ActivityFields Empty => new() { Results = -1, Rank = -1, DurationMs = -1, BitrateKbps = -1 };
}
