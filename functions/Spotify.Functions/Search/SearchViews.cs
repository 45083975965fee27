using System.Text.Json.Serialization;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Search;

/// <summary>What <c>GET /v1/search</c> answers: a page for each kind that was asked for.</summary>
internal sealed record SearchView
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<TrackView>? Tracks { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<ArtistView>? Artists { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<SimpleAlbumView>? Albums { get; set; }

    /// <summary>Empty until there are playlists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<object>? Playlists { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<SimpleShowView>? Shows { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<SimpleEpisodeView>? Episodes { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PageView<SimpleAudiobookView>? Audiobooks { get; set; }
}

/// <summary>What <c>GET /v1/search/suggest</c> answers, the likeliest first.</summary>
internal sealed record SuggestionsView(IReadOnlyList<SuggestionView> Suggestions);

/// <summary>A name that may be meant: what to show, what it is the name of, and who made it (null for an artist).</summary>
internal sealed record SuggestionView(string Text, string Kind, string Id, string Uri, string? By);

/// <summary>What an operator learns of the index.</summary>
internal sealed record SearchIndexView
{
    /// <summary>The index that answers; null where none has been finished yet.</summary>
    public required string? Live { get; init; }

    /// <summary>How many items it holds.</summary>
    public required long? Items { get; init; }

    /// <summary>Since when it answers.</summary>
    public required DateTimeOffset? LiveSince { get; init; }

    /// <summary>The schema by which it was made, and the application's own.</summary>
    public required int LiveSchema { get; init; }

    public required int Schema { get; init; }

    /// <summary>The index that is being filled; null where none is.</summary>
    public required SearchBuildView? Building { get; init; }
}

/// <summary>How far an index is that is being filled.</summary>
internal sealed record SearchBuildView(string Index, string Instance, DateTimeOffset Since, long Items);
