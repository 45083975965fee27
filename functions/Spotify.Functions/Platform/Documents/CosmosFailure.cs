using System.Net;
using Microsoft.Azure.Cosmos;
using Spotify.Core;

namespace Spotify.Functions.Platform.Documents;

/// <summary>What an answer of Cosmos DB means: an outcome, something that another try may mend, or a fault in the application or its set-up.</summary>
internal static class CosmosFailure
{
    // Sub-codes of 404: the replica is behind the session; and the container itself is missing.
    private const int ReadSessionNotAvailable = 1002;
    private const int OwnerNotFound = 1003;

    /// <summary>The outcome that a status stands for, or null where it stands for none.</summary>
    public static WriteOutcome? OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Conflict => WriteOutcome.Conflict,
        HttpStatusCode.PreconditionFailed => WriteOutcome.PreconditionFailed,
        HttpStatusCode.NotFound => WriteOutcome.NotFound,
        HttpStatusCode.RequestEntityTooLarge => WriteOutcome.TooLarge,
        _ => null,
    };

    /// <summary>Whether a read met nothing, as against a missing container.</summary>
    public static bool IsNotFound(ResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotFound && SubStatusOf(response.Headers) is not (ReadSessionNotAvailable or OwnerNotFound);

    /// <summary>The outcome of a write; throws where the answer is none.</summary>
    public static WriteOutcome OutcomeOf(ResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return WriteOutcome.Written;
        if (response.StatusCode != HttpStatusCode.NotFound || IsNotFound(response))
        {
            if (OutcomeOf(response.StatusCode) is { } outcome)
                return outcome;
        }

        ThrowUnlessSuccessful(response);
        return WriteOutcome.Written;
    }

    /// <summary>Throws for an answer that is no success.</summary>
    /// <exception cref="TransientException">Another try may mend it.</exception>
    /// <exception cref="CosmosException">It will not: wrong key, missing container, bad request.</exception>
    public static void ThrowUnlessSuccessful(ResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return;
        if (IsTransient(response.StatusCode, SubStatusOf(response.Headers)))
            throw new TransientException($"Cosmos DB answered {(int)response.StatusCode}: {response.ErrorMessage}");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Whether another try may mend it.</summary>
    public static bool IsTransient(HttpStatusCode status, int subStatus) =>
        (int)status is 408 or 410 or 429 or 449 or 500 or 502 or 503 or 504 || (status == HttpStatusCode.NotFound && subStatus == ReadSessionNotAvailable);

    /// <summary>Runs a call; time-outs and broken connections become <see cref="TransientException"/>.</summary>
    public static async ValueTask<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (CosmosException exception) when (IsTransient(exception.StatusCode, exception.SubStatusCode))
        {
            throw new TransientException($"Cosmos DB answered {(int)exception.StatusCode}.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new TransientException("Cosmos DB could not be reached.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientException("Cosmos DB did not answer in time.", exception);
        }
    }

    private static int SubStatusOf(Headers headers) =>
        headers.TryGetValue("x-ms-substatus", out var value) && int.TryParse(value, out var subStatus) ? subStatus : 0;
}
