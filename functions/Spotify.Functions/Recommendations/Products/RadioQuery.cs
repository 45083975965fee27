using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Which batch of which radio is asked for.</summary>
/// <param name="Seed">What it plays from.</param>
/// <param name="Cursor">What became of it so far.</param>
internal sealed record RadioQuery(RadioSeed Seed, RadioCursor Cursor)
{
    /// <summary>Reads <c>seed</c>, <c>cursor</c> and <c>skipped</c>.</summary>
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out RadioQuery? read, [NotNullWhen(false)] out string? fault)
    {
        (read, fault) = (null, null);
        var cursor = RadioCursor.Empty;
        var skipped = new List<TrackKey>();
        if (query["seed"] is not [{ } named] || RadioSeed.Parse(named) is not { } seed)
        {
            fault = "'seed' must be spotify:track:{id}, spotify:artist:{id}, spotify:genre:{name}, spotify:tracks:{id},{id},... with at most twenty, or spotify:list:{name}, given once.";
            return false;
        }

        if (query["cursor"] is { Count: > 0 } given && (given is not [{ } text] || !RadioCursor.TryParse(text, out cursor)))
        {
            fault = "'cursor' is none of ours: take it from the address in 'next'.";
            return false;
        }

        foreach (var id in query["skipped"].SelectMany(one => (one ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!TrackKey.TryParse(id, out var track))
            {
                fault = "'skipped' must be ids of tracks, separated by commas.";
                return false;
            }

            skipped.Add(track);
        }

        read = new RadioQuery(seed, cursor.WithSkipped(skipped));
        return true;
    }

    /// <summary>The address of the batch after one.</summary>
    /// <param name="root">Scheme and host.</param>
    /// <param name="batch">The batch.</param>
    public string After(string root, ShownList batch) =>
        $"{root}/v1/radio?seed={Uri.EscapeDataString(Seed.Uri)}&cursor={Cursor.WithGiven(batch.Items.Select(item => item.Item.Track))}";
}
