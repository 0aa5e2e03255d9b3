namespace Servepath.Pages.Storefront.Shoppers;

/// <summary>Says where a form was sent from, as far as the browser says it.</summary>
internal static class FormOrigin
{
    /// <summary>
    /// False when the request names another host as its origin, or hides it ("null"). Browsers have long sent it with every
    /// POST to another site; a client that sends none is judged by cookie and token alone. The scheme is not compared: what
    /// stands in front of the gateway may end https.
    /// </summary>
    public static bool IsOurs(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && from.Scheme is "http" or "https"
            && request.Host.HasValue
            && Uri.TryCreate($"{from.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out var here)
            && string.Equals(from.IdnHost, here.IdnHost, StringComparison.OrdinalIgnoreCase)
            && from.Port == here.Port;
    }
}
