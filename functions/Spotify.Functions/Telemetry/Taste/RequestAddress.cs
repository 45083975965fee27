namespace Spotify.Functions.Telemetry.Taste;

/// <summary>What links are made of where only the address of a request is at hand.</summary>
internal static class RequestAddress
{
    /// <summary>What comes before the API in an address.</summary>
    public static string RootOf(string address) => address.IndexOf("/v1/", StringComparison.Ordinal) is >= 0 and var cut ? address[..cut] : address;
}
