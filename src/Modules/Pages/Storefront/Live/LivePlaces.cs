using System.Net;
using System.Net.Sockets;

namespace Servepath.Pages.Storefront.Live;

/// <summary>What came of asking for a place.</summary>
internal enum Place
{
    Given,
    NodeIsFull,
    AddressIsFull,
}

/// <summary>
/// The places that a node has for streams. A cookie can be thrown away, so visitors are told apart by their address; of
/// IPv6 by its first 64 bits, which is what one household is given. Thread-safe.
/// </summary>
internal sealed class LivePlaces(LiveSettings settings)
{
    private readonly Lock counting = new();
    private readonly Dictionary<string, int> byAddress = new(StringComparer.Ordinal);
    private int open;

    public int Open
    {
        get
        {
            lock (counting)
            {
                return open;
            }
        }
    }

    public Place Take(string address)
    {
        lock (counting)
        {
            byAddress.TryGetValue(address, out var its);
            if (open >= settings.MostStreams)
            {
                return Place.NodeIsFull;
            }

            if (its >= settings.MostStreamsOfAddress)
            {
                return Place.AddressIsFull;
            }

            open++;
            byAddress[address] = its + 1;
            return Place.Given;
        }
    }

    public void GiveBack(string address)
    {
        lock (counting)
        {
            open--;
            if (--byAddress[address] == 0)
            {
                byAddress.Remove(address);
            }
        }
    }

    /// <summary>Who asks, as the gateway saw it; it sets this header anew on each request.</summary>
    public static string AddressOf(HttpContext context)
    {
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded.AsSpan(forwarded.LastIndexOf(',') + 1).Trim();
        var address = IPAddress.TryParse(last, out var named) ? named : context.Connection.RemoteIpAddress;
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8));
        }

        return address?.ToString() ?? string.Empty;
    }
}
