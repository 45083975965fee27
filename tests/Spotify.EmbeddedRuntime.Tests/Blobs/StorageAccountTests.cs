using Shouldly;
using Spotify.EmbeddedRuntime.Blobs;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Blobs;

public sealed class StorageAccountTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10001/devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=AAEC;EndpointSuffix=core.example.net", "acc", "https://acc.queue.core.example.net/")]
    [InlineData("AccountName=acc;AccountKey=AAEC", "acc", "https://acc.queue.core.windows.net/")]
    [InlineData("QueueEndpoint=http://127.0.0.1:9/acc/;AccountName=acc;AccountKey=AAEC", "acc", "http://127.0.0.1:9/acc")]
    [InlineData("BlobEndpoint=https://acc.blob.x/;QueueEndpoint=https://acc.queue.x/;SharedAccessSignature=?sv=1&sig=2", "acc", "https://acc.queue.x/")]
    public void A_connection_string_says_where_the_queues_are(string text, string name, string queues)
    {
        StorageAccount.TryParse(text, out var account, out var problem).ShouldBeTrue(problem);

        (account!.Name, account.Queues.ToString()).ShouldBe((name, queues));
        (account.Key is null).ShouldBe(account.Signature is not null);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=acc")]
    [InlineData("AccountName=acc;AccountKey=***")]
    public void Anything_else_is_refused(string text) => StorageAccount.TryParse(text, out _, out _).ShouldBeFalse();
}
