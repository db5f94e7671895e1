using System.Diagnostics;
using System.Globalization;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// A point at which a crash does most harm, for tests. <c>DURABLE_MESSAGING_CRASH_AT=after-publish:3</c> kills the process, as
/// kill -9 does, the third time it reaches that point; without the variable, nothing happens. A service may name points of its own.
/// </summary>
public static class CrashPoint
{
    public const string Variable = "DURABLE_MESSAGING_CRASH_AT";
    public const string AfterCommit = "after-commit";
    public const string AfterPublish = "after-publish";
    public const string BeforeAck = "before-ack";

    private static readonly string[]? At = Environment.GetEnvironmentVariable(Variable)?.Split(':');
    private static int left = At is [_, var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 1;

    public static void Reach(string point)
    {
        if (At is not null && At[0] == point && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
