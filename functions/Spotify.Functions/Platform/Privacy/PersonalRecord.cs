using System.Text.Json;

namespace Spotify.Functions.Platform.Privacy;

/// <summary>One thing that a store holds of a person, as it goes into an export.</summary>
/// <param name="Kind">What it is, in snake_case, such as <c>play</c>.</param>
/// <param name="Id">Its id in the store.</param>
/// <param name="Data">What is stored, without what is of use to the machine alone.</param>
public sealed record PersonalRecord(string Kind, string Id, JsonElement Data);
