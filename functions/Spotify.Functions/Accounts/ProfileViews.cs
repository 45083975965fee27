using System.Text.Json.Serialization;
using Spotify.Core.Accounts;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts;

/// <summary>A user as everybody sees him, in the Spotify Web API's shape.</summary>
internal record UserView(
    string Id, string? DisplayName, string Href, string Uri, UserUrls ExternalUrls, UserFollowers Followers, IReadOnlyList<UserImage> Images, string Type = "user")
{
    public static UserView Of(string userId, string? name, string address) =>
        new(userId, name, HrefOf(userId, address), UriOf(userId), UrlsOf(userId, address), UserFollowers.None, []);

    protected static string HrefOf(string userId, string address) => $"{address}/v1/users/{System.Uri.EscapeDataString(userId)}";

    protected static string UriOf(string userId) => $"spotify:user:{userId}";

    protected static UserUrls UrlsOf(string userId, string address) => new($"{address}/user/{System.Uri.EscapeDataString(userId)}");
}

/// <summary>A user as he sees himself. Which fields there are depends on what he has allowed the app: those of scope <c>user-read-private</c> and <c>user-read-email</c>.</summary>
internal sealed record ProfileView(
    string Id, string? DisplayName, string Href, string Uri, UserUrls ExternalUrls, UserFollowers Followers, IReadOnlyList<UserImage> Images)
    : UserView(Id, DisplayName, Href, Uri, ExternalUrls, Followers, Images)
{
    /// <summary>With <c>user-read-private</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Country { get; init; }

    /// <summary>With <c>user-read-private</c>: <c>premium</c> or <c>free</c>, as apps know plans.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Product { get; init; }

    /// <summary>With <c>user-read-private</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExplicitContent? ExplicitContent { get; init; }

    /// <summary>With <c>user-read-email</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    public static ProfileView Of(Caller caller, AccountInfo? account, Tier tier, string country, string address)
    {
        var reads = caller.Scopes.Contains(Scopes.ReadPrivate);
        return new(
            caller.Subject,
            account?.DisplayName ?? caller.Subject,
            HrefOf(caller.Subject, address),
            UriOf(caller.Subject),
            UrlsOf(caller.Subject, address),
            UserFollowers.None,
            [])
        {
            Country = reads ? country : null,
            Product = reads ? tier.LicenceName() : null,
            ExplicitContent = reads ? new ExplicitContent(account?.FiltersExplicit ?? caller.FiltersExplicit, false) : null,
            Email = caller.Scopes.Contains(Scopes.ReadEmail) ? account?.Email : null,
        };
    }
}

/// <summary>Where else a user is to be found.</summary>
internal sealed record UserUrls(string Spotify);

/// <summary>How many follow a user.</summary>
internal sealed record UserFollowers(string? Href, int Total)
{
    public static readonly UserFollowers None = new(null, 0);
}

/// <summary>A picture of a user.</summary>
internal sealed record UserImage(string Url, int? Height, int? Width);

/// <summary>Whether explicit content is filtered, and whether the user may change that.</summary>
internal sealed record ExplicitContent(bool FilterEnabled, bool FilterLocked);

/// <summary>The body that changes a profile.</summary>
/// <param name="DisplayName">What others will see, 1 to 60 characters; left out where it stays.</param>
/// <param name="ExplicitFilter">Whether explicit content is not to be played; left out where that stays.</param>
internal sealed record ProfileBody(string? DisplayName, bool? ExplicitFilter = null);
