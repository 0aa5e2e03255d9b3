using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Shoppers;

/// <summary>
/// Stands before every handler of a form: it must be one, of bearable size, sent from a page of this host; where it changes
/// something of a shopper's, it must also carry the token of the cookie that it comes with. What is refused changes nothing.
/// </summary>
internal static class FormGuard
{
    /// <summary>The hidden field with <see cref="Shopper.FormToken"/>.</summary>
    public const string TokenField = "token";

    // The longest text that a form takes, each character as nine of its percent-encoded form, and the rest.
    private const int LargestForm = 256 * 1024;
    private const int MostFields = 64;

    /// <summary>For forms of visitors who need no cookie, such as the choice of a region.</summary>
    public static ValueTask<object?> OfOurHostAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        RunAsync(context, next, static (_, _) => new(default(IResult)));

    /// <summary>For forms that act for a shopper. Handlers find the shopper's cookie opened and the form read.</summary>
    public static ValueTask<object?> OfShopperAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        OfShopperOrAsync(static (http, _) => new(http.RequestServices.GetRequiredService<Trouble>().FormOfAnotherVisit(http)))(context, next);

    /// <summary>As <see cref="OfShopperAsync"/>, where a form without the right token gets an answer of its own.</summary>
    /// <param name="refuse">What it gets; the shopper's cookie, or a new one, is on its way with it.</param>
    public static Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> OfShopperOrAsync(Func<HttpContext, Shopper, ValueTask<IResult?>> refuse) =>
        (context, next) => RunAsync(context, next, async (http, form) =>
        {
            var cookie = http.RequestServices.GetRequiredService<ShopperCookie>();
            if (cookie.Of(http) is { } shopper && shopper.Gave(form[TokenField]))
            {
                cookie.Renew(http);
                return null;
            }

            // So that the form works once it is opened again.
            return await refuse(http, cookie.OfOrNew(http));
        });

    private static async ValueTask<object?> RunAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, Func<HttpContext, IFormCollection, ValueTask<IResult?>> refusal)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return await next(context);
        }

        var trouble = http.RequestServices.GetRequiredService<Trouble>();
        if (!FormOrigin.IsOurs(http.Request))
        {
            return trouble.FormOfAnotherHost(http);
        }

        if (await ReadAsync(http) is not { } form)
        {
            return trouble.NoForm(http, LargestForm / 1024);
        }

        return await refusal(http, form) ?? await next(context);
    }

    private static async ValueTask<IFormCollection?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength > LargestForm)
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFormAsync(
                new() { BufferBodyLengthLimit = LargestForm, ValueLengthLimit = LargestForm, MultipartBodyLengthLimit = LargestForm, ValueCountLimit = MostFields },
                context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            // Broken, cut off, or in an encoding that .NET refuses (UTF-7).
            return null;
        }
    }
}
