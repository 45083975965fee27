using Spotify.Core.Accounts;

namespace Spotify.Functions.Accounts;

/// <summary>What an app asks a listener for, after app and address were found to be registered.</summary>
/// <param name="Client">The app.</param>
/// <param name="RedirectUri">Where the listener goes back to.</param>
internal sealed record AuthorizeRequest(ClientDocument Client, string RedirectUri)
{
    /// <summary>What it asks for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What it wants to be handed back; null for nothing.</summary>
    public string? State { get; init; }

    /// <summary>What the verifier must fit; null where it sent none.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whether it wants the listener asked, whatever he has allowed before.</summary>
    public bool AsksAgain { get; init; }

    /// <summary>Whether it wants the listener to sign in anew.</summary>
    public bool SignsInAgain { get; init; }

    /// <summary>Whether it wants no page shown at all.</summary>
    public bool IsSilent { get; init; }

    /// <summary>
    /// Whether a consent that is remembered may stand for a new one. Where nothing tells the app from another on the listener's machine (no secret, no address of its own on the
    /// web) the listener is asked each time (RFC 8252, 8.6).
    /// </summary>
    public bool MayBeRemembered => Client.IsConfidential || RedirectUri.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Whether one of the scopes is for operators.</summary>
    public bool AsksForOperator => Scopes.Contains(Core.Accounts.Scopes.Admin);
}

/// <summary>What a request at <c>/authorize</c> is.</summary>
/// <param name="Request">What is asked for; null where there is a page fault.</param>
/// <param name="PageFault">Why nobody may be sent anywhere, for a page of ours; null where app and address are good.</param>
/// <param name="Error">What to send back to the app instead; null where all is well.</param>
internal sealed record AuthorizeCheck(AuthorizeRequest? Request, string? PageFault, AuthorizeError? Error)
{
    public static AuthorizeCheck Page(string fault) => new(null, fault, null);
}

/// <summary>A refusal that goes back to the app, in RFC 6749's words.</summary>
/// <param name="Code">The error's code.</param>
/// <param name="Description">What is wrong, for the app's developer.</param>
internal sealed record AuthorizeError(string Code, string Description)
{
    public static readonly AuthorizeError AccessDenied = new("access_denied", "The listener did not allow it.");
    public static readonly AuthorizeError LoginRequired = new("login_required", "Nobody is signed in.");
    public static readonly AuthorizeError ConsentRequired = new("consent_required", "The listener has not allowed this yet.");

    // RFC 9700, 4.8.2: plain, or no challenge at all, where S256 is to be had is a downgrade.
    public static readonly AuthorizeError NoChallenge = new("invalid_request", "code_challenge is needed: an app without a secret proves itself by PKCE.");
    public static readonly AuthorizeError NotS256 = new("invalid_request", $"code_challenge_method must be {Pkce.Method}, with a challenge of 43 characters.");
}
