using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Privacy;

/// <summary>Exports everything that is kept of a person.</summary>
public sealed class PersonalDataExport(IEnumerable<IPersonalData> stores, TimeProvider time, ILogger<PersonalDataExport> logger)
{
    private readonly IReadOnlyList<IPersonalData> _stores = [.. stores];

    /// <summary>The download; nothing is read before it is written.</summary>
    /// <param name="userId">The person; an id that a store can hold.</param>
    public IResult Of(string userId) => new ExportAnswer(userId, _stores, time.GetUtcNow(), logger);
}
