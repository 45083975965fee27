using Microsoft.AspNetCore.Http;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts.Pages;

/// <summary>What every form carries.</summary>
/// <param name="Csrf">The anti-forgery code.</param>
/// <param name="Continue">Where to go on afterwards: a path of ours; null for nowhere.</param>
/// <param name="Targets">Where the form may end beside this service.</param>
internal sealed record FormFrame(string Csrf, string? Continue, string? Targets);

/// <summary>What somebody had filled in, to be shown again.</summary>
internal sealed record SignUpFields(string? Email = null, string? DisplayName = null, string? Country = null, string? Birthdate = null, bool Terms = false);

/// <summary>The pages.</summary>
internal static class AccountPages
{
    public static PageAnswer SignIn(FormFrame frame, string? email = null, string? fault = null, int status = StatusCodes.Status200OK) => new(
        "Sign in",
        Html.Of($"""
            {Fault(fault)}<form method="post" action="/signin">{Hidden(frame)}
            <label for="email">E-mail address</label><input id="email" name="email" type="email" autocomplete="username" maxlength="254" required value="{email}">
            <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="128" required>
            <button>Sign in</button></form>
            <p class="small">No account yet? <a href="{Link("/signup", frame.Continue)}">Sign up</a></p>
            """),
        status,
        frame.Targets);

    public static PageAnswer SignUp(FormFrame frame, SignUpFields fields, IReadOnlyList<string> faults, int status = StatusCodes.Status200OK) => new(
        "Sign up",
        Html.Of($"""
            {Html.Join(faults.Select(Fault))}<form method="post" action="/signup">{Hidden(frame)}
            <label for="email">E-mail address</label><input id="email" name="email" type="email" autocomplete="email" maxlength="254" required value="{fields.Email}">
            <label for="password">Password, at least 8 characters</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="128" required>
            <label for="display_name">Name that others see</label><input id="display_name" name="display_name" autocomplete="nickname" maxlength="60" required value="{fields.DisplayName}">
            <label for="country">Country</label><select id="country" name="country" required><option value="">Choose</option>{Options(fields.Country)}</select>
            <label for="birthdate">Date of birth</label><input id="birthdate" name="birthdate" type="date" autocomplete="bday" required value="{fields.Birthdate}">
            <label><input name="terms" type="checkbox" value="accepted" required{new Html(fields.Terms ? " checked" : "")}> I accept the terms of use and the privacy policy.</label>
            <button>Sign up</button></form>
            <p class="small">Already here? <a href="{Link("/signin", frame.Continue)}">Sign in</a></p>
            """),
        status,
        frame.Targets);

    public static PageAnswer Consent(FormFrame frame, string app, string name, IEnumerable<Scope> scopes, string host) => new(
        $"Allow {app}?",
        Html.Of($"""
            <p>You are signed in as {name}. {app} wants to:</p><ul>{Html.Join(scopes.Select(scope => Html.Of($"<li>{scope.Sentence}</li>")))}<li>See your public profile.</li></ul>
            <p class="small">You will be sent to {host}. You can take this back in your account.</p>
            <form method="post" action="/authorize">{Hidden(frame)}<button name="decision" value="allow">Allow</button> <button class="other" name="decision" value="deny">Cancel</button></form>
            """),
        formTargets: frame.Targets);

    public static PageAnswer SignOut(FormFrame frame) => new(
        "Sign out", Html.Of($"<form method=\"post\" action=\"/signout\">{Hidden(frame)}<button>Sign out of this browser</button></form>"), formTargets: frame.Targets);

    public static PageAnswer Notice(string title, string text, int status = StatusCodes.Status200OK) => new(title, Html.Of($"<p>{text}</p>"), status);

    private static Html Hidden(FormFrame frame) => Html.Of(
        $"<input type=\"hidden\" name=\"{AntiForgery.Field}\" value=\"{frame.Csrf}\">{(frame.Continue is null ? Html.Empty : Html.Of($"<input type=\"hidden\" name=\"continue\" value=\"{frame.Continue}\">"))}");

    private static Html Fault(string? fault) => fault is null ? Html.Empty : Html.Of($"<p class=\"fault\" role=\"alert\">{fault}</p>");

    private static Html Options(string? chosen) => Html.Join(
        Countries.All.Select(country => Html.Of($"<option value=\"{country.Code}\"{new Html(country.Code == chosen ? " selected" : "")}>{country.Name}</option>")));

    private static string Link(string path, string? to) => to is null ? path : $"{path}?continue={Uri.EscapeDataString(to)}";
}
