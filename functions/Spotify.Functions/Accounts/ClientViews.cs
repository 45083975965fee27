using System.Text.Json.Serialization;

namespace Spotify.Functions.Accounts;

/// <summary>The body that registers a client.</summary>
/// <param name="Name">What listeners are shown, 1 to 60 characters.</param>
/// <param name="RedirectUris">Where listeners may be sent back to; up to 20.</param>
/// <param name="Confidential">Whether it can keep a secret; true where left out.</param>
/// <param name="Scopes">What it may ask for; all that any listener may grant where left out.</param>
/// <param name="RotateRefresh">Whether each refresh gives another refresh token; true where left out, and always for one without a secret.</param>
internal sealed record ClientBody(string? Name, IReadOnlyList<string>? RedirectUris, bool? Confidential, IReadOnlyList<string>? Scopes, bool? RotateRefresh = null);

/// <summary>A client as operators see it.</summary>
internal sealed record ClientView(
    string ClientId,
    string Name,
    IReadOnlyList<string> RedirectUris,
    bool Confidential,
    IReadOnlyList<string> Scopes,
    bool RotateRefresh,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    IReadOnlyList<ClientSecretView> Secrets)
{
    /// <summary>The new secret, shown this once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    public static ClientView Of(ClientDocument client, string? secret = null) => new(
        client.ClientId,
        client.Name,
        client.RedirectUris,
        client.IsConfidential,
        client.Scopes,
        client.RotatesRefresh,
        client.CreatedAt,
        client.CreatedBy,
        [.. client.Secrets.Select(one => new ClientSecretView(one.Id, one.CreatedAt))])
    {
        ClientSecret = secret,
    };
}

/// <summary>A client's secret, by its name alone.</summary>
internal sealed record ClientSecretView(string Id, DateTimeOffset CreatedAt);

/// <summary>A page of clients.</summary>
/// <param name="Items">The clients, by id.</param>
/// <param name="Next">What to ask for with <c>after</c>; null where this was the last page.</param>
internal sealed record ClientPage(IReadOnlyList<ClientView> Items, string? Next);
