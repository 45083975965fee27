using Spotify.Core.Subscriptions;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>A suspected account.</summary>
/// <param name="User">Whose.</param>
/// <param name="Score">How far it is suspected, to 100.</param>
/// <param name="Reasons">What the score is made of.</param>
/// <param name="SeenAt">When it was judged last.</param>
internal sealed record SuspectView(string User, int Score, IReadOnlyList<SuspicionFinding> Reasons, DateTimeOffset SeenAt);

/// <summary>A page of suspected accounts.</summary>
/// <param name="Items">The accounts, the most suspected first.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
internal sealed record SuspectPage(IReadOnlyList<SuspectView> Items, string? Next);

/// <summary>What operators see of suspected accounts.</summary>
public sealed class SuspectDesk
{
    private readonly SuspectBook _book;

    internal SuspectDesk(SuspectBook book) => _book = book;

    internal async Task<SuspectPage> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        var page = await _book.ListAsync(limit, after, cancellationToken);
        return new SuspectPage(
            [.. page.Documents.Select(one => one.Document.Value).Select(one => new SuspectView(one.User, one.Score, one.Findings, one.SeenAt))], page.Continuation);
    }
}
