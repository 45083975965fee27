using System.Runtime.CompilerServices;
using System.Text.Json;
using Spotify.Core;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Tests.Privacy;

/// <summary>A store of personal data that exports so many records and then is in trouble, and cannot erase.</summary>
internal sealed class BrokenStore(int records = 0) : IPersonalData
{
    public string Name => "broken";

    public IReadOnlyList<string> Places => [];

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < records; i++)
            yield return new PersonalRecord("thing", $"{i}", JsonSerializer.SerializeToElement(new { text = new string('x', 1000) }));
        await Task.CompletedTask;
        throw new TransientException("The test broke the store");
    }

    public Task<int> EraseAsync(string userId, CancellationToken cancellationToken) => throw new TransientException("The test broke the store");
}
