using System.Globalization;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Auth;

/// <summary>
/// The keys that tokens of our own are signed with, the same on every instance. A key signs for thirty days; its successor is published a day before it signs, and a key
/// stays published until the last token that it signed has ended.
/// </summary>
public sealed partial class SigningKeys(IDocumentStore documents, KeyEncryption encryption, TimeProvider time, ILogger<SigningKeys> logger) : IDisposable
{
    /// <summary>For how long a key signs.</summary>
    public static readonly TimeSpan SignsFor = TimeSpan.FromDays(30);

    /// <summary>For how long a key is published before it signs: longer than anybody keeps the published keys.</summary>
    public static readonly TimeSpan PublishedBefore = TimeSpan.FromHours(24);

    /// <summary>For how long a key is published after its successor has begun to sign: a token's life, the difference of clocks, and what an instance may lag behind.</summary>
    public static readonly TimeSpan PublishedAfter = AccessTokens.Lifetime + TimeSpan.FromMinutes(15);

    /// <summary>How old this process's view may grow.</summary>
    internal static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two reads because of a token with an unknown key.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // There are three at the most; the newest count.
    private const int MaxKeys = 100;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<string, SigningKey> _opened = new(StringComparer.Ordinal);
    private volatile View? _view;

    /// <summary>The key that signs now; the first one is made here.</summary>
    /// <exception cref="TransientException">The store is in trouble, or the key cannot be opened.</exception>
    internal async ValueTask<SigningKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var view = await ViewAsync(cancellationToken);
        if (view.Signing(time.GetUtcNow()) is not { } signing)
        {
            await MakeNextAsync(view, time.GetUtcNow(), cancellationToken);
            view = await ReadAsync(view, cancellationToken);
            signing = view.Signing(time.GetUtcNow()) ?? throw new TransientException("There is no key to sign with.");
        }

        return Open(signing);
    }

    /// <summary>The keys that are published, oldest first; none before the first token was issued.</summary>
    /// <exception cref="TransientException">The store is in trouble and no keys are known yet.</exception>
    internal async ValueTask<IReadOnlyList<SigningKeyDocument>> PublishedAsync(CancellationToken cancellationToken) =>
        (await ViewAsync(cancellationToken)).Published(time.GetUtcNow());

    /// <summary>Reads the keys anew, unless that was done a moment ago.</summary>
    /// <returns>Whether they are others than before.</returns>
    internal async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var before = _view;
        if (before is not null && time.GetElapsedTime(before.ReadAt) < Pause)
            return false;
        var after = await ReadAsync(before, cancellationToken);
        return before is null || !after.Keys.Select(key => key.Id).SequenceEqual(before.Keys.Select(key => key.Id));
    }

    /// <summary>Makes the next key when it is due, and removes those whose last token has ended. Safe to repeat, and to miss.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var view = await ReadAsync(_view, cancellationToken);
        if (view.Keys.Count == 0 || view.Keys[^1].Document.SignsFrom + SignsFor - PublishedBefore <= now)
        {
            await MakeNextAsync(view, now, cancellationToken);
            view = await ReadAsync(view, cancellationToken);
        }

        foreach (var over in view.Keys.Where(key => view.IsOver(key, now)))
        {
            if ((await documents.WriteAsync(DocumentContainer.System, SigningKeyDocument.Kind, DocumentOperation.Delete(over.Id), cancellationToken)).IsWritten)
                LogRemoved(over.Document.Kid);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reading.Dispose();
        lock (_opened)
        {
            foreach (var key in _opened.Values)
                key.Dispose();
        }
    }

    private async Task MakeNextAsync(View view, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Where nothing signs there is nobody to wait for; otherwise the next one takes over when this one's time is up, and not before all know it.
        var last = view.Keys.Count == 0 ? null : view.Keys[^1];
        var signsFrom = last is null ? now : Later(now + PublishedBefore, last.Document.SignsFrom + SignsFor);
        var number = last is null ? 1 : int.Parse(last.Id, CultureInfo.InvariantCulture) + 1;
        var document = SigningKey.Make(encryption, now, signsFrom);
        // Another instance may be first: its key serves as well.
        var written = await documents.WriteAsync(
            DocumentContainer.System, SigningKeyDocument.Kind, DocumentOperation.Create(number.ToString("D8", CultureInfo.InvariantCulture), document), cancellationToken);
        if (written.IsWritten)
            LogMade(document.Kid, signsFrom);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private SigningKey Open(SigningKeyDocument document)
    {
        lock (_opened)
        {
            if (_opened.TryGetValue(document.Kid, out var opened))
                return opened;
            if (SigningKey.Open(document, encryption) is { } key)
                return _opened[document.Kid] = key;
        }

        LogSealed(document.Kid);
        throw new TransientException("The signing key cannot be opened.");
    }

    private ValueTask<View> ViewAsync(CancellationToken cancellationToken) =>
        _view is { } view && time.GetElapsedTime(view.ReadAt) < Age ? ValueTask.FromResult(view) : new(ReadAsync(_view, cancellationToken));

    private async Task<View> ReadAsync(View? before, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Somebody else read while this caller waited.
            if (_view is { } newer && !ReferenceEquals(newer, before))
                return newer;
            var page = await documents.RangeAsync<SigningKeyDocument>(
                DocumentContainer.System, SigningKeyDocument.Kind, new IdRange(Descending: true), MaxKeys, cancellationToken: cancellationToken);
            return _view = new View([.. page.Documents.Reverse().Select(one => new NumberedKey(one.Id, one.Document.Value))], time.GetTimestamp());
        }
        catch (TransientException exception) when (_view is not null)
        {
            // What was published stays good: a store that is away keeps nobody out.
            LogStale(exception);
            return _view;
        }
        finally
        {
            _reading.Release();
        }
    }

    [LoggerMessage(EventId = 1011, Level = LogLevel.Information, Message = "Signing key {Kid} was made; it signs from {SignsFrom}")]
    private partial void LogMade(string kid, DateTimeOffset signsFrom);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Information, Message = "Signing key {Kid} was removed: its last token has ended")]
    private partial void LogRemoved(string kid);

    [LoggerMessage(
        EventId = 1013,
        Level = LogLevel.Error,
        Message = "Signing key {Kid} cannot be opened: Accounts__KeyEncryptionKey is not the one that it was stored under. Set that one, or delete the documents of kind signing-keys; all tokens end then")]
    private partial void LogSealed(string kid);

    [LoggerMessage(EventId = 1014, Level = LogLevel.Warning, Message = "The signing keys cannot be read; those that are known go on")]
    private partial void LogStale(Exception exception);

    private sealed record NumberedKey(string Id, SigningKeyDocument Document);

    /// <summary>The keys as they were read, oldest first.</summary>
    private sealed record View(IReadOnlyList<NumberedKey> Keys, long ReadAt)
    {
        public SigningKeyDocument? Signing(DateTimeOffset now) => Keys.LastOrDefault(key => key.Document.SignsFrom <= now)?.Document;

        public IReadOnlyList<SigningKeyDocument> Published(DateTimeOffset now) => [.. Keys.Where(key => !IsOver(key, now)).Select(key => key.Document)];

        // Over when its successor has signed for so long that nothing signed before it lives.
        public bool IsOver(NumberedKey key, DateTimeOffset now)
        {
            var successor = Keys.FirstOrDefault(other => string.CompareOrdinal(other.Id, key.Id) > 0);
            return successor is not null && successor.Document.SignsFrom + PublishedAfter <= now;
        }
    }
}
