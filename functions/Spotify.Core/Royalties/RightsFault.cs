namespace Spotify.Core.Royalties;

/// <summary>What is wrong with something that somebody wants to agree, register or split.</summary>
/// <param name="Field">Where, named as in JSON: <c>links[0].children[1].share_ppm</c>.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record RightsFault(string Field, string Detail);
