using Microsoft.AspNetCore.Http;
using Spotify.Core.Accounts;
using Spotify.Functions.Accounts.Pages;

namespace Spotify.Functions.Accounts;

/// <summary>The way of a listener through <c>/authorize</c>: sign in, allow, go back to the app with a code.</summary>
public sealed class AuthorizePages(AuthorizeRequests requests, WebSessions sessions, AuthorizationCodes codes, Grants grants, AntiForgery forgery)
{
    /// <summary>Shows what is to be done next, or goes back to the app where nothing is.</summary>
    internal async Task<IResult> ShowAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var check = await requests.ReadAsync(request.Query, cancellationToken);
        if (check.Request is not { } asked)
            return BadLink(check.PageFault!);
        if (check.Error is { } error)
            return Refuse(asked, error);
        var session = await sessions.FindAsync(request, cancellationToken);
        if (session is null || asked.SignsInAgain)
            return asked.IsSilent ? Refuse(asked, AuthorizeError.LoginRequired) : AccountPages.SignIn(Frame(request.HttpContext, AuthorizeRequests.LinkOf(request.Query), asked));
        asked = asked with { Scopes = TokenSubjects.Granted(session.Account, asked.Scopes) };
        if (asked is { AsksAgain: false, MayBeRemembered: true } && await grants.HasConsentAsync(session.UserId, asked.Client.ClientId, asked.Scopes, cancellationToken))
            return await AcceptAsync(session, asked, cancellationToken);
        return asked.IsSilent ? Refuse(asked, AuthorizeError.ConsentRequired) : AccountPages.Consent(
            Frame(request.HttpContext, AuthorizeRequests.LinkOf(request.Query), asked),
            asked.Client.Name,
            session.Account.DisplayName,
            Scopes.Of(asked.Scopes),
            RedirectAddress.FormTarget(asked.RedirectUri));
    }

    /// <summary>Takes the listener's word, and goes back to the app.</summary>
    internal async Task<IResult> DecideAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await OAuthForm.ReadAsync(request, cancellationToken) is not { } form || !forgery.IsOurs(request, form.One(AntiForgery.Field)))
            return AccountPages.Notice("Please start again", "The form was not one that this service has shown to this browser.", StatusCodes.Status400BadRequest);
        var link = form.One("continue");
        if (await requests.ReadLinkAsync(link, cancellationToken) is not { } check || check.Request is not { } asked)
            return BadLink("Go back to the app and start again there.");
        if (check.Error is { } error)
            return Refuse(asked, error);
        if (await sessions.FindAsync(request, cancellationToken) is not { } session)
            return new SeeOther(link!);
        if (form.One("decision") != "allow")
            return Refuse(asked, AuthorizeError.AccessDenied);
        asked = asked with { Scopes = TokenSubjects.Granted(session.Account, asked.Scopes) };
        if (asked.MayBeRemembered)
            await grants.ConsentAsync(session.UserId, asked.Client.ClientId, asked.Scopes, cancellationToken);
        return await AcceptAsync(session, asked, cancellationToken);
    }

    private async Task<IResult> AcceptAsync(WebSession session, AuthorizeRequest asked, CancellationToken cancellationToken) =>
        new SeeOther(requests.Accept(asked, await codes.IssueAsync(session.UserId, asked, cancellationToken)));

    private SeeOther Refuse(AuthorizeRequest asked, AuthorizeError error) => new(requests.Refuse(asked, error));

    private FormFrame Frame(HttpContext context, string link, AuthorizeRequest asked) => new(forgery.Issue(context), link, RedirectAddress.FormTarget(asked.RedirectUri));

    private static PageAnswer BadLink(string fault) => AccountPages.Notice("This link does not work", fault, StatusCodes.Status400BadRequest);
}
