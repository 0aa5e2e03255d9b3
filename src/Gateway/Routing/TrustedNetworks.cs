using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Servepath.Kernel;
using IPNetwork = System.Net.IPNetwork;

namespace Servepath.Gateway.Routing;

/// <summary>Networks whose proxies may say who the client is. From anywhere else X-Forwarded-* is dropped.</summary>
public static class TrustedNetworks
{
    private const string Key = "Gateway:TrustedNetworks";

    /// <summary>Reads <c>Gateway:TrustedNetworks</c>: addresses or networks such as <c>10.0.0.0/8</c>. Without any, no proxy is trusted.</summary>
    public static (IReadOnlyList<IPNetwork> Networks, IReadOnlyList<ConfigurationMistake> Mistakes) Read(IConfiguration configuration)
    {
        var networks = new List<IPNetwork>();
        var mistakes = new List<ConfigurationMistake>();
        foreach (var entry in configuration.GetSection(Key).GetChildren())
        {
            if (IPNetwork.TryParse(entry.Value, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(entry.Value, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                mistakes.Add(new("appsettings.json", $"Gateway.TrustedNetworks[{entry.Key}]", $"'{entry.Value}' is no address or network such as 10.0.0.0/8 (its lower bits must be zero)"));
            }
        }

        return (networks, mistakes);
    }

    internal static ForwardedHeadersOptions Options(IReadOnlyList<IPNetwork> networks)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }
}
