using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Spotify.Core;
using Spotify.Core.Accounts;

namespace Spotify.Functions.Accounts;

/// <summary>Reads requests at <c>/authorize</c>. First who asks and where the answer goes: as long as that is not certain nothing goes anywhere.</summary>
public sealed class AuthorizeRequests(Clients clients, OwnAuthority authority)
{
    /// <summary>The path, and what a page may lead back to.</summary>
    internal const string Path = "/authorize";

    private const int MaxState = 2048;
    private static readonly string[] Known = ["client_id", "response_type", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "show_dialog", "prompt", "response_mode"];

    /// <summary>Reads one out of a link that a form has carried through: a path of ours with a query. Null where it is anything else.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<AuthorizeCheck?> ReadLinkAsync(string? link, CancellationToken cancellationToken) =>
        link is not null && link.StartsWith(Path + "?", StringComparison.Ordinal) && link.All(character => character is > ' ' and < '\x7f' and not '\\')
            ? await ReadAsync(new QueryCollection(QueryHelpers.ParseQuery(link[Path.Length..])), cancellationToken) : null;

    /// <summary>The link that leads back to a request once somebody has signed in, which he is not asked for again then.</summary>
    internal static string LinkOf(IQueryCollection query) => QueryHelpers.AddQueryString(
        Path,
        Known.Where(query.ContainsKey).SelectMany(name => query[name].Select(value => KeyValuePair.Create(name, name == "prompt" ? value?.Replace("login", "", StringComparison.Ordinal).Trim() : value))));

    /// <summary>Reads one.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<AuthorizeCheck> ReadAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        if (One(query, "client_id") is not { } clientId || await clients.FindAsync(clientId, cancellationToken) is not { } client)
            return AuthorizeCheck.Page("The app is not known here: client_id must be that of a registered app.");
        if (One(query, "redirect_uri") is not { } redirectUri || !client.RedirectUris.Any(registered => RedirectAddress.Matches(registered, redirectUri)))
            return AuthorizeCheck.Page("The app has not registered the address to go back to: redirect_uri must be one of its own, character for character.");
        var state = One(query, "state");
        var request = new AuthorizeRequest(client, redirectUri) { State = state?.Length <= MaxState ? state : null };
        return FindError(query, client, state, out var scopes) is { } error
            ? new AuthorizeCheck(request, null, error)
            : new AuthorizeCheck(
                request with
                {
                    Scopes = scopes,
                    Challenge = One(query, "code_challenge"),
                    AsksAgain = One(query, "show_dialog") == "true" || Prompts(query).Contains("consent"),
                    SignsInAgain = Prompts(query).Contains("login"),
                    IsSilent = Prompts(query).Contains("none"),
                },
                null,
                null);
    }

    /// <summary>The address that takes a code back to the app.</summary>
    internal string Accept(AuthorizeRequest request, string code) => Append(request, [new("code", code)]);

    /// <summary>The address that takes a refusal back to the app.</summary>
    internal string Refuse(AuthorizeRequest request, AuthorizeError error) => Append(request, [new("error", error.Code), new("error_description", error.Description)]);

    private string Append(AuthorizeRequest request, IReadOnlyList<KeyValuePair<string, string?>> parameters) =>
        QueryHelpers.AddQueryString(
            request.RedirectUri,
            [.. parameters, .. request.State is null ? (IEnumerable<KeyValuePair<string, string?>>)[] : [new("state", request.State)], new("iss", authority.Issuer)]);

    private static AuthorizeError? FindError(IQueryCollection query, ClientDocument client, string? state, out IReadOnlyList<string> scopes)
    {
        scopes = [];
        if (Known.FirstOrDefault(name => query[name].Count > 1) is { } twice)
            return new AuthorizeError("invalid_request", $"{twice} is there more than once.");
        if (state?.Length > MaxState)
            return new AuthorizeError("invalid_request", "state is over 2,048 characters.");
        if (query["response_type"] != "code")
            return new AuthorizeError("unsupported_response_type", "response_type must be code.");
        if (One(query, "response_mode") is not (null or "query"))
            return new AuthorizeError("invalid_request", "response_mode must be query, or left out.");
        if (FindChallengeError(query, client) is { } unproved)
            return unproved;
        if (Prompts(query) is { Length: > 1 } prompts && prompts.Contains("none"))
            return new AuthorizeError("invalid_request", "prompt must not ask for none and something.");
        if (!Scopes.TryParse(query["scope"], out scopes, out _))
            return new AuthorizeError("invalid_scope", "One of the scopes does not exist.");
        var allowed = client.Scopes;
        return allowed.Count == 0 ? scopes.Contains(Scopes.Admin) ? new AuthorizeError("invalid_scope", "The app may not ask for admin.") : null
            : scopes.All(allowed.Contains) ? null : new AuthorizeError("invalid_scope", "The app may not ask for one of the scopes.");
    }

    private static AuthorizeError? FindChallengeError(IQueryCollection query, ClientDocument client)
    {
        var (challenge, method) = (One(query, "code_challenge"), One(query, "code_challenge_method"));
        if (challenge is null)
            return method is not null || !client.IsConfidential ? AuthorizeError.NoChallenge : null;
        return method == Pkce.Method && Pkce.IsChallenge(challenge) ? null : AuthorizeError.NotS256;
    }

    private static string[] Prompts(IQueryCollection query) => (One(query, "prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // A parameter without a value is as one that is left out (RFC 6749, 3.1).
    private static string? One(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;
}
