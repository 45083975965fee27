using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback;

/// <summary>What became of a request to play: an answer, or a refusal with its reason.</summary>
public readonly record struct StreamDecision
{
    private readonly ErrorReason _reason;
    private readonly string? _message;

    private StreamDecision(StreamAnswer? answer, TimeSpan lifetime, ErrorReason reason, string? message) =>
        (Answer, Lifetime, _reason, _message) = (answer, lifetime, reason, message);

    /// <summary>The answer, or null where it was refused.</summary>
    public StreamAnswer? Answer { get; }

    /// <summary>How long the answer is sure to hold, at most five minutes.</summary>
    public TimeSpan Lifetime { get; }

    /// <summary>It may be played.</summary>
    public static StreamDecision Allow(StreamAnswer answer, TimeSpan lifetime) => new(answer, lifetime, default, null);

    /// <summary>It may not.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public static StreamDecision Refuse(ErrorReason reason, string message) => new(null, TimeSpan.Zero, reason, message);

    /// <summary>As it goes over the wire.</summary>
    public IResult ToResult() =>
        Answer is not null ? new StreamAnswerResult(Answer, Lifetime)
        : _reason == ErrorReason.NotFound ? ApiErrors.NotFound(_message!)
        : ApiErrors.Forbidden(_reason, _message!);
}
