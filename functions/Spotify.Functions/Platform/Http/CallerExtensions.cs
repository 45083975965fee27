using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>Carries the caller from the access middleware to the function.</summary>
public static class CallerExtensions
{
    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The route is public, so nobody was asked who he is: a bug of the function.</exception>
    public static Caller GetCaller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("A public route has no caller: give the function an [Access] that demands a token.");

    /// <summary>Sets who calls.</summary>
    internal static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);
}
