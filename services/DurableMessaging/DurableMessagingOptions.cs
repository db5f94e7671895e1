namespace AfterSalesMesh.DurableMessaging;

public sealed class DurableMessagingOptions
{
    /// <summary>
    /// The transport lives in this process and dies with it: at start, whatever waits is due at once. Off where a broker
    /// keeps messages and other replicas may be at work.
    /// </summary>
    public bool TransportForgets { get; set; }
}
