using System.Globalization;

namespace Spotify.Core.Catalog;

/// <summary>An import that was read: what is to be there, or all that is wrong with it.</summary>
/// <param name="Shows">Shows.</param>
/// <param name="Episodes">Episodes.</param>
/// <param name="Audiobooks">Audiobooks.</param>
/// <param name="Chapters">Chapters.</param>
/// <param name="Faults">What is wrong, each with its place; empty where nothing is.</param>
public sealed record CatalogImport(
    IReadOnlyList<Show> Shows, IReadOnlyList<Episode> Episodes, IReadOnlyList<Audiobook> Audiobooks, IReadOnlyList<Chapter> Chapters, IReadOnlyList<string> Faults)
{
    /// <summary>How many items an import may have.</summary>
    public const int MaxItems = 500;

    private const int MaxFaults = 20;

    /// <summary>Reads items and checks all of them.</summary>
    /// <param name="items">The items.</param>
    /// <param name="now">When what is new was published.</param>
    public static CatalogImport Read(IReadOnlyList<ImportItem> items, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(items);
        var (shows, episodes, books, chapters, faults) = (new List<Show>(), new List<Episode>(), new List<Audiobook>(), new List<Chapter>(), new List<string>());
        var seen = new HashSet<(string?, string?)>();
        if (items.Count is 0 or > MaxItems)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"items: 1 to {MaxItems} are taken at a time"));
        for (var i = 0; i < items.Count && faults.Count < MaxFaults; i++)
        {
            var fields = new ImportFields(items[i], string.Create(CultureInfo.InvariantCulture, $"items[{i}]"), faults);
            if (!seen.Add((items[i].Kind, items[i].Id)))
                fields.Fault("id", "is there twice");
            switch (items[i].Kind)
            {
                case "show":
                    shows.Add(fields.Show(now));
                    break;
                case "episode":
                    episodes.Add(fields.Episode(now));
                    break;
                case "audiobook":
                    books.Add(fields.Audiobook(now));
                    break;
                case "chapter":
                    chapters.Add(fields.Chapter(now));
                    break;
                default:
                    fields.Fault("kind", "must be show, episode, audiobook or chapter");
                    break;
            }
        }

        foreach (var twice in chapters.GroupBy(chapter => (chapter.AudiobookId, chapter.Number)).Where(group => group.Count() > 1))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"chapter {twice.Key.Number} of audiobook {twice.Key.AudiobookId} is there twice"));
        return new CatalogImport(shows, episodes, books, chapters, faults);
    }
}

/// <summary>The fields of one item, with their faults noted by place.</summary>
internal sealed class ImportFields(ImportItem item, string path, List<string> faults)
{
    private const int MaxName = 500;
    private const int MaxDescription = 4000;
    private const int MaxBlob = 500;
    private const int MaxList = 50;
    private const long MaxDurationMs = 48 * 3600 * 1000L;
    private const int MaxNumber = 99_999;

    public void Fault(string field, string detail) => faults.Add($"{path}.{field} {detail}");

    public Show Show(DateTimeOffset now) => new()
    {
        Id = Id("id", item.Id),
        Name = Text("name", item.Name, MaxName),
        Publisher = Text("publisher", item.Publisher, MaxName),
        Description = Description(),
        Languages = Languages(),
        Explicit = item.Explicit ?? false,
        Copyrights = List("copyrights", item.Copyrights, isNeeded: false),
        ImageBlob = Blob("image", item.Image),
        Markets = CountriesOf(),
        PublishedAt = now,
    };

    public Episode Episode(DateTimeOffset now) => new()
    {
        Id = Id("id", item.Id),
        ShowId = Id("show", item.Show),
        Name = Text("name", item.Name, MaxName),
        Description = Description(),
        DurationMs = Duration(),
        Explicit = item.Explicit ?? false,
        Languages = Languages(),
        ReleaseDate = Date(),
        AudioBlob = Blob("audio", item.Audio),
        PreviewBlob = Blob("preview", item.Preview),
        ImageBlob = Blob("image", item.Image),
        PublishedAt = now,
    };

    public Audiobook Audiobook(DateTimeOffset now) => new()
    {
        Id = Id("id", item.Id),
        Name = Text("name", item.Name, MaxName),
        Authors = List("authors", item.Authors, isNeeded: true),
        Narrators = List("narrators", item.Narrators, isNeeded: false),
        Publisher = Text("publisher", item.Publisher, MaxName),
        Description = Description(),
        Edition = item.Edition is null ? "" : Text("edition", item.Edition, MaxName),
        Languages = Languages(),
        Explicit = item.Explicit ?? false,
        Copyrights = List("copyrights", item.Copyrights, isNeeded: false),
        ImageBlob = Blob("image", item.Image),
        Markets = CountriesOf(),
        PublishedAt = now,
    };

    public Chapter Chapter(DateTimeOffset now) => new()
    {
        Id = Id("id", item.Id),
        AudiobookId = Id("audiobook", item.Audiobook),
        Name = Text("name", item.Name, MaxName),
        Description = Description(),
        Number = Number(),
        DurationMs = Duration(),
        Explicit = item.Explicit ?? false,
        Languages = Languages(),
        ReleaseDate = Date(),
        AudioBlob = Blob("audio", item.Audio),
        PreviewBlob = Blob("preview", item.Preview),
        PublishedAt = now,
    };

    private string Id(string field, string? id)
    {
        if (id is null || !SpotifyId.IsValid(id))
            Fault(field, "must be an id, 22 characters of base62");
        return id ?? "";
    }

    private string Text(string field, string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > most || !PlainText.IsLine(text))
            Fault(field, string.Create(CultureInfo.InvariantCulture, $"must be a line of 1 to {most} characters"));
        return text ?? "";
    }

    private string Description()
    {
        if (item.Description is { } text && (text.Length > MaxDescription || !PlainText.IsText(text)))
            Fault("description", string.Create(CultureInfo.InvariantCulture, $"must be plain text of at most {MaxDescription} characters"));
        return item.Description ?? "";
    }

    private IReadOnlyList<string> List(string field, IReadOnlyList<string>? list, bool isNeeded)
    {
        if ((list?.Count ?? 0) > MaxList || (isNeeded && list is not { Count: > 0 }) || list?.Any(text => string.IsNullOrWhiteSpace(text) || text.Length > MaxName || !PlainText.IsLine(text)) == true)
            Fault(field, string.Create(CultureInfo.InvariantCulture, $"must be {(isNeeded ? 1 : 0)} to {MaxList} lines of at most {MaxName} characters"));
        return list ?? [];
    }

    private IReadOnlyList<string> Languages()
    {
        if (item.Languages is not { Count: > 0 and <= MaxList } || !item.Languages.All(language => language is [>= 'a' and <= 'z', >= 'a' and <= 'z']))
            Fault("languages", "must name at least one language as ISO 639-1 has it, such as sv");
        return item.Languages ?? [];
    }

    private IReadOnlyList<string> CountriesOf()
    {
        if (item.Markets is null)
            return ["*"];
        if (item.Markets.Count == 0 || !item.Markets.All(market => market == "*" || Markets.IsCountry(market)))
            Fault("markets", "must name countries as ISO 3166-1 has them, such as SE, or be left out");
        return item.Markets;
    }

    private string? Blob(string field, string? blob)
    {
        if (blob is not null && (blob.Length is 0 or > MaxBlob || !PlainText.IsLine(blob) || blob[0] == '/' || blob.Contains('\\', StringComparison.Ordinal) || blob.Split('/').Any(part => part is "" or "." or "..")))
            Fault(field, "must be the name of a blob");
        return blob;
    }

    private long Duration()
    {
        if (item.DurationMs is not (> 0 and <= MaxDurationMs))
            Fault("duration_ms", string.Create(CultureInfo.InvariantCulture, $"must be 1 to {MaxDurationMs}"));
        return item.DurationMs ?? 0;
    }

    private int Number()
    {
        if (item.Number is not (>= 0 and <= MaxNumber))
            Fault("number", string.Create(CultureInfo.InvariantCulture, $"must be 0 to {MaxNumber}"));
        return item.Number ?? 0;
    }

    private DateOnly Date()
    {
        if (DateOnly.TryParseExact(item.ReleaseDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Fault("release_date", "must be a date as yyyy-MM-dd");
        return default;
    }
}
