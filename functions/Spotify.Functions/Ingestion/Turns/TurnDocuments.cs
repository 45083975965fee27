using System.Globalization;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Turns;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>The ids within the kind <c>ingestion-turns</c> of the container <c>system</c>; one partition, so that every step is one batch.</summary>
internal static class TurnIds
{
    public const string Kind = "ingestion-turns";
    public const string Clock = "clock";
    public const string Labels = "label-";
    public const string Held = "held-";

    /// <summary>A turn's name.</summary>
    public static string Of(TurnInput turn) => SpotifyId.Derive("turn", turn.Instance, turn.Key);

    public static string LabelOf(string label) => Labels + label;

    public static string HeldOf(TurnInput turn) => Held + Of(turn);

    public static string AskedOf(TurnInput turn) => "ask-" + Of(turn);

    /// <summary>Ids of a line sort as its places do, so that its beginning is the beginning of a range.</summary>
    public static string WaitingOf(TurnPlace place) => string.Create(CultureInfo.InvariantCulture, $"{LineOf(place.Line)}{place.Start:D16}-{place.Number:D16}");

    public static string LineOf(TurnLine line) => line == TurnLine.Near ? "near-" : "wait-";
}

/// <summary>How far turns have come. Every change but a renewal replaces it at its version, so that changes have one order.</summary>
internal sealed record TurnClockDocument
{
    public string Type { get; init; } = "turn_clock";

    public int Version { get; init; } = 1;

    public TurnClock Clock { get; init; } = TurnClock.Zero;

    public int Waiting { get; init; }

    public int Running { get; init; }
}

/// <summary>A label's place in both lines.</summary>
internal sealed record LabelTurnsDocument
{
    public string Type { get; init; } = "turn_label";

    public int Version { get; init; } = 1;

    public required string Label { get; init; }

    public LabelTurns Turns { get; init; }

    public int Waiting { get; init; }
}

/// <summary>A turn that is waited for (id: its place).</summary>
internal sealed record WaitingTurnDocument
{
    public string Type { get; init; } = "turn_waiting";

    public int Version { get; init; } = 1;

    public required TurnInput Turn { get; init; }

    public required TurnPlace Place { get; init; }

    public required DateTimeOffset AskedAt { get; init; }
}

/// <summary>Where a turn that is waited for stands.</summary>
internal sealed record AskedTurnDocument
{
    public string Type { get; init; } = "turn_asked";

    public int Version { get; init; } = 1;

    public required TurnPlace Place { get; init; }
}

/// <summary>A turn that somebody has.</summary>
internal sealed record HeldTurnDocument
{
    public string Type { get; init; } = "turn_held";

    public int Version { get; init; } = 1;

    public required TurnInput Turn { get; init; }

    public required TurnLine Line { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset GivenAt { get; init; }

    /// <summary>When it is taken back, if nobody renews it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Whether the holder was told.</summary>
    public bool IsTold { get; init; }
}
