using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Accounts;
using Spotify.Functions.Accounts.Pages;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts;

/// <summary>Signing up, in and out at a browser.</summary>
public sealed class SignInPages(SignIns signIns, SignUps signUps, WebSessions sessions, AuthorizeRequests requests, AntiForgery forgery, IClientAddress addresses)
{
    private const string Expired = "The form had expired: please try again.";
    private const string Wrong = "Address and password do not fit an account.";

    /// <summary>The page to sign in, or word that somebody is signed in.</summary>
    internal async Task<IResult> ShowSignInAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var frame = await FrameAsync(request.HttpContext, request.Query["continue"], cancellationToken);
        if (await sessions.FindAsync(request, cancellationToken) is not { } session)
            return AccountPages.SignIn(frame);
        return frame.Continue is null ? AccountPages.Notice("You are signed in", $"This browser is signed in as {session.Account.DisplayName}.") : new SeeOther(frame.Continue);
    }

    /// <summary>Takes address and password.</summary>
    internal async Task<IResult> SignInAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await OAuthForm.ReadAsync(request, cancellationToken) is not { } form)
            return BadForm();
        var email = form.One("email");
        if (!forgery.IsOurs(request, form.One(AntiForgery.Field)))
            return AccountPages.SignIn(await FrameAsync(request.HttpContext, form.One("continue"), cancellationToken), email, Expired, StatusCodes.Status400BadRequest);
        var result = await signIns.TryAsync(email, form.One("password"), addresses.Of(request), cancellationToken);
        var frame = await FrameAsync(request.HttpContext, form.One("continue"), cancellationToken);
        if (result.Wait is { } wait)
        {
            request.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return AccountPages.SignIn(frame, email, "Too many attempts: please try again later.", StatusCodes.Status429TooManyRequests);
        }

        if (result.UserId is not { } userId)
            return AccountPages.SignIn(frame, email, Wrong, StatusCodes.Status400BadRequest);
        await sessions.BeginAsync(request.HttpContext, userId, cancellationToken);
        return new SeeOther(frame.Continue ?? "/signin");
    }

    /// <summary>The page to sign up.</summary>
    internal async Task<IResult> ShowSignUpAsync(HttpRequest request, CancellationToken cancellationToken) =>
        AccountPages.SignUp(await FrameAsync(request.HttpContext, request.Query["continue"], cancellationToken), new SignUpFields(), []);

    /// <summary>Makes an account of what was filled in, and signs its owner in.</summary>
    internal async Task<IResult> SignUpAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await OAuthForm.ReadAsync(request, cancellationToken) is not { } form)
            return BadForm();
        var frame = await FrameAsync(request.HttpContext, form.One("continue"), cancellationToken);
        var fields = new SignUpFields(form.One("email"), form.One("display_name"), form.One("country"), form.One("birthdate"), form.One("terms") is not null);
        if (!forgery.IsOurs(request, form.One(AntiForgery.Field)))
            return AccountPages.SignUp(frame, fields, [Expired], StatusCodes.Status400BadRequest);
        var result = await signUps.TryAsync(fields, form.One("password"), cancellationToken);
        if (result.UserId is not { } userId)
            return AccountPages.SignUp(frame, fields, result.Faults, StatusCodes.Status400BadRequest);
        await sessions.BeginAsync(request.HttpContext, userId, cancellationToken);
        return new SeeOther(frame.Continue ?? "/signin");
    }

    /// <summary>The page to sign out.</summary>
    internal IResult ShowSignOut(HttpRequest request) => AccountPages.SignOut(new FormFrame(forgery.Issue(request.HttpContext), null, null));

    /// <summary>Signs out.</summary>
    internal async Task<IResult> SignOutAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await OAuthForm.ReadAsync(request, cancellationToken) is not { } form || !forgery.IsOurs(request, form.One(AntiForgery.Field)))
            return BadForm();
        await sessions.EndAsync(request.HttpContext, cancellationToken);
        return AccountPages.Notice("You are signed out", "This browser is signed out. Apps that you have allowed stay allowed.");
    }

    // Nothing but a request at /authorize for an app and an address that are registered is gone on to: whatever else a link says, it leads nowhere.
    private async Task<FormFrame> FrameAsync(HttpContext context, string? link, CancellationToken cancellationToken)
    {
        var csrf = forgery.Issue(context);
        return await requests.ReadLinkAsync(link, cancellationToken) is { Request: { } asked } ? new FormFrame(csrf, link, RedirectAddress.FormTarget(asked.RedirectUri)) : new FormFrame(csrf, null, null);
    }

    private static PageAnswer BadForm() => AccountPages.Notice("Please start again", "The form was not one that this service has shown to this browser.", StatusCodes.Status400BadRequest);
}
