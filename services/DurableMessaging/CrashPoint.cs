using System.Diagnostics;
using System.Globalization;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// A moment at which a death hurts most. <c>AFTERSALES_CRASH_AT=after-publish:3</c> makes a process die, as by kill -9,
/// the third time it gets there; without the variable this does nothing.
/// </summary>
public static class CrashPoint
{
    public const string AfterCommit = "after-commit";
    public const string AfterPublish = "after-publish";
    public const string BeforeAck = "before-ack";
    public const string AfterProvider = "after-provider";

    private static readonly string[]? At = Environment.GetEnvironmentVariable("AFTERSALES_CRASH_AT")?.Split(':');
    private static int left = At is [_, var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 1;

    public static void Reach(string point)
    {
        if (At is not null && At[0] == point && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
