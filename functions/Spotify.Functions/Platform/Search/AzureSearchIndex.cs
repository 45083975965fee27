namespace Spotify.Functions.Platform.Search;
internal sealed class AzureSearchIndex { public static ISearchIndex Open(SearchOptions options) => throw new NotSupportedException(options.Endpoint); }
