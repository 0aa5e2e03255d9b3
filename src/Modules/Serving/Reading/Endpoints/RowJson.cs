using Servepath.Kernel;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>Splices a row's answer from the bytes that its groups came as; nothing is parsed.</summary>
internal static class RowJson
{
    public static void Write<TPieces>(ref TPieces pieces, ServedRow row, RowQuery query, ViewResult[] views)
        where TPieces : struct, IPieces
    {
        var merged = row.Moment.Row;
        var shape = merged.Shape;
        pieces.Add("{\"key\":"u8);
        JsonPieces.AddText(ref pieces, row.Key);
        pieces.Add(",\"revision\":"u8);
        JsonPieces.AddNumber(ref pieces, row.Revision);
        pieces.Add(",\"groups\":{"u8);
        var first = true;
        for (var i = 0; i < shape.Names.Count; i++)
        {
            var body = row.Moment.Bodies[i];
            if (!body.IsEmpty && query.Wants(shape.Names[i]))
            {
                Comma(ref pieces, ref first);
                pieces.Add(shape.Properties[i]);
                pieces.Add(body.Span);
            }
        }

        pieces.Add("},\"versions\":{"u8);
        first = true;
        for (var i = 0; i < shape.Names.Count; i++)
        {
            if (merged.Values[i].Version > 0 && query.Wants(shape.Names[i]))
            {
                Comma(ref pieces, ref first);
                pieces.Add(shape.Properties[i]);
                JsonPieces.AddNumber(ref pieces, merged.Values[i].Version);
            }
        }

        pieces.Add("},\"stale\":["u8);
        first = true;
        foreach (var group in row.Stale)
        {
            if (IsRelevant(group, query))
            {
                Comma(ref pieces, ref first);
                JsonPieces.AddText(ref pieces, group);
            }
        }

        pieces.Add("]"u8);
        if (views.Length > 0)
        {
            pieces.Add(",\"views\":{"u8);
            first = true;
            for (var i = 0; i < views.Length; i++)
            {
                Comma(ref pieces, ref first);
                JsonPieces.AddText(ref pieces, query.Views[i]);
                pieces.Add(":"u8);
                pieces.Add(views[i].Json.Span);
            }

            pieces.Add("}"u8);
        }

        pieces.Add("}"u8);
    }

    /// <summary>A view may read any group, so with one every stale group counts.</summary>
    public static bool IsRelevant(string staleGroup, RowQuery query) => query.Views.Length > 0 || query.Wants(staleGroup);

    private static void Comma<TPieces>(ref TPieces pieces, ref bool first)
        where TPieces : struct, IPieces
    {
        if (!first)
        {
            pieces.Add(","u8);
        }

        first = false;
    }
}
