using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Auth;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Auth;

public sealed class OidcTokenKeysTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Authority _authority = new();
    private readonly HttpClient _http;
    private readonly OidcTokenKeys _keys;
    private readonly TokenValidator _validator;

    public OidcTokenKeysTests()
    {
        var options = Options.Create(new AuthOptions { Authority = "https://login.test/tenant/", Audience = "api" });
        _http = new HttpClient(_authority);
        _keys = new OidcTokenKeys(_http, options, _time, NullLogger<OidcTokenKeys>.Instance);
        _validator = new TokenValidator([_keys], new TokenValidation(options, _time), options, _time);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _http.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Tokens_of_the_authority_are_taken_by_its_published_keys(string algorithm) =>
        (await _validator.ValidateAsync(_authority.Token(_time, algorithm), default)).Caller.ShouldNotBeNull().Subject.ShouldBe("user1");

    [Fact]
    public async Task The_keys_are_read_once_for_many_tokens()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _validator.ValidateAsync(_authority.Token(_time), default).AsTask()));

        _authority.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_signing_key_is_found_by_the_first_token_that_names_it()
    {
        await _validator.ValidateAsync(_authority.Token(_time), default);
        _authority.Rotate();
        _time.Advance(OidcTokenKeys.Pause);

        (await _validator.ValidateAsync(_authority.Token(_time), default)).IsGood.ShouldBeTrue();
        _authority.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Tokens_with_made_up_key_names_cannot_make_us_flood_the_authority()
    {
        await _validator.ValidateAsync(_authority.Token(_time), default);
        for (var i = 0; i < 50; i++)
            await _validator.ValidateAsync(_authority.Token(_time, keyId: $"made-up-{i}"), default);

        _authority.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Known_keys_stay_good_while_the_authority_is_away()
    {
        await _validator.ValidateAsync(_authority.Token(_time), default);
        _authority.IsAway = true;
        _time.Advance(OidcTokenKeys.Age);

        (await _validator.ValidateAsync(_authority.Token(_time), default)).IsGood.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_any_keys_the_fault_is_the_dependencys_and_not_the_callers_and_it_heals()
    {
        _authority.IsAway = true;
        await Should.ThrowAsync<TransientException>(async () => await _validator.ValidateAsync(_authority.Token(_time), default));
        await Should.ThrowAsync<TransientException>(async () => await _validator.ValidateAsync(_authority.Token(_time), default));
        _authority.Reads.ShouldBe(1);

        _authority.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _validator.ValidateAsync(_authority.Token(_time), default)).IsGood.ShouldBeTrue();
    }

    private sealed class Authority : HttpMessageHandler
    {
        private RSA _rsa = RSA.Create(2048);
        private ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private int _generation;
        private int _reads;

        public int Reads => _reads;

        public bool IsAway { get; set; }

        public void Rotate()
        {
            _generation++;
            (_rsa, _ec) = (RSA.Create(2048), ECDsa.Create(ECCurve.NamedCurves.nistP256));
        }

        public string Token(TimeProvider time, string algorithm = "RS256", string? keyId = null)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var payload = new JsonObject { ["iss"] = "https://login.test/tenant/v2", ["aud"] = "api", ["sub"] = "user1", ["exp"] = now + 3600 };
            return Forge.Token(new JsonObject { ["alg"] = algorithm, ["kid"] = keyId ?? $"{algorithm[..1]}{_generation}".Replace('P', 'R') }, payload, data => algorithm switch
            {
                "RS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                "PS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                _ => _ec.SignData(data, HashAlgorithmName.SHA256),
            });
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var discovery = request.RequestUri!.AbsoluteUri == "https://login.test/tenant/.well-known/openid-configuration";
            if (discovery)
                Interlocked.Increment(ref _reads);
            if (IsAway)
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway));
            var json = discovery
                ? new JsonObject { ["issuer"] = "https://login.test/tenant/v2", ["jwks_uri"] = "https://login.test/keys" }
                : new JsonObject { ["keys"] = new JsonArray(RsaKey(), EcKey()) };
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json.ToJsonString(), null, "application/json") });
        }

        private JsonObject RsaKey()
        {
            var key = _rsa.ExportParameters(false);
            return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = $"R{_generation}", ["n"] = Base64UrlEncoder.Encode(key.Modulus), ["e"] = Base64UrlEncoder.Encode(key.Exponent) };
        }

        private JsonObject EcKey()
        {
            var key = _ec.ExportParameters(false);
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["use"] = "sig",
                ["kid"] = $"E{_generation}",
                ["x"] = Base64UrlEncoder.Encode(key.Q.X),
                ["y"] = Base64UrlEncoder.Encode(key.Q.Y),
            };
        }
    }
}
