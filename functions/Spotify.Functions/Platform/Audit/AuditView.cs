namespace Spotify.Functions.Platform.Audit;

/// <summary>An entry of the record.</summary>
/// <param name="Id">What names it.</param>
/// <param name="At">When the action began.</param>
/// <param name="Actor">Who.</param>
/// <param name="Client">By which app, or null.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route's template.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Target">The values in the route and the query.</param>
/// <param name="RequestId">The trace of the request.</param>
/// <param name="Outcome"><c>done</c> below 400, <c>refused</c> below 500, else <c>failed</c>; <c>unknown</c> where nobody saw the end.</param>
/// <param name="Status">The HTTP status of the answer; null where nobody saw the end.</param>
/// <param name="EndedAt">When it ended; null likewise.</param>
public sealed record AuditView(
    string Id, DateTimeOffset At, string Actor, string? Client, string Method, string Route, string Function, IReadOnlyDictionary<string, string> Target, string RequestId, string Outcome, int? Status,
    DateTimeOffset? EndedAt)
{
    internal static AuditView Of(string name, AuditDocument begun, AuditDocument? ended) => new(
        name, begun.At, begun.Actor, begun.Client, begun.Method, begun.Route, begun.Function, begun.Target, begun.RequestId,
        ended?.Status switch { null => "unknown", < 400 => "done", < 500 => "refused", _ => "failed" }, ended?.Status, ended?.At);
}

/// <summary>A page of the record, the newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">The parameter <c>after</c> of the next page; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditView> Items, string? Next);

/// <summary>Which entries.</summary>
/// <param name="Actor">One operator's; null for everybody's.</param>
/// <param name="From">From this moment on; null for all that is kept.</param>
/// <param name="To">Before this moment; null until now.</param>
/// <param name="After">Behind this entry, towards older ones; null from the newest.</param>
/// <param name="Limit">Entries, 1 to 200.</param>
public sealed record AuditQuery(string? Actor, DateTimeOffset? From, DateTimeOffset? To, string? After, int Limit);
