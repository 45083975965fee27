using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.EmbeddedRuntime.Http;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Http;

public sealed class FunctionKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keys_outlive_a_restart_and_differ_from_each_other()
    {
        var first = await ReadKeysAsync();
        var second = await ReadKeysAsync();

        second.ShouldBe(first);
        first.Distinct().Count().ShouldBe(4);
        first.ShouldAllBe(key => key.Length >= 43);
    }

    private async Task<string[]> ReadKeysAsync()
    {
        await using var host = await RunningHost.StartAsync<HttpFunctions>(dataDirectory: _folder);
        var keys = host.Host.Services.GetRequiredService<FunctionKeys>();
        return [keys.MasterKey, keys.HostKey, keys.GetFunctionKey("Guarded"), keys.GetFunctionKey("Other")];
    }
}
