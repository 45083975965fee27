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
    public async Task A_delegation_key_is_fetched_once_by_many_and_renewed_in_good_time()
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
        (await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None)).SignedExpiresOn.ShouldBe(Now.AddHours(25 + 48));
        fetched.ShouldBe(2);
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
        clock.Now = Now.AddHours(30);
        (await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None)).SignedExpiresOn.ShouldBe(Now.AddHours(48));
        clock.Now = Now.AddHours(47.5);
        await Should.ThrowAsync<TransientException>(async () => await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None));
        works = true;
        await key.GetAsync(clock.Now.AddHours(1), CancellationToken.None);
    }

    private static UserDelegationKey KeyOf(DateTimeOffset start, DateTimeOffset end) =>
        BlobsModelFactory.UserDelegationKey("oid", "tid", "b", "2021-12-02", Key, end, start);

    private static BlobAccounts Accounts(string connection)
    {
        var options = new Mock<Microsoft.Extensions.Options.IOptionsMonitor<BlobAccountOptions>>();
        options.Setup(monitor => monitor.Get(It.IsAny<string>())).Returns(new BlobAccountOptions { ConnectionString = connection });
        return new BlobAccounts(options.Object);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
