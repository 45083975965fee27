using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Tests.Platform.Auth;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>Our own tokens at the API's door, good and forged in every way that is known.</summary>
public sealed class TokenSecurityTests(AccountsHost host) : IClassFixture<AccountsHost>, IAsyncLifetime
{
    private Answered _good = null!;
    private Person _person = null!;
    private RegisteredApp _app = null!;

    public async Task InitializeAsync()
    {
        (_app, _person) = (await host.RegisterAsync(), await host.SignUpAsync());
        _good = await host.GrantAsync(_person, _app, "streaming user-read-private");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_good_token_is_taken_until_it_expires()
    {
        (await host.CallAsync(HttpMethod.Get, "/v1/me", _good.Access)).Status.ShouldBe(200);
        host.Clock.Advance(AccessTokens.Lifetime + TimeSpan.FromSeconds(30));
        (await host.CallAsync(HttpMethod.Get, "/v1/me", _good.Access)).Reason.ShouldBe("TOKEN_INVALID");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        var header = Header();
        header["alg"] = algorithm;
        await RefusedAsync(Forge.Token(header, Payload(), _ => []), Forge.Token(header, Payload(), data => SHA256.HashData(data)), _good.Access.Split('.')[0] + "." + _good.Access.Split('.')[1] + ".");
    }

    [Fact]
    public async Task A_token_of_five_parts_is_refused()
    {
        var parts = _good.Access.Split('.');
        await RefusedAsync($"{parts[0]}.{parts[1]}.{parts[2]}.AA.AA", $"{Forge.Encode(new JsonObject { ["alg"] = "dir", ["enc"] = "A256GCM" })}..AA.AA.AA");
    }

    [Fact]
    public async Task The_published_key_used_as_a_shared_secret_opens_nothing()
    {
        var set = await host.Client.GetStringAsync("/.well-known/jwks.json");
        using var key = PublicKey(set);
        foreach (var secret in new[] { Encoding.UTF8.GetBytes(set), key.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()) })
        {
            var header = Header();
            header["alg"] = "HS256";
            await RefusedAsync(Forge.Token(header, Payload(), data => HMACSHA256.HashData(secret, data)));
        }
    }

    [Fact]
    public async Task A_key_counts_for_its_own_issuer_alone()
    {
        // The development authority's key is taken here, for tokens of its own.
        var development = host.App.Token("somebody").Split('.');
        var ours = Payload()["iss"]!.ToString();
        var theirs = Forge.Decode(development[1])["iss"]!.ToString();
        using var theirKey = Forge.KeyOf(Folder());
        (await host.CallAsync(HttpMethod.Get, "/v1/me", host.App.Token("somebody"))).Status.ShouldBe(200);

        foreach (var kid in new[] { Header()["kid"]!.ToString(), Forge.Decode(development[0])["kid"]!.ToString() })
        {
            var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = kid };
            var payload = Payload();
            payload["iss"] = ours;
            await RefusedAsync(Forge.Token(header, payload, Forge.Ecdsa(theirKey)));
        }

        // And ours is not taken for theirs.
        var signing = await host.Service<SigningKeys>().CurrentAsync(default);
        foreach (var kid in new[] { signing.Kid, Forge.Decode(development[0])["kid"]!.ToString() })
        {
            var payload = Payload();
            payload["iss"] = theirs;
            await RefusedAsync(Forge.Token(new JsonObject { ["alg"] = "ES256", ["kid"] = kid }, payload, data => signing.Sign(data)));
        }
    }

    [Theory]
    [InlineData("iss", "https://evil.example")]
    [InlineData("iss", "http://localhost:7071/")]
    [InlineData("aud", "another-api")]
    public async Task A_token_for_another_service_or_of_another_authority_is_refused_though_our_key_signed_it(string claim, string value)
    {
        var signing = await host.Service<SigningKeys>().CurrentAsync(default);
        var payload = Payload();
        (await host.CallAsync(HttpMethod.Get, "/v1/me", Forge.Token(Header(), payload, data => signing.Sign(data)))).Status.ShouldBe(200);

        payload[claim] = value;

        await RefusedAsync(Forge.Token(Header(), payload, data => signing.Sign(data)));
    }

    [Fact]
    public async Task A_token_that_was_changed_is_refused()
    {
        var parts = _good.Access.Split('.');
        var (payload, more) = (Payload(), Header());
        payload["scope"] = "admin";
        more["kid"] = "another";
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusedAsync(
            $"{parts[0]}.{Forge.Encode(payload)}.{parts[2]}",
            $"{Forge.Encode(more)}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2][..^2]}",
            Forge.Token(Header(), Payload(), Forge.Ecdsa(stranger)));
    }

    [Fact]
    public async Task A_scope_that_was_not_granted_does_not_permit_and_a_refresh_token_or_code_is_no_token()
    {
        (await host.CallAsync(HttpMethod.Get, "/v1/me/grants", _good.Access)).Reason.ShouldBe("SCOPE_MISSING");
        (await host.CallAsync(HttpMethod.Get, "/v1/admin/clients", _good.Access)).Reason.ShouldBe("SCOPE_MISSING");
        await RefusedAsync(_good.Refresh, await AccountsHost.AllowAsync(_person.Browser, AccountsHost.Link(_app, "streaming")));
    }

    private JsonObject Header() => Forge.Decode(_good.Access.Split('.')[0]);

    private JsonObject Payload() => Forge.Decode(_good.Access.Split('.')[1]);

    private async Task RefusedAsync(params string[] tokens)
    {
        foreach (var token in tokens)
        {
            var answer = await host.CallAsync(HttpMethod.Get, "/v1/me", token);
            (answer.Status, answer.Reason).ShouldBe((401, "TOKEN_INVALID"), token);
        }
    }

    private string Folder() => host.App.Services.GetService(typeof(Microsoft.Extensions.Configuration.IConfiguration)) is Microsoft.Extensions.Configuration.IConfiguration configuration
        ? configuration["Embedded:DataDirectory"]! : throw new InvalidOperationException();

    private static ECDsa PublicKey(string set)
    {
        var key = JsonNode.Parse(set)!["keys"]![0]!;
        byte[] Part(string name) => System.Buffers.Text.Base64Url.DecodeFromChars(key[name]!.GetValue<string>());
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Part("x"), Y = Part("y") } });
    }
}
