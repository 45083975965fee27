using Shouldly;
using Spotify.Functions.Platform.Auth;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Auth;

public sealed class DevelopmentAuthorityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string KeyFile => Path.Combine(_folder.Path, "keys", "development.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_key_outlives_it()
    {
        using var first = DevelopmentAuthority.Open(_folder.Path, TimeProvider.System);
        using var second = DevelopmentAuthority.Open(_folder.Path, TimeProvider.System);

        second.KeySet.ShouldBe(first.KeySet);
    }

    [Fact]
    public async Task Many_that_start_at_once_end_with_one_key_and_no_drafts()
    {
        using var start = new Barrier(16);
        var sets = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                using var authority = DevelopmentAuthority.Open(_folder.Path, TimeProvider.System);
                return authority.KeySet;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        sets.Distinct().Count().ShouldBe(1);
        Directory.GetFiles(Path.GetDirectoryName(KeyFile)!).ShouldBe([KeyFile]);
    }

    [Fact]
    public void Only_its_owner_reads_the_key_and_the_public_half_holds_no_secret()
    {
        using var authority = DevelopmentAuthority.Open(_folder.Path, TimeProvider.System);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        authority.KeySet.ShouldNotContain("\"d\"");
        File.ReadAllText(KeyFile).ShouldContain("\"d\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}")]
    public void A_broken_key_file_says_what_to_do(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        File.WriteAllText(KeyFile, content);

        Should.Throw<InvalidDataException>(() => DevelopmentAuthority.Open(_folder.Path, TimeProvider.System)).Message.ShouldContain("delete it");
    }
}
