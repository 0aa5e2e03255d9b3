using System.Security.Cryptography;
using Servepath.Kernel;

namespace Servepath.Domains.Delivery;

/// <summary>Names a network plan, as far as published bodies depend on it.</summary>
internal static class NetworkHash
{
    // Part of the hash, so that a change of the body's form publishes all products anew.
    private const string Form = "1";

    public static string Of(DeliveryNetwork network) => Convert.ToHexStringLower(SHA256.HashData(
        Json.Bytes(new { Form, Regions = network.Regions.Select(region => region.Name), network.Centres, network.Lanes })));
}
