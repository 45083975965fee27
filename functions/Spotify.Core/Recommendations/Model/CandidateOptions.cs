namespace Spotify.Core.Recommendations.Model;

/// <summary>How many tracks of each kind a list may be made of.</summary>
public sealed record CandidateOptions
{
    // How many times as many come where a list would be too short.
    private const int Wider = 4;

    /// <summary>By what listeners alike say.</summary>
    /// <value>300.</value>
    public int Collaborative { get; init; } = 300;

    /// <summary>By description.</summary>
    /// <value>100.</value>
    public int Content { get; init; } = 100;

    /// <summary>By sound.</summary>
    /// <value>100.</value>
    public int Audio { get; init; } = 100;

    /// <summary>By popularity.</summary>
    /// <value>60.</value>
    public int Popular { get; init; } = 60;

    /// <summary>Where not all tracks are looked at: those of description, and of sound, that nobody has played yet.</summary>
    /// <value>40.</value>
    public int Unheard { get; init; } = 40;

    /// <summary>How many days a release of a followed artist is new.</summary>
    /// <value>28.</value>
    public int NewDays { get; init; } = 28;

    /// <summary>Rows of tracks that come in whatever is said of them, where the listener may hear them and has not.</summary>
    public IReadOnlyCollection<int> Also { get; init; } = [];

    /// <summary>Of all kinds together, new releases of followed artists and <see cref="Also"/> aside.</summary>
    public int Most => Collaborative + Content + Audio + Popular + (2 * Unheard);

    /// <summary>As many of each kind as there are by default, in proportion.</summary>
    /// <param name="most">How many by what listeners alike say, by description, by sound and by popularity together; 560 are the default.</param>
    public static CandidateOptions Of(int most)
    {
        var whole = new CandidateOptions();
        var sum = whole.Collaborative + whole.Content + whole.Audio + whole.Popular;
        return most == sum ? whole : new CandidateOptions
        {
            Collaborative = Part(whole.Collaborative),
            Content = Part(whole.Content),
            Audio = Part(whole.Audio),
            Popular = Part(whole.Popular),
            Unheard = Part(whole.Unheard),
        };

        int Part(int of) => Math.Max(1, (int)((long)of * most / sum));
    }

    /// <summary>A wider net, for a listener of whose candidates too few are left.</summary>
    internal CandidateOptions Widened() => this with { Collaborative = Wider * Collaborative, Content = Wider * Content, Audio = Wider * Audio, Popular = Wider * Popular, Unheard = Wider * Unheard };
}
