using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Auth;

/// <summary>Keys over months, on several instances over one store.</summary>
public sealed class SigningKeysTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly SqliteDocumentStore _documents;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyEncryption.KeyBytes);

    public SigningKeysTests() => _documents = new SqliteDocumentStore(_folder.File("documents.db"), _time, NullLogger<SqliteDocumentStore>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Instances_that_start_at_once_sign_with_one_key()
    {
        var instances = Enumerable.Range(0, 8).Select(_ => Instance()).ToList();

        var kids = await Task.WhenAll(instances.Select(async one => (await one.Keys.CurrentAsync(default)).Kid));

        kids.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Over_months_every_token_is_good_on_every_instance_for_its_hour_and_each_key_is_published_a_day_before_it_signs()
    {
        var (one, other) = (Instance(), Instance());
        var signed = new HashSet<string>();
        var firstSeen = new Dictionary<string, DateTimeOffset>();
        var published = new List<int>();
        var old = await one.Tokens.IssueAsync(Subject, default);
        for (var hour = 0; hour < 24 * 100; hour++)
        {
            (await other.Validator.ValidateAsync(old, default)).IsGood.ShouldBeTrue($"after {hour} hours");
            if (hour % 2 == 0)
                await one.Keys.RotateAsync(default);
            foreach (var key in await other.Keys.PublishedAsync(default))
                firstSeen.TryAdd(key.Kid, _time.GetUtcNow());
            published.Add((await other.Keys.PublishedAsync(default)).Count);
            old = await (hour % 3 == 0 ? one : other).Tokens.IssueAsync(Subject, default);
            var kid = Forge.Decode(old.Split('.')[0])["kid"]!.GetValue<string>();
            if (signed.Add(kid) && signed.Count > 1)
                (_time.GetUtcNow() - firstSeen[kid]).ShouldBeGreaterThan(TimeSpan.FromHours(22));
            _time.Advance(TimeSpan.FromMinutes(59));
            (await other.Validator.ValidateAsync(old, default)).IsGood.ShouldBeTrue();
            _time.Advance(TimeSpan.FromMinutes(1));
            old = await one.Tokens.IssueAsync(Subject, default);
        }

        signed.Count.ShouldBe(4);
        (published.Min(), published.Max()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_rotation_that_nobody_ran_for_months_breaks_nothing()
    {
        var one = Instance();
        var before = (await one.Keys.CurrentAsync(default)).Kid;
        _time.Advance(TimeSpan.FromDays(200));
        (await one.Keys.CurrentAsync(default)).Kid.ShouldBe(before);

        await one.Keys.RotateAsync(default);
        (await one.Keys.CurrentAsync(default)).Kid.ShouldBe(before);
        _time.Advance(SigningKeys.PublishedBefore);
        (await one.Keys.CurrentAsync(default)).Kid.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_token_of_a_key_that_another_instance_has_just_made_is_good_here()
    {
        var (one, other) = (Instance(), Instance());
        (await other.Keys.PublishedAsync(default)).ShouldBeEmpty();
        var token = await one.Tokens.IssueAsync(Subject, default);

        _time.Advance(SigningKeys.Pause);

        (await other.Validator.ValidateAsync(token, default)).IsGood.ShouldBeTrue();
    }

    [Fact]
    public async Task The_private_half_is_in_no_document_and_opens_with_the_one_key_alone()
    {
        var one = Instance();
        await one.Keys.CurrentAsync(default);
        var stored = (await _documents.RangeAsync<SigningKeyDocument>(DocumentContainer.System, SigningKeyDocument.Kind, default, 10)).Documents.Single().Document.Value;

        new KeyEncryption(_key).Open(stored.Sealed, stored.Kid).ShouldNotBeNull();
        new KeyEncryption(_key).Open(stored.Sealed, "another").ShouldBeNull();
        new KeyEncryption(RandomNumberGenerator.GetBytes(KeyEncryption.KeyBytes)).Open(stored.Sealed, stored.Kid).ShouldBeNull();
        new KeyEncryption(_key).Open([.. stored.Sealed[..^1], (byte)(stored.Sealed[^1] ^ 1)], stored.Kid).ShouldBeNull();
        new KeyEncryption(_key).Open([1, 2, 3], stored.Kid).ShouldBeNull();
    }

    [Fact]
    public async Task With_another_key_than_they_were_stored_under_nothing_is_signed_and_nothing_is_made_anew()
    {
        var token = await Instance().Tokens.IssueAsync(Subject, default);
        var wrong = Instance(RandomNumberGenerator.GetBytes(KeyEncryption.KeyBytes));

        await Should.ThrowAsync<TransientException>(async () => await wrong.Tokens.IssueAsync(Subject, default));

        (await wrong.Validator.ValidateAsync(token, default)).IsGood.ShouldBeTrue();
        (await wrong.Keys.PublishedAsync(default)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("", false, true)]
    [InlineData("", true, false)]
    [InlineData("set", false, false)]
    public void Without_a_key_nothing_starts_but_on_a_developers_machine_which_makes_its_own(string? key, bool isDevelopment, bool isFault)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Accounts:KeyEncryptionKey"] = key }).Build();
        var services = new ServiceCollection();
        if (isDevelopment)
            services.AddSingleton(new DevelopmentFiles(_folder.Path));

        var faults = new KeyEncryptionCheck(configuration, services.BuildServiceProvider().GetRequiredService<IServiceProviderIsService>()).FindFaults().ToList();

        faults.Any(fault => fault.StartsWith("Accounts__KeyEncryptionKey:", StringComparison.Ordinal)).ShouldBe(isFault);
    }

    private static TokenSubject Subject => new("user", "client", ["streaming"]);

    private Process Instance(byte[]? key = null)
    {
        var (issuer, auth) = (Options.Create(new IssuerOptions()), Options.Create(new AuthOptions()));
        var keys = new SigningKeys(_documents, new KeyEncryption(key ?? _key), _time, NullLogger<SigningKeys>.Instance);
        var validator = new TokenValidator([new IssuedTokenKeys(keys, issuer)], new TokenValidation(auth, _time), auth, _time);
        return new Process(keys, new AccessTokens(keys, issuer, auth, _time), validator);
    }

    private sealed record Process(SigningKeys Keys, AccessTokens Tokens, TokenValidator Validator);
}
