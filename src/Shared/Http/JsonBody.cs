using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Kernel;

namespace Servepath.Http;

/// <summary>Reads JSON bodies by the one set of options, and says where a body is wrong.</summary>
public static class JsonBody
{
    /// <summary>Reads one <typeparamref name="T"/>.</summary>
    /// <returns>The value, or the answer to give when the body is none.</returns>
    public static async ValueTask<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, Json.Options, cancellationToken);
            return value is null ? (null, Problems.BadRequest("The body is no JSON object", "The body is null; an object is expected.")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Problems.BadRequest("The body cannot be read", Mistake(exception)));
        }
    }

    /// <summary>
    /// Reads an array of at most <paramref name="most"/> items; an item that cannot be read stands as null among them
    /// and as an error beside them, and does not stop the others.
    /// </summary>
    /// <returns>The items and their errors, or the answer to give when the body is no such array.</returns>
    public static async ValueTask<(IReadOnlyList<T?> Items, List<ItemError> Errors, ProblemHttpResult? Problem)> ReadItemsAsync<T>(
        HttpRequest request, int most, CancellationToken cancellationToken)
        where T : class
    {
        JsonElement[]? elements;
        try
        {
            elements = await JsonSerializer.DeserializeAsync<JsonElement[]>(request.Body, Json.Options, cancellationToken);
        }
        catch (JsonException exception)
        {
            return ([], [], Problems.BadRequest("The body cannot be read", $"A JSON array is expected. {Mistake(exception)}"));
        }

        if (elements is null || elements.Length > most)
        {
            return ([], [], Problems.BadRequest("The body is no such batch", $"A JSON array of at most {most} items is expected; this has {elements?.Length ?? 0}."));
        }

        var items = new T?[elements.Length];
        var errors = new List<ItemError>();
        for (var i = 0; i < elements.Length; i++)
        {
            try
            {
                items[i] = elements[i].Deserialize<T>(Json.Options);
                if (items[i] is null)
                {
                    errors.Add(new(i, null, string.Empty, "is null; an object is expected"));
                }
            }
            catch (JsonException exception)
            {
                errors.Add(new(i, IdOf(elements[i]), (exception.Path ?? string.Empty).TrimStart('$', '.'), "has the wrong type"));
            }
        }

        return (items, errors, null);
    }

    /// <summary>Answers with <paramref name="value"/> as JSON by the one set of options.</summary>
    public static JsonHttpResult<T> Answer<T>(T value, int status = StatusCodes.Status200OK) => TypedResults.Json(value, Json.Options, statusCode: status);

    // The reader's own words on a value that does not fit name our types, which say nothing to whoever sent it.
    private static string Mistake(JsonException exception)
    {
        const string misfit = "The JSON value could not be converted to ";
        if (!exception.Message.StartsWith(misfit, StringComparison.Ordinal))
        {
            return exception.Message;
        }

        var place = (exception.Path ?? string.Empty).TrimStart('$', '.');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(place.Length == 0 ? "The value" : $"'{place}'")} has the wrong type (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}).");
    }

    private static string? IdOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
