using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Spotify.Functions.Accounts;
using Spotify.Functions.Billing;
using Spotify.Functions.Catalog;
using Spotify.Functions.Identity;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Playback;
using Spotify.Functions.Privacy;
using Spotify.Functions.Recommendations;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Royalties.Rights;
using Spotify.Functions.Royalties.Statements;
using Spotify.Functions.Search;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry;

namespace Spotify.Functions;

/// <summary>The composition root.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            await Runtime.Check(Configure(FunctionsApplication.CreateBuilder(args)).Build().ValidateSettings()).RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is SettingsException || Runtime.IsFault(exception))
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>Composes the application; tests compose theirs with it too.</summary>
    public static FunctionsApplicationBuilder Configure(FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        Runtime.Configure(builder);
        builder.Services
            .AddPlatform(builder.Configuration)
            .AddDocuments(builder.Configuration)
            .AddBlobs(builder.Configuration)
            .AddEvents(builder.Configuration)
            .AddAccounts(builder.Configuration)
            .AddCatalog(builder.Configuration)
            .AddIngestion(builder.Configuration)
            .AddIdentity(builder.Configuration)
            .AddPlayback(builder.Configuration)
            .AddTelemetry(builder.Configuration)
            .AddSubscriptions(builder.Configuration)
            .AddBilling(builder.Configuration)
            .AddRoyaltyJob(builder.Configuration)
            .AddRoyaltyRights()
            .AddRoyaltyStatements(builder.Configuration)
            .AddRecommendations(builder.Configuration)
            .AddRecommendationProducts()
            .AddSearch(builder.Configuration)
            .AddPrivacy(builder.Configuration);
        return builder;
    }
}
