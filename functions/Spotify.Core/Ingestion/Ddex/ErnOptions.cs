namespace Spotify.Core.Ingestion.Ddex;

/// <summary>How DDEX messages are read.</summary>
public sealed record ErnOptions
{
    /// <summary>
    /// Folder with the versions' XML schemas, which DDEX licenses and this product does not bring: <c>ern-43/release-notification.xsd</c>, <c>ern-382/...</c> and the
    /// allowed-value sets that they import beside them. Null, or a version that is not there: the rules of this reader alone apply.
    /// </summary>
    public string? SchemaFolder { get; init; }

    /// <summary>
    /// Our own DDEX party id. A message for others is refused, and deals for named services count where they name us. Null: messages for anybody are read, and deals for
    /// named services grant nothing.
    /// </summary>
    public string? Dpid { get; init; }
}
