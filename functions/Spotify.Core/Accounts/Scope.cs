namespace Spotify.Core.Accounts;

/// <summary>Something that an app may be allowed to do for a listener.</summary>
/// <param name="Name">As it is written in requests and tokens, such as <c>user-library-read</c>.</param>
/// <param name="Sentence">What the listener is asked to allow, in one sentence.</param>
/// <param name="ForOperatorsOnly">Whether only accounts that an operator has given it to may grant it.</param>
public sealed record Scope(string Name, string Sentence, bool ForOperatorsOnly = false);
