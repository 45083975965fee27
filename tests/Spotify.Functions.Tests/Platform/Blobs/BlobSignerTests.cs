using Azure;
using Azure.Storage.Blobs.Models;
using Moq;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Blobs;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Blobs;

public sealed class BlobSignerTests
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;AccountName=devstoreaccount1;AccountKey=" + Key, "https,http")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=music;AccountKey=" + Key + ";EndpointSuffix=core.windows.net", "https")]
    public async Task An_address_permits_one_thing_on_one_blob_and_plain_HTTP_on_this_machine_alone(string connection, string protocol)
    {
        using var signer = new BlobSigner(Accounts(connection), TimeProvider.System);
        var read = await signer.SignReadAsync(BlobContainers.Audio, "t/s/high.ogg", Now);
        var query = System.Web.HttpUtility.ParseQueryString(read.Query);
        query["sr"].ShouldBe("b");
        query["sp"].ShouldBe("r");
        query["se"].ShouldBe("2026-11-20T10:00:00Z");
        query["spr"].ShouldBe(protocol);
        var write = await signer.SignWriteAsync(BlobContainers.Deliveries, "l/b/01.flac", Now);
        System.Web.HttpUtility.ParseQueryString(write.Query)["sp"].ShouldBe("cw");
        (await signer.SignReadAsync(BlobContainers.Audio, "t/s/high.ogg", Now)).ShouldBe(read);
    }

    [Fact]
    public async Task A_delegation_key_is_fetched_once_a_day_by_many()
    {
        var clock = new Clock { Now = Now };
        var fetched = 0;
        using var key = new DelegationKey(
            (start, end, _) =>
            {
                fetched++;
                return Task.FromResult(Response.FromValue(KeyOf(start!.Value, end), Mock.Of<Response>()));
            },
            clock);
        for (var i = 0; i < 100; i++)
            await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None);
        fetched.ShouldBe(1);
        clock.Now = Now.AddHours(25);
        (await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None)).SignedExpiresOn.ShouldBe(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        fetched.ShouldBe(2);
    }

    [Fact]
    public async Task Instances_of_one_identity_sign_one_blob_alike_all_day_since_they_ask_for_the_same_key()
    {
        var accounts = Accounts("https://music.blob.core.windows.net");
        var addresses = new List<Uri>();
        foreach (var hour in (int[])[0, 9, 23])
        {
            // The storage makes a key from what it is asked for.
            using var signer = new BlobSigner(
                accounts,
                new Clock { Now = new DateTimeOffset(2026, 11, 20, hour, 0, 5, TimeSpan.Zero) },
                null,
                _ => (start, end, _) => Task.FromResult(Response.FromValue(KeyOf(start!.Value, end), Mock.Of<Response>())));
            addresses.Add(await signer.SignReadAsync(BlobContainers.Audio, "t/s/high.ogg", Now.AddDays(1)));
        }

        addresses.Distinct().ShouldHaveSingleItem().Query.ShouldContain("skt=2026-11-19T23%3A00%3A00Z&ske=2026-11-24T00%3A00%3A00Z");
    }

    [Fact]
    public async Task A_renewal_that_fails_hurts_only_when_the_old_key_has_run_out()
    {
        var clock = new Clock { Now = Now };
        var works = true;
        using var key = new DelegationKey(
            (start, end, _) => works
                ? Task.FromResult(Response.FromValue(KeyOf(start!.Value, end), Mock.Of<Response>()))
                : throw new RequestFailedException(503, "busy"),
            clock);
        await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None);
        works = false;
        var end = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
        clock.Now = Now.AddHours(30);
        (await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None)).SignedExpiresOn.ShouldBe(end);
        clock.Now = end.AddMinutes(-30);
        await Should.ThrowAsync<TransientException>(async () => await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None));
        works = true;
        await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None);
    }

    private static UserDelegationKey KeyOf(DateTimeOffset start, DateTimeOffset end) =>
        BlobsModelFactory.UserDelegationKey("oid", "tid", "b", "2021-12-02", Key, end, start);

    private static BlobAccounts Accounts(string connection)
    {
        var options = new Mock<Microsoft.Extensions.Options.IOptionsMonitor<BlobAccountOptions>>();
        options.Setup(monitor => monitor.Get(It.IsAny<string>())).Returns(connection.StartsWith("https:", StringComparison.Ordinal)
            ? new BlobAccountOptions { BlobServiceUri = new Uri(connection) }
            : new BlobAccountOptions { ConnectionString = connection });
        return new BlobAccounts(options.Object);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
