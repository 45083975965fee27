using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Functions.Subscriptions.Abuse;
using Spotify.TestSupport;
using Xunit;

#pragma warning disable CA5350 // The lists are made with SHA-1.
namespace Spotify.Functions.Tests.Subscriptions.Abuse;

public sealed class BreachedPasswordsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\n", ".txt")]
    [InlineData("\r\n", ".txt")]
    [InlineData("\n", "")]
    public async Task A_folder_of_ranges_says_which_passwords_were_stolen(string newLine, string extension)
    {
        // As the downloader writes them: the prefix names the file, the suffixes are in it.
        foreach (var range in new[] { "password", "hunter2", "Åsa är här" }.Select(Hash).GroupBy(hash => hash[..5]))
            await File.WriteAllTextAsync(_folder.File(range.Key + extension), string.Join(newLine, [new string('0', 35) + ":7", .. range.Select(hash => hash[5..] + ":3")]));
        foreach (var (password, stolen) in new[] { ("password", true), ("hunter2", true), ("Åsa är här", true), ("correct horse battery staple", false), ("", false) })
            (await Open(_folder.Path).IsBreachedAsync(password)).ShouldBe(stolen, password);
    }

    [Fact]
    public async Task What_was_seen_no_times_only_fills_a_range_up()
    {
        await File.WriteAllTextAsync(_folder.File(Hash("password")[..5] + ".txt"), Hash("password")[5..] + ":0\n");
        (await Open(_folder.Path).IsBreachedAsync("password")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    public async Task One_sorted_file_says_it_too_wherever_in_it_the_hash_is(string newLine, bool endsWithNewLine)
    {
        var random = new Random(20261120);
        var stolen = Enumerable.Range(0, 500).Select(i => $"stolen-{i}").ToList();
        var lines = stolen.Select(Hash).Order(StringComparer.Ordinal).Select(hash => $"{hash}:{random.Next(1, 100_000_000)}");
        await File.WriteAllTextAsync(_folder.File("all.txt"), string.Join(newLine, lines) + (endsWithNewLine ? newLine : ""));
        var breaches = Open(_folder.File("all.txt"));
        foreach (var password in stolen)
            (await breaches.IsBreachedAsync(password)).ShouldBeTrue(password);
        for (var i = 0; i < 500; i++)
            (await breaches.IsBreachedAsync($"good-{i}")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("\n\n\n\n")]
    public async Task A_file_that_is_no_list_knows_no_password(string text)
    {
        await File.WriteAllTextAsync(_folder.File("all.txt"), text);
        (await Open(_folder.File("all.txt")).IsBreachedAsync("password")).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_setting_or_when_the_list_went_away_nothing_is_known_and_nothing_fails()
    {
        (await Open(null).IsBreachedAsync("password")).ShouldBeFalse();
        (await Open(_folder.File("gone")).IsBreachedAsync("password")).ShouldBeFalse();
    }

    [Fact]
    public void A_list_that_is_not_there_is_said_at_start()
    {
        Open(null).FindFaults().ShouldBeEmpty();
        Open(_folder.Path).FindFaults().ShouldBeEmpty();
        Open(_folder.File("gone")).FindFaults().ShouldHaveSingleItem().ShouldStartWith("Accounts__BreachedPasswords: ");
    }

    private static BreachedPasswords Open(string? path) =>
        new(Options.Create(new BreachedPasswordOptions { BreachedPasswords = path }), NullLogger<BreachedPasswords>.Instance);

    private static string Hash(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
}
