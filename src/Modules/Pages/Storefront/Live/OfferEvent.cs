using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Servepath.Kernel;

namespace Servepath.Pages.Storefront.Live;

/// <summary>Server-sent events as bytes (WHATWG HTML, section 9.2). Made once, sent to all who look.</summary>
internal static class OfferEvent
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    /// <summary>Tells a browser, and whatever stands between, that the stream is alive.</summary>
    public static readonly ReadOnlyMemory<byte> Ping = "event: ping\ndata: {}\n\n"u8.ToArray();

    /// <summary>
    /// The event <c>offer</c>: the product's id, what a page that took it has then (<c>mark</c>), and the fields that are
    /// new, null where there is nothing to show any more.
    /// </summary>
    /// <param name="id">The product's.</param>
    /// <param name="shown">What is shown now.</param>
    /// <param name="mark">The mark of <paramref name="shown"/>.</param>
    /// <param name="fields">The fields to tell.</param>
    /// <param name="position">The stream's position after it (<c>Last-Event-ID</c>); null when it does not move.</param>
    public static ReadOnlyMemory<byte> Write(string id, ShownOffer shown, OfferMark mark, OfferFields fields, string? position)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        if (position is not null)
        {
            bytes.Write("id: "u8);
            Encoding.ASCII.GetBytes(position.AsSpan(), bytes);
            bytes.Write("\n"u8);
        }

        bytes.Write("event: offer\ndata: "u8);
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("mark"u8, mark.ToString());
            WriteText(json, "pay_text"u8, shown.PayText, fields & OfferFields.PayText);
            WriteText(json, "list_text"u8, shown.ListText, fields & OfferFields.ListText);
            WriteText(json, "off_text"u8, shown.OffText, fields & OfferFields.OffText);
            WriteText(json, "stock_text"u8, shown.StockText, fields & OfferFields.StockText);
            WriteText(json, "few_text"u8, shown.FewText, fields & OfferFields.FewText);
            WriteText(json, "arrival_text"u8, shown.ArrivalText, fields & OfferFields.ArrivalText);
            WriteText(json, "promise"u8, shown.Promise, fields & OfferFields.Promise);
            WriteText(json, "stale_text"u8, shown.StaleText, fields & OfferFields.StaleText);
            if (fields.HasFlag(OfferFields.SoldOut))
            {
                json.WriteBoolean("sold_out"u8, shown.SoldOut);
            }

            json.WriteEndObject();
        }

        bytes.Write("\n\n"u8);
        return bytes.WrittenMemory;
    }

    /// <summary>Moves the stream's position without an event: what stood before it is complete.</summary>
    public static ReadOnlyMemory<byte> Position(string position) => Encoding.ASCII.GetBytes($"id: {position}\n\n");

    /// <summary>How soon a browser comes back after a break, in milliseconds.</summary>
    public static ReadOnlyMemory<byte> Retry(int milliseconds) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {milliseconds}\n\n"));

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text, OfferFields told)
    {
        if (told == OfferFields.None)
        {
            return;
        }

        if (text is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, text);
        }
    }
}
