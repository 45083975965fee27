using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Auth;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Auth;

/// <summary>The contract of token checking, which either version of the token library must keep.</summary>
public sealed class TokenValidatorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly DevelopmentAuthority _authority;
    private readonly TokenValidator _validator;

    public TokenValidatorTests()
    {
        _authority = DevelopmentAuthority.Open(_folder.Path, _time);
        var options = Options.Create(new AuthOptions());
        _validator = new TokenValidator([new DevelopmentTokenKeys(_authority)], new TokenValidation(options, _time), options, _time);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_good_token_tells_who_calls()
    {
        var token = _authority.Issue("user1", "family", "se", ["admin", "playlist-read"], label: "blue-note", artist: "monk");

        var caller = (await _validator.ValidateAsync(token, default)).Caller.ShouldNotBeNull();

        caller.Subject.ShouldBe("user1");
        caller.Tier.ShouldBe(Tier.Family);
        caller.Country.ShouldBe("SE");
        caller.Scopes.ShouldBe(["admin", "playlist-read"], ignoreOrder: true);
        caller.Label.ShouldBe("blue-note");
        caller.Artist.ShouldBe("monk");
        caller.IsAdmin.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_that_says_little_gives_little()
    {
        var caller = (await _validator.ValidateAsync(Signed(payload => payload["tier"] = null), default)).Caller.ShouldNotBeNull();

        (caller.Tier, caller.IsAdmin, caller.Label, caller.Artist).ShouldBe((Tier.Free, false, null, null));
        caller.Scopes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Expiry_has_thirty_seconds_of_grace_and_no_more()
    {
        var token = _authority.Issue("user1", lifetime: TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(29));
        (await _validator.ValidateAsync(token, default)).IsGood.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _validator.ValidateAsync(token, default)).Fault.ShouldBe("The token has expired or is not valid yet: ask for a new one.");
    }

    [Fact]
    public async Task A_token_of_the_future_is_refused_beyond_the_grace()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();

        (await _validator.ValidateAsync(Signed(payload => payload["nbf"] = now + 30), default)).IsGood.ShouldBeTrue();
        (await _validator.ValidateAsync(Signed(payload => payload["nbf"] = now + 31), default)).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(253402300799)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_time_at_the_end_of_all_times_breaks_nothing(long seconds)
    {
        foreach (var claim in new[] { "exp", "nbf" })
            await Should.NotThrowAsync(async () => await _validator.ValidateAsync(Signed(payload => payload[claim] = seconds), default));
    }

    [Theory]
    [InlineData("aud", "another-api", "another service")]
    [InlineData("iss", "https://evil.example", "another authority")]
    [InlineData("sub", "", "no subject")]
    [InlineData("tier", "platinum", "tier that does not exist")]
    [InlineData("tier", "1", "tier that does not exist")]
    public async Task A_wrong_claim_is_refused_and_named(string claim, string value, string says) =>
        (await _validator.ValidateAsync(Signed(payload => payload[claim] = value), default)).Fault.ShouldNotBeNull().ShouldContain(says);

    [Theory]
    [InlineData("exp")]
    [InlineData("aud")]
    [InlineData("iss")]
    [InlineData("sub")]
    public async Task A_token_without_a_claim_that_it_needs_is_refused(string claim) =>
        (await _validator.ValidateAsync(Signed(payload => payload.Remove(claim)), default)).IsGood.ShouldBeFalse();

    [Fact]
    public async Task A_token_that_was_changed_in_any_part_is_refused()
    {
        var parts = _authority.Issue("user1", "free").Split('.');
        var payload = Forge.Decode(parts[1]);
        payload["scope"] = "admin";
        var signature = parts[2].ToCharArray();
        signature[10] = signature[10] == 'A' ? 'B' : 'A';

        foreach (var token in new[]
        {
            $"{parts[0]}.{Forge.Encode(payload)}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{new string(signature)}",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.{parts[2]}x",
        })
        {
            (await _validator.ValidateAsync(token, default)).IsGood.ShouldBeFalse(token);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };

        (await _validator.ValidateAsync(Forge.Token(header, Payload(), _ => []), default)).Fault.ShouldNotBeNull().ShouldContain("signed in a way that is not taken");
        (await _validator.ValidateAsync(Forge.Token(header, Payload(), _ => [1, 2, 3]), default)).IsGood.ShouldBeFalse();
    }

    [Fact]
    public async Task The_public_key_used_as_a_shared_secret_opens_nothing()
    {
        using var key = Forge.KeyOf(_folder.Path);
        foreach (var secret in new[] { Encoding.UTF8.GetBytes(_authority.KeySet), key.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem()) })
        {
            var token = Forge.Token(new JsonObject { ["alg"] = "HS256", ["kid"] = KeyId() }, Payload(), data => HMACSHA256.HashData(secret, data));
            (await _validator.ValidateAsync(token, default)).IsGood.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_key_of_somebody_else_opens_nothing_even_under_our_keys_name()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = KeyId() };
        var embedded = new JsonObject { ["alg"] = "ES256", ["jwk"] = JsonNode.Parse("""{"kty":"EC"}"""), ["jku"] = "https://evil.example/keys" };

        (await _validator.ValidateAsync(Forge.Token(header, Payload(), Forge.Ecdsa(stranger)), default)).IsGood.ShouldBeFalse();
        (await _validator.ValidateAsync(Forge.Token(embedded, Payload(), Forge.Ecdsa(stranger)), default)).IsGood.ShouldBeFalse();
    }

    [Fact]
    public async Task An_algorithm_that_does_not_fit_the_key_is_refused()
    {
        using var rsa = RSA.Create(2048);
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId() };

        (await _validator.ValidateAsync(
            Forge.Token(header, Payload(), data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), default)).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData("a.b.c.d.e")]
    [InlineData("a.b")]
    [InlineData("a")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("{}.{}.{}")]
    [InlineData("W10.W10.AA")]
    public async Task What_is_no_token_of_three_parts_never_reaches_the_library(string token)
    {
        var options = Options.Create(new AuthOptions());
        var validator = new TokenValidator([new DevelopmentTokenKeys(_authority)], new Unreachable(), options, _time);

        (await validator.ValidateAsync(token, default)).IsGood.ShouldBeFalse();
    }

    [Fact]
    public async Task A_five_part_token_with_a_good_looking_header_is_refused_before_the_library_sees_it()
    {
        var validator = new TokenValidator([new DevelopmentTokenKeys(_authority)], new Unreachable(), Options.Create(new AuthOptions()), _time);
        var header = Forge.Encode(new JsonObject { ["alg"] = "ES256", ["enc"] = "A256GCM", ["zip"] = "DEF" });

        (await validator.ValidateAsync($"{header}.AA.AA.AA.AA", default)).Fault.ShouldBe("The token is not a signed JSON Web Token of three parts.");
    }

    [Fact]
    public async Task A_token_over_eight_kilobytes_is_refused() =>
        (await _validator.ValidateAsync(Signed(payload => payload["scope"] = new string('x', 8192)), default)).Fault.ShouldBe("The token is over 8 KB.");

    [Fact]
    public async Task What_was_checked_is_known_for_a_minute()
    {
        var token = _authority.Issue("user1");
        _validator.TryGetChecked(token, out _).ShouldBeFalse();

        await _validator.ValidateAsync(token, default);

        _validator.TryGetChecked(token, out var caller).ShouldBeTrue();
        caller!.Subject.ShouldBe("user1");
        _time.Advance(TimeSpan.FromMinutes(1));
        _validator.TryGetChecked(token, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_checked_is_forgotten_when_the_token_expires()
    {
        var token = _authority.Issue("user1", lifetime: TimeSpan.FromSeconds(20));
        await _validator.ValidateAsync(token, default);

        _time.Advance(TimeSpan.FromSeconds(20));

        _validator.TryGetChecked(token, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_refused_is_never_remembered()
    {
        var token = _authority.Issue("user1") + "x";
        await _validator.ValidateAsync(token, default);

        _validator.TryGetChecked(token, out _).ShouldBeFalse();
    }

    private string KeyId() => JsonNode.Parse(_authority.KeySet)!["keys"]![0]!["kid"]!.GetValue<string>();

    private JsonObject Payload() => Forge.Decode(_authority.Issue("user1", scopes: ["admin"]).Split('.')[1]);

    private string Signed(Action<JsonObject> change)
    {
        using var key = Forge.KeyOf(_folder.Path);
        var parts = _authority.Issue("user1").Split('.');
        var payload = Forge.Decode(parts[1]);
        change(payload);
        return Forge.Token(Forge.Decode(parts[0]), payload, Forge.Ecdsa(key));
    }

    private sealed class Unreachable : ITokenVerifier
    {
        public ValueTask<string?> VerifyAsync(string token, TokenKeys keys) => throw new InvalidOperationException("The library saw the token.");
    }
}
