using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace AfterSalesMesh.Gateway.Limits;

/// <summary>The address that limits count for callers without a key.</summary>
internal static class ClientAddress
{
    /// <summary>An IPv4 address, or the /64 network of an IPv6 address: what one client can't easily change.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPNetwork(new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]), 64).ToString()
            : address.ToString();
    }

    /// <summary>Behind a balancer, the client's address is in <c>X-Forwarded-For</c>; only what trusted proxies say there counts.</summary>
    public static void AddTrustedProxies(this IServiceCollection services, IReadOnlyList<IPNetwork> trusted) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = trusted.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in trusted)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
}
