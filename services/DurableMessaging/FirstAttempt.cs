using MassTransit;

namespace AfterSalesMesh.DurableMessaging;

public static class FirstAttempt
{
    /// <summary>
    /// True when a message has not been tried before. A handler whose message is seldom repeated may then add its row without a
    /// look whether it exists: if it does, the commit fails on its key and the message is retried.
    /// </summary>
    public static bool IsFirstAttempt(this ConsumeContext context) =>
        context.GetRetryAttempt() == 0 && !context.ReceiveContext.Redelivered;
}
