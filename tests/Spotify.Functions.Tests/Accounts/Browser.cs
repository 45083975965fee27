using System.Net;
using System.Text.RegularExpressions;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>A browser as far as the pages need one: keeps cookies, reads hidden fields, follows nothing by itself.</summary>
internal sealed partial class Browser(HttpClient client)
{
    /// <summary>Where it is, where a proxy says so.</summary>
    public string? Address { get; init; }

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The headers <c>Set-Cookie</c> of the last answer.</summary>
    public IReadOnlyList<string> LastCookies { get; private set; } = [];

    public Task<Page> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Page> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    });

    /// <summary>Sends the form of a page, hidden fields included.</summary>
    public Task<Page> SubmitAsync(string path, Page page, params (string Name, string Value)[] fields) =>
        PostAsync(path, [.. page.Hidden.Select(pair => (pair.Key, pair.Value)), .. fields]);

    private async Task<Page> SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (Address is not null)
            request.Headers.Add("X-Forwarded-For", Address);
        using var response = await client.SendAsync(request);
        LastCookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var cookie in LastCookies)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0)
                Cookies.Remove(pair[0]);
            else
                Cookies[pair[0]] = WebUtility.UrlDecode(pair[1]);
        }

        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Page((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    public static partial Regex HiddenField();
}

/// <summary>An answer as a browser has it.</summary>
internal sealed record Page(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Location => Headers.GetValueOrDefault("Location");

    public IReadOnlyDictionary<string, string> Hidden =>
        Browser.HiddenField().Matches(Body).ToDictionary(match => WebUtility.HtmlDecode(match.Groups[1].Value), match => WebUtility.HtmlDecode(match.Groups[2].Value));

    /// <summary>A parameter of the address that the browser is sent to.</summary>
    public string? Sent(string name) => Location is null ? null : System.Web.HttpUtility.ParseQueryString(new Uri(new Uri("http://here"), Location).Query)[name];
}
