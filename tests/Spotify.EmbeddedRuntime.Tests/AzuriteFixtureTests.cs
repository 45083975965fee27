using Azure.Storage.Blobs;
using Shouldly;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests;

public sealed class AzuriteFixtureTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task The_storage_emulator_answers_a_storage_client()
    {
        var container = new BlobContainerClient(azurite.ConnectionString, "hello");

        await container.CreateAsync();
        await container.GetBlobClient("a.txt").UploadAsync(BinaryData.FromString("x"));

        (await container.GetBlobClient("a.txt").DownloadContentAsync()).Value.Content.ToString().ShouldBe("x");
    }
}
