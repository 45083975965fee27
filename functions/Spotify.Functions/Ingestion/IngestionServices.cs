using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Catalog;
using Spotify.Functions.Identity;
using Spotify.Functions.Ingestion.Analysis;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;
using Spotify.Functions.Ingestion.Operators;
using Spotify.Functions.Ingestion.Steps;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Ingestion;

/// <summary>Registers the ingestion of deliveries.</summary>
public static class IngestionServices
{
    /// <summary>Adds what the delivery functions need. Documents, blobs and the catalogue are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Ingestion</c>.</param>
    public static IServiceCollection AddIngestion(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<IngestionOptions>(configuration, IngestionOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DeliveryStore>();
        services.AddSingleton<RunStarts>();
        services.AddSingleton(provider => new Deliveries(
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<BlobSigner>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<Random>() ?? Random.Shared,
            provider.GetRequiredService<IOptions<IngestionOptions>>()));
        return services.AddMedia().AddSteps().AddTurns(configuration).AddIngestionOperators();
    }

    private static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.AddSingleton<MediaTool>();
        services.AddSingleton<WorkFolders>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkFolders>());
        services.AddSingleton<AudioProbe>();
        services.AddSingleton<Mastering>();
        services.AddSingleton<Transcoder>();
        services.AddSingleton<HlsPackager>();
        services.AddSingleton<TrackAnalysis>();
        services.AddSingleton<TrackMedia>();
        services.AddSingleton<IReadinessCheck, MediaReadiness>();
        return services;
    }

    private static IServiceCollection AddSteps(this IServiceCollection services)
    {
        services.AddSingleton<DeliveredFiles>();
        services.AddSingleton<RenditionStore>();
        services.AddSingleton<AudioLibrary>();
        services.AddSingleton<MessageSource>();
        services.AddSingleton<FileHashes>();
        services.AddSingleton<AnswerBlobs>();
        services.AddSingleton(provider => new ManifestReading(
            provider.GetRequiredService<MessageSource>(),
            provider.GetRequiredService<FileHashes>(),
            provider.GetRequiredService<DeliveredFiles>(),
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TrackProcessing(
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<DeliveredFiles>(),
            provider.GetRequiredService<RenditionStore>(),
            provider.GetRequiredService<AudioLibrary>(),
            provider.GetRequiredService<AudioDisposal>(),
            provider.GetRequiredService<TrackMedia>(),
            provider.GetRequiredService<WorkFolders>(),
            provider.GetService<IAudioIdentity>()));
        services.AddSingleton(provider => new CoverProcessing(
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<DeliveredFiles>(),
            provider.GetRequiredService<BlobAccounts>(),
            provider.GetRequiredService<MediaTool>(),
            provider.GetRequiredService<WorkFolders>(),
            provider.GetRequiredService<IOptions<IngestionOptions>>()));
        return services.AddEndings();
    }

    private static IServiceCollection AddEndings(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Withdrawal(
            provider.GetRequiredService<DeliveryStore>(), provider.GetRequiredService<ICatalog>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Publication(
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<Withdrawal>(),
            provider.GetRequiredService<AudioLibrary>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IAudioIdentity>()));
        services.AddSingleton(provider => new AudioDisposal(
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<RenditionStore>(),
            provider.GetRequiredService<AudioLibrary>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetService<IAudioIdentity>()));
        services.AddSingleton(provider => new BatchPlanning(
            provider.GetRequiredService<BlobAccounts>(),
            provider.GetRequiredService<MessageSource>(),
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new BatchAnswering(provider.GetRequiredService<DeliveryStore>(), provider.GetRequiredService<AnswerBlobs>()));
        services.AddSingleton(provider => new Answering(
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<AnswerBlobs>(),
            provider.GetRequiredService<BatchAnswering>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
