using System.Collections.Frozen;

namespace Spotify.Core.Catalog;

/// <summary>What a category is about.</summary>
public enum CategoryKind
{
    /// <summary>A kind of music.</summary>
    Genre = 0,

    /// <summary>How the listener feels, or wants to.</summary>
    Mood = 1,

    /// <summary>What the listener does.</summary>
    Activity = 2,
}

/// <summary>A shelf of the shop: genres that belong together because they sound alike, or suit a mood or an activity.</summary>
/// <param name="Id">How addresses name it.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Names">Its name in each of <see cref="Languages"/>.</param>
/// <param name="Genres">The genres in it, as <see cref="GenreName.SlugOf"/> writes them.</param>
public sealed record BrowseCategory(string Id, CategoryKind Kind, IReadOnlyList<string> Names, IReadOnlyList<string> Genres)
{
    /// <summary>The languages of names, ISO 639-1; the first is spoken where another is not known.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "sv", "de", "es", "fr"];

    /// <summary>All categories, in the order in which they are shown.</summary>
    public static IReadOnlyList<BrowseCategory> All { get; } =
    [
        Genre("pop", "Pop|Pop|Pop|Pop|Pop", "pop", "dance-pop", "electropop", "power-pop", "synth-pop", "teen-pop"),
        Genre("hiphop", "Hip-Hop|Hiphop|Hip-Hop|Hip-hop|Hip-hop", "hip-hop", "hip-hop-rap", "rap", "trap", "drill"),
        Genre("rock", "Rock|Rock|Rock|Rock|Rock", "rock", "hard-rock", "rock-n-roll", "classic-rock", "psych-rock", "garage"),
        Genre("electronic", "Dance/Electronic|Dans/elektroniskt|Dance/Electronic|Dance/electrónica|Dance/électro", "electronic", "dance", "edm", "house", "techno", "trance", "electro", "dubstep", "drum-and-bass", "deep-house", "minimal-techno"),
        Genre("rnb", "R&B|R&B|R&B|R&B|R&B", "r-b", "rnb", "contemporary-r-b"),
        Genre("soul", "Soul|Soul|Soul|Soul|Soul", "soul", "funk", "disco", "motown"),
        Genre("indie", "Indie|Indie|Indie|Indie|Indé", "indie", "indie-pop", "indie-rock", "alternative", "alt-rock", "emo"),
        Genre("metal", "Metal|Metal|Metal|Metal|Metal", "metal", "heavy-metal", "black-metal", "death-metal", "metalcore", "grindcore"),
        Genre("punk", "Punk|Punk|Punk|Punk|Punk", "punk", "punk-rock", "hardcore", "ska", "grunge"),
        Genre("jazz", "Jazz|Jazz|Jazz|Jazz|Jazz", "jazz", "bossanova", "bebop", "swing", "big-band"),
        Genre("blues", "Blues|Blues|Blues|Blues|Blues", "blues", "delta-blues"),
        Genre("classical", "Classical|Klassiskt|Klassik|Clásica|Classique", "classical", "opera", "piano", "chamber-music", "orchestral", "baroque"),
        Genre("country", "Country|Country|Country|Country|Country", "country", "bluegrass", "americana", "honky-tonk"),
        Genre("folk", "Folk & Acoustic|Folk och akustiskt|Folk & Akustik|Folk y acústica|Folk et acoustique", "folk", "acoustic", "singer-songwriter", "songwriter"),
        Genre("latin", "Latin|Latin|Latin|Latina|Latino", "latin", "latino", "reggaeton", "salsa", "samba", "tango", "cumbia", "bachata", "mpb", "sertanejo"),
        Genre("reggae", "Reggae|Reggae|Reggae|Reggae|Reggae", "reggae", "dub", "dancehall"),
        Genre("afro", "Afro|Afro|Afro|Afro|Afro", "afrobeat", "afrobeats", "amapiano", "afro"),
        Genre("kpop", "K-Pop|K-pop|K-Pop|K-pop|K-pop", "k-pop"),
        Genre("jpop", "J-Pop & Anime|J-pop och anime|J-Pop & Anime|J-pop y anime|J-pop et anime", "j-pop", "j-rock", "anime"),
        Genre("indian", "Indian|Indiskt|Indisch|Música india|Musique indienne", "indian", "bollywood"),
        Genre("arab", "Arab|Arabiskt|Arabisch|Árabe|Arabe", "arabic", "arab"),
        Genre("gospel", "Christian & Gospel|Kristet och gospel|Christlich & Gospel|Cristiana y góspel|Chrétien et gospel", "gospel", "christian", "worship"),
        Genre("ambient", "Ambient|Ambient|Ambient|Ambient|Ambient", "ambient", "new-age", "drone"),
        Genre("soundtracks", "Film, TV & Games|Film, tv och spel|Film, TV & Spiele|Cine, TV y juegos|Films, TV et jeux", "soundtrack", "soundtracks", "movies", "show-tunes", "game"),
        Genre("kids", "Kids & Family|Barn och familj|Kinder & Familie|Infantil y familia|Enfants et famille", "children", "kids", "disney"),
        Genre("comedy", "Comedy|Humor|Comedy|Comedia|Humour", "comedy"),
        Genre("world", "World|Världsmusik|Weltmusik|Músicas del mundo|Musiques du monde", "world", "world-music", "celtic", "fado", "flamenco"),
        Mood("happy", "Happy|Glad|Gute Laune|Felicidad|Bonne humeur", "happy", "pop", "dance-pop", "disco", "funk", "ska"),
        Mood("chill", "Chill|Chill|Chill|Chill|Chill", "chill", "chillout", "downtempo", "lo-fi", "trip-hop", "bossanova"),
        Mood("sad", "Sad|Sorgset|Traurig|Tristeza|Tristesse", "sad", "emo", "singer-songwriter", "blues"),
        Mood("romance", "Romance|Romantik|Romantik|Romance|Romance", "romance", "soul", "r-b", "ballad"),
        Mood("energy", "Energy|Energi|Energie|Energía|Énergie", "power", "edm", "hard-rock", "metal", "drum-and-bass", "trap"),
        Mood("calm", "Calm|Lugn|Ruhe|Calma|Calme", "calm", "ambient", "new-age", "piano", "acoustic"),
        Mood("nostalgia", "Nostalgia|Nostalgi|Nostalgie|Nostalgia|Nostalgie", "oldies", "classic-rock", "motown", "rock-n-roll", "80s", "90s"),
        Activity("workout", "Workout|Träning|Workout|Ejercicio|Sport", "work-out", "workout", "edm", "house", "hip-hop", "hard-rock", "drum-and-bass"),
        Activity("focus", "Focus|Fokus|Konzentration|Concentración|Concentration", "study", "focus", "ambient", "lo-fi", "piano", "minimal-techno", "classical"),
        Activity("sleep", "Sleep|Sömn|Schlafen|Dormir|Sommeil", "sleep", "ambient", "new-age", "drone", "nature"),
        Activity("party", "Party|Fest|Party|Fiesta|Soirée", "party", "club", "dance", "house", "disco", "reggaeton", "dancehall"),
        Activity("dinner", "Dinner|Middag|Dinner|Cena|Dîner", "dinner", "jazz", "bossanova", "soul", "swing"),
        Activity("travel", "Travel|På resande fot|Unterwegs|Viajes|Voyage", "road-trip", "rock", "country", "americana", "indie"),
        Activity("gaming", "Gaming|Gaming|Gaming|Videojuegos|Jeux vidéo", "game", "gaming", "dubstep", "electro", "chiptune"),
    ];

    /// <summary>Every genre that is in a category, in alphabetical order.</summary>
    public static IReadOnlyList<string> AllGenres { get; } = [.. All.SelectMany(category => category.Genres).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, BrowseCategory> ById = All.ToFrozenDictionary(category => category.Id, StringComparer.Ordinal);

    /// <summary>The category of an id; null where there is none.</summary>
    /// <param name="id">The id.</param>
    public static BrowseCategory? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>The name in a language.</summary>
    /// <param name="language">ISO 639-1; null, or one that is not among <see cref="Languages"/>, for the first of them.</param>
    public string NameIn(string? language)
    {
        for (var i = 1; i < Languages.Count; i++)
        {
            if (Languages[i].Equals(language, StringComparison.OrdinalIgnoreCase))
                return Names[i];
        }

        return Names[0];
    }

    private static BrowseCategory Genre(string id, string names, params string[] genres) => new(id, CategoryKind.Genre, names.Split('|'), genres);

    private static BrowseCategory Mood(string id, string names, params string[] genres) => new(id, CategoryKind.Mood, names.Split('|'), genres);

    private static BrowseCategory Activity(string id, string names, params string[] genres) => new(id, CategoryKind.Activity, names.Split('|'), genres);
}
