using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Auth;

namespace Spotify.Functions.Accounts;

/// <summary>
/// Registers a first app on a developer's machine, so that an SDK gets tokens at once. Its id and secret are made on first start and kept in
/// <c>keys/development-client.json</c> of the data directory. Where there are no such files, as on Azure, nothing happens.
/// </summary>
internal sealed partial class DevelopmentClient(
    Clients clients, OwnAuthority authority, IOptions<AccountsOptions> options, TimeProvider time, ILogger<DevelopmentClient> logger, DevelopmentFiles? files = null) : IHostedService
{
    /// <summary>The file's name under <c>keys</c>.</summary>
    public const string FileName = "development-client.json";

    private static readonly IReadOnlyList<string> Redirects =
        ["http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost:3000/callback", "http://localhost:5173/callback", "http://localhost:8080/callback", "http://localhost:8888/callback"];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (files is null || !authority.IsHere || !options.Value.DevelopmentClient)
            return;
        var file = files.ReadOrMake(FileName, () => new DevelopmentClientFile("development", Secret.Create(), Redirects));
        try
        {
            if (await clients.FindAsync(file.ClientId, cancellationToken) is not { } known || !Clients.Proves(known, file.ClientSecret))
                await clients.KeepAsync(Describe(file), cancellationToken);
        }
        catch (TransientException exception)
        {
            LogNotRegistered(exception);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private ClientDocument Describe(DevelopmentClientFile file) => new()
    {
        ClientId = file.ClientId,
        Name = "Development",
        RedirectUris = file.RedirectUris,
        IsConfidential = true,
        Scopes = [.. Scopes.All.Select(scope => scope.Name)],
        Secrets = [new ClientSecret("file", Secret.HashOf(file.ClientSecret), time.GetUtcNow())],
        CreatedAt = time.GetUtcNow(),
        CreatedBy = "development",
    };

    [LoggerMessage(EventId = 6111, Level = LogLevel.Warning, Message = "The development client could not be registered")]
    private partial void LogNotRegistered(Exception exception);
}

/// <summary>The development client as its file has it.</summary>
internal sealed record DevelopmentClientFile(string ClientId, string ClientSecret, IReadOnlyList<string> RedirectUris);
